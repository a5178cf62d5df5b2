#include "mechanisms/decayed_attention/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"

namespace lookback::decayed_attention {
namespace {

constexpr std::array<ParameterSpec, 3> parameters = {{
    {"gamma", "Decay γ"_said, 0, 1, 0.9,
     "What is left of the state after one token: 1 keeps all, 0 nothing."_said, false, 0.01},
    rotation_spec,
    chunk_spec,
}};

int rotation(const Parameters& chosen) { return static_cast<int>(parameter(mechanism, chosen, "rotation")); }

Chosen choose(int key_width, const Parameters& chosen) {
  return {{.decay = parameter(mechanism, chosen, "gamma"),
           .scale = {},
           .rotation = rotation_of(rotation(chosen), key_width)},
          static_cast<int>(parameter(mechanism, chosen, "chunk"))};
}

Refusal parallel_absent(const Setting& s) { return parallel_refusal(s, rotation(s.parameters) != 0); }
Refusal recurrent_absent(const Setting& s) { return recurrent_refusal(s, rotation(s.parameters) != 0); }

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "All S × S scores are held: product, decay, product."_said,
     .holds_scores = true,
     .own_parameters = {},
     .absent = parallel_absent,
     .pass = passes_of<Parallel<choose>>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning = "One token at a time: the state S fades by γ, takes in kᵀv, and is read by q."_said,
     .holds_scores = false,
     .own_parameters = {},
     .absent = recurrent_absent,
     .pass = passes_of<Recurrent<choose>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk."_said,
     .holds_scores = false,
     .own_parameters = chunk_parameter,
     .absent = recurrent_absent,
     .pass = passes_of<Chunkwise<choose>>()},
}};

}  // namespace

const Mechanism mechanism = {
    .id = "decayed_attention",
    .title = "Decay γ"_said,
    .equation = "S_t = γ S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t",
    .road = Road::decay,
    .parameters = parameters,
    .forms = forms,
    .state_title = "State S"_said,
    .steps_absent = recurrent_absent,
    .steps = steps_of<Recurrent<choose>>(),
    .titles = Instance<choose>::titles,
    .trace = Instance<choose>::trace,
    .pass_cost = Instance<choose>::pass_cost,
    .steps_cost = Instance<choose>::steps_cost,
    .formula = formula,
    .explain = Instance<choose>::explain,
};

}  // namespace lookback::decayed_attention
