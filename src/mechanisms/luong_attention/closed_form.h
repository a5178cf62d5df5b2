#pragma once

#include "mechanisms/mechanism.h"

namespace lookback::luong_attention {

Cost pass_cost(const Form& form, const Setting& setting);
Cost steps_cost(const Setting& setting);
std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting);

}  // namespace lookback::luong_attention
