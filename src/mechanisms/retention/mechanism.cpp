#include "mechanisms/retention/mechanism.h"

#include <array>
#include <cmath>

#include "base/say.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/retention/decay.h"

// Retention (Sun et al. 2023, eq. 5 to 8) is decayed attention with σ = 1/√d_k and the decay γ_h of its head.
namespace lookback::retention {
namespace {

using namespace decayed_attention;

constexpr std::array<ParameterSpec, 4> parameters = {{
    {"scaled", "Scale by 1/√d"_said, 0, 1, 1,
     "Multiplies the queries by σ = 1/√d_k, so that scores do not grow with the width of the keys."_said,
     true},
    {"head", "Head h"_said, 0, 7, 0,
     "Which head's decay: γ_h = 1 − 2^(−5−h), so that later heads remember for longer."_said},
    rotation_spec,
    chunk_spec,
}};

int whole(const Parameters& chosen, std::string_view id) {
  return static_cast<int>(parameter(mechanism, chosen, id));
}

Chosen choose(int key_width, const Parameters& chosen) {
  Chosen result;
  result.decay = decay_of_head(whole(chosen, "head"));
  if (whole(chosen, "scaled") != 0) {
    result.scale = 1 / std::sqrt(static_cast<double>(key_width));
  }
  result.rotation = rotation_of(whole(chosen, "rotation"), key_width);
  result.chunk_size = whole(chosen, "chunk");
  return result;
}

Refusal parallel_absent(const Setting& s) {
  return parallel_refusal(s, whole(s.parameters, "rotation") != 0);
}
Refusal recurrent_absent(const Setting& s) {
  return recurrent_refusal(s, whole(s.parameters, "rotation") != 0);
}

constexpr std::array<Form, 3> forms = {{
    {.id = "parallel",
     .title = "Parallel"_said,
     .meaning = "All S × S scores are held: product, decay, product. For training."_said,
     .holds_scores = true,
     .own_parameters = {},
     .absent = parallel_absent,
     .pass = passes_of<Parallel<choose>>()},
    {.id = "recurrent",
     .title = "Recurrent"_said,
     .meaning =
         "One token at a time: the state S fades by γ_h, takes in kᵀv, and is read by q. For generating."_said,
     .holds_scores = false,
     .own_parameters = {},
     .absent = recurrent_absent,
     .pass = passes_of<Recurrent<choose>>()},
    {.id = "chunkwise",
     .title = "Chunkwise"_said,
     .meaning = "Parallel inside chunks, recurrent from chunk to chunk. For long sequences."_said,
     .holds_scores = false,
     .own_parameters = chunk_parameter,
     .absent = recurrent_absent,
     .pass = passes_of<Chunkwise<choose>>()},
}};

}  // namespace

const Mechanism mechanism = {
    .id = "retention",
    .title = "Retention"_said,
    .equation = "S_t = γ_h S_{t−1} + k_tᵀ v_t,  o_t = σ q_t S_t,  γ_h = 1 − 2^(−5−h)",
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

}  // namespace lookback::retention
