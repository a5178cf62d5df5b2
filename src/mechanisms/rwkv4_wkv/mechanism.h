#pragma once

#include "base/say.h"
#include "mechanisms/mechanism.h"
#include "mechanisms/rwkv4_wkv/rwkv4_wkv.h"

namespace lookback::rwkv4_wkv {

extern const Mechanism mechanism;

// The own inputs, one number a channel, which the time-mixing block has too.
inline constexpr InputSpec decay_rate_input = {.id = "decay_rate",
                                               .title = "decay rates w"_said,
                                               .meaning =
                                                   "How much a token's logit falls with each further token, "
                                                   "per channel: its weight is multiplied by e^−w."_said,
                                               .columns = Size::value_width,
                                               .start = Start::random,
                                               .start_value = 0.6,
                                               .minimum = 0,
                                               .start_spread = 0.4};
inline constexpr InputSpec bonus_input = {
    .id = "bonus",
    .title = "bonus u"_said,
    .meaning = "Is added to the present token's logit, per channel, in place of a decay."_said,
    .columns = Size::value_width,
    .start = Start::random,
    .start_value = 0,
    .start_spread = 0.5};

}  // namespace lookback::rwkv4_wkv
