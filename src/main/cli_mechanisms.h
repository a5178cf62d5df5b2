#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace lookback {

// What the registry says of every mechanism, or of one: its equation, forms, parameters and own inputs, whose
// ids are the keys and values of links.
Expected<std::string> mechanisms_text(std::string_view id = "");

// The same of every study, or of one: its question, how it begins, its parameters and inputs.
Expected<std::string> studies_text(std::string_view id = "");

}  // namespace lookback
