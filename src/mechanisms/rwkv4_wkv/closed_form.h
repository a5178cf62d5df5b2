#pragma once

#include <string_view>

#include "mechanisms/mechanism.h"

namespace lookback::rwkv4_wkv {

// The operator in the two forms, for as many channels as values have.
Cost parallel_cost(const Setting& setting);
Cost recurrent_cost(const Setting& setting);

Cost pass_cost(const Form& form, const Setting& setting);
Cost steps_cost(const Setting& setting);
std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting);

}  // namespace lookback::rwkv4_wkv
