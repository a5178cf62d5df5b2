#pragma once

#include <span>
#include <string_view>

#include "mechanisms/mechanism.h"

namespace lookback {

// Every mechanism, in the order in which the board offers them.
std::span<const Mechanism* const> mechanisms();

const Mechanism* find_mechanism(std::string_view id);

}  // namespace lookback
