#include "mechanisms/rwkv5_wkv/mechanism.h"

#include "base/say.h"
#include "mechanisms/rwkv5_wkv/board.h"

namespace lookback::rwkv5_wkv {
namespace {

constexpr std::array<InputSpec, 2> inputs = {{
    {.id = "decay",
     .title = "decays w"_said,
     .meaning = "What the state keeps of each channel from one token to the next: 1 keeps, 0 forgets."_said,
     .rows = Size::one,
     .columns = Size::key_width,
     .start = Start::random,
     .start_value = 0.8,
     .minimum = 0,
     .maximum = 1,
     .start_spread = 0.2},
    bonus_input,
}};

}  // namespace

const Mechanism mechanism = {
    .id = "rwkv5_wkv",
    .title = "RWKV-5"_said,
    .equation = "o_t = r_t (S_{t−1} + diag(u) k_tᵀ v_t),  S_t = diag(w) S_{t−1} + k_tᵀ v_t,  r = q",
    .road = Road::gates,
    .parameters = parameters,
    .inputs = inputs,
    .forms = forms,
    .state_title = "State S"_said,
    .steps_absent = needs_causal,
    .steps = steps_of<Recurrence>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::rwkv5_wkv
