#include "mechanisms/rwkv6_wkv/mechanism.h"

#include "base/say.h"
#include "mechanisms/rwkv5_wkv/board.h"

namespace lookback::rwkv6_wkv {
namespace {

constexpr std::array<InputSpec, 2> inputs = {{
    {.id = "decay",
     .title = "decays w"_said,
     .meaning =
         "What a token leaves of each channel of the state when it adds itself: 1 keeps, 0 forgets."_said,
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random,
     .start_value = 0.8,
     .minimum = 0,
     .maximum = 1,
     .start_spread = 0.2},
    rwkv5_wkv::bonus_input,
}};

}  // namespace

const Mechanism mechanism = {
    .id = "rwkv6_wkv",
    .title = "RWKV-6"_said,
    .equation = "o_t = r_t (S_{t−1} + diag(u) k_tᵀ v_t),  S_t = diag(w_t) S_{t−1} + k_tᵀ v_t,  r = q",
    .road = Road::gates,
    .parameters = rwkv5_wkv::parameters,
    .inputs = inputs,
    .forms = rwkv5_wkv::forms,
    .state_title = "State S"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<rwkv5_wkv::Recurrence>(),
    .titles = rwkv5_wkv::titles,
    .trace = rwkv5_wkv::trace,
    .pass_cost = rwkv5_wkv::pass_cost,
    .steps_cost = rwkv5_wkv::steps_cost,
    .formula = rwkv5_wkv::formula,
    .explain = rwkv5_wkv::explain,
};

}  // namespace lookback::rwkv6_wkv
