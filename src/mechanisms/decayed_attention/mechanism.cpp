#include "mechanisms/decayed_attention/mechanism.h"

#include <array>

#include "mechanisms/decayed_attention/closed_form.h"
#include "mechanisms/decayed_attention/picture.h"

namespace lookback::decayed_attention {
namespace {

constexpr std::array<ParameterSpec, 3> parameters = {{
    {"gamma", "Decay γ", 0, 1, 0.9, "What is left of the state after one token: 1 keeps all, 0 nothing.",
     false, 0.01},
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

Refusal rotation_absent(const Setting& setting) {
  if (rotation(setting.parameters) != 0 && setting.key_width % 2 != 0) {
    return rotation_needs_pairs;
  }
  return std::nullopt;
}

Refusal parallel_absent(const Setting& setting) {
  return setting.mask.is_causal(setting.tokens) ? rotation_absent(setting) : Refusal(decay_looks_back);
}

Refusal recurrent_absent(const Setting& setting) {
  const Refusal why = needs_causal(setting);
  return why ? why : rotation_absent(setting);
}

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel",
     .meaning = "All S × S scores are held: product, decay, product.",
     .holds_scores = true,
     .own_parameters = {},
     .absent = parallel_absent,
     .pass = passes_of<Parallel<choose>>()},
    {.id = "recurrent",
     .title = "Recurrent",
     .meaning = "One token at a time: the state S fades by γ, takes in kᵀv, and is read by q.",
     .holds_scores = false,
     .own_parameters = {},
     .absent = recurrent_absent,
     .pass = passes_of<Recurrent<choose>>()},
    {.id = "chunkwise",
     .title = "Chunkwise",
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk.",
     .holds_scores = false,
     .own_parameters = chunk_parameter,
     .absent = recurrent_absent,
     .pass = passes_of<Chunkwise<choose>>()},
}};

Cost pass_cost(const Form& form, const Setting& s) {
  const Chosen chosen = choose(s.key_width, s.parameters);
  return form.id == "parallel"    ? parallel_cost(s, chosen)
         : form.id == "recurrent" ? recurrent_cost(s, chosen)
                                  : chunkwise_cost(s, chosen, chosen.chunk_size);
}

}  // namespace

std::optional<Rotation> rotation_of(int choice, int key_width) {
  switch (choice) {
    case 1:
      return rope(key_width);
    case 2:
      return rope(key_width, Pairing::half_split);
    case 3:
      return retnet_rotation(key_width);
    default:
      return std::nullopt;
  }
}

const Mechanism mechanism = {
    .id = "decayed_attention",
    .title = "Decay γ",
    .equation = "S_t = γ S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t",
    .parameters = parameters,
    .forms = forms,
    .state_title = "State S",
    .steps_absent = recurrent_absent,
    .steps = steps_of<Recurrent<choose>>(),
    .titles = [](const Parameters& chosen, bool turned) { return titles(choose(2, chosen), turned); },
    .trace = [](const HeadInputs<double>& inputs, const Mask& mask,
                const Parameters& chosen) { return trace(inputs, mask, choose(inputs.k.columns(), chosen)); },
    .pass_cost = pass_cost,
    .steps_cost = [](const Setting& s) { return recurrent_cost(s, choose(s.key_width, s.parameters)); },
    .formula = formula,
    .explain =
        [](const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace, const Mask& mask,
           const Parameters& chosen) {
          return explain(cell, inputs, trace, mask, choose(inputs.k.columns(), chosen));
        },
};

}  // namespace lookback::decayed_attention
