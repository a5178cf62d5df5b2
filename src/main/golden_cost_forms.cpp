#include "main/golden_cost_forms.h"

#include <array>

#include "mechanisms/additive_attention/additive_attention.h"
#include "mechanisms/position/rotation.h"
#include "mechanisms/retnet_layer/normalisation.h"

namespace lookback {
namespace {

// A registered pass over S causal tokens. σ is switched off where the reference's count has none.
Expected<CaseCost> over_tokens(CostParameters& parameters, std::string_view mechanism, std::string_view form,
                               Parameters chosen = {}, const Mask& mask = Mask::causal()) {
  const RegisteredPass pass = {mechanism,
                               form,
                               std::move(chosen),
                               mask,
                               parameters.whole("S"),
                               parameters.whole("d_k"),
                               parameters.whole("d_v")};
  return parameters.problem.empty() ? cost_of(pass, parameters.most_counted) : fail(parameters.problem);
}

const Parameters unscaled = {{"scaled", 0}};

// 5d and 5e: the same forms without and with a decay.
std::string_view linear_mechanism(const CostParameters& parameters) {
  return parameters.flag("decay") ? "decayed_attention" : "unnormalised_attention";
}

Expected<CaseCost> selfscore_stable(CostParameters& p) {
  return over_tokens(p, "self_score_softmax", "recurrent");
}
Expected<CaseCost> selfscore_naive(CostParameters& p) {
  return over_tokens(p, "self_score_softmax", "recurrent_naive");
}
Expected<CaseCost> unnormalised_scores_first(CostParameters& p) {
  return over_tokens(p, "unnormalised_attention", "scores_first", {}, Mask::none());
}
Expected<CaseCost> unnormalised_state_first(CostParameters& p) {
  return over_tokens(p, "unnormalised_attention", "state_first", {}, Mask::none());
}
Expected<CaseCost> linear_parallel(CostParameters& p) {
  return over_tokens(p, linear_mechanism(p), "parallel", unscaled);
}
Expected<CaseCost> linear_recurrent(CostParameters& p) {
  return over_tokens(p, linear_mechanism(p), "recurrent", unscaled);
}
Expected<CaseCost> linear_chunkwise(CostParameters& p) {
  Parameters chosen = unscaled;
  chosen["chunk"] = p.whole("chunk");
  return over_tokens(p, linear_mechanism(p), "chunkwise", chosen);
}
Expected<CaseCost> elu_recurrent(CostParameters& p) {
  return over_tokens(p, "linear_attention", "recurrent");
}
Expected<CaseCost> elu_parallel(CostParameters& p) { return over_tokens(p, "linear_attention", "parallel"); }

// Every channel of one sequence: keys and values are equally wide.
Expected<CaseCost> rwkv4_recurrent(CostParameters& p) {
  const int channels = p.whole("channels");
  const RegisteredPass pass = {"rwkv4_wkv",  "recurrent", {},      Mask::causal(),
                               p.whole("S"), channels,    channels};
  return p.problem.empty() ? cost_of(pass, p.most_counted) : fail(p.problem);
}
Expected<CaseCost> rwkv5_recurrent(CostParameters& p) { return over_tokens(p, "rwkv5_wkv", "recurrent"); }
Expected<CaseCost> delta_recurrent(CostParameters& p) {
  return over_tokens(p, p.flag("gated") ? "gated_delta_rule" : "delta_rule", "recurrent", unscaled);
}

// T queries against S keys of other widths, which the board does not have: the definition itself.
Expected<CaseCost> additive_scores(CostParameters& p) {
  const int queries = p.whole("T_q");
  const int keys = p.whole("S_k");
  const int query_width = p.whole("d_q");
  const int key_width = p.whole("d_k");
  const int attention_width = p.whole("d_a");
  const int value_width = p.whole("d_v");
  const std::string projections = p.word("projections");
  const bool once = projections == "once per query and key";
  if (!once && projections != "once per pair") {
    p.refuse("projections must be \"once per query and key\" or \"once per pair\".");
  }
  const double products = 2.0 * queries * keys * attention_width * (once ? 2.0 : query_width + key_width);
  if (products > static_cast<double>(p.most_counted)) {
    p.refuse("Too many operations to count.");
  }
  if (!p.problem.empty()) {
    return fail(p.problem);
  }
  Cost cost;
  const auto numbers = [&cost](int rows, int columns) {
    return Matrix<Counted>(rows, columns, Counted(0.5, &cost));
  };
  const HeadInputs<Counted> inputs = {
      numbers(queries, query_width), numbers(keys, key_width), numbers(keys, value_width), {}};
  const additive_attention::Weights<Counted> weights = {numbers(attention_width, query_width),
                                                        numbers(attention_width, key_width),
                                                        numbers(1, attention_width)};
  if (once) {
    additive_attention::projected_once<Counted>(inputs, weights, Mask::none(), {&cost});
  } else {
    additive_attention::projected_each_step<Counted>(inputs, weights, Mask::none(), {&cost});
  }
  return case_cost(cost, true);
}

Expected<CaseCost> rope_vector(CostParameters& parameters) {
  const int width = parameters.whole("d");
  if (width % 2 != 0) {
    parameters.refuse("Only a vector of an even size can be rotated.");
  }
  if (!parameters.problem.empty()) {
    return fail(parameters.problem);
  }
  Cost cost;
  Matrix<Counted> vector(1, width, Counted(1, &cost));
  rotate<Counted>(vector.row(0), 1, rope(width));
  return case_cost(cost, true);
}

// What one vector of d numbers costs.
Expected<CaseCost> of_vector(CostParameters& parameters, void (*work)(std::span<Counted>)) {
  const int width = parameters.whole("d");
  if (!parameters.problem.empty()) {
    return fail(parameters.problem);
  }
  Cost cost;
  Matrix<Counted> vector(1, width, Counted(1, &cost));
  work(vector.row(0));
  return case_cost(cost, true);
}

Expected<CaseCost> rms_norm_vector(CostParameters& parameters) {
  return of_vector(parameters, [](std::span<Counted> y) { retnet_layer::rms_norm<Counted>(y, 1e-6); });
}
Expected<CaseCost> swish_gate_vector(CostParameters& parameters) {
  return of_vector(parameters, retnet_layer::swish<Counted>);
}

constexpr std::array<CostForm, 23> forms = {{
    {"softmax_materialised_prefill", "softmax_attention", softmax_materialised_cost},
    {"softmax_online_prefill", "softmax_attention", softmax_online_cost},
    {"softmax_backward_recompute", "softmax_attention_gradient", softmax_backward_cost},
    {"softmax_decode_step", "softmax_attention", softmax_decode_cost},
    {"selfscore_recurrent_stable", "self_score_softmax", selfscore_stable},
    {"selfscore_recurrent_naive", "self_score_softmax", selfscore_naive},
    {"unnormalised_scores_first", "unnormalised_attention", unnormalised_scores_first},
    {"unnormalised_state_first", "unnormalised_attention", unnormalised_state_first},
    {"linear_parallel", "decayed_attention", linear_parallel},
    {"linear_recurrent", "decayed_attention", linear_recurrent},
    {"linear_chunkwise", "decayed_attention", linear_chunkwise},
    {"elu_linear_recurrent", "linear_attention", elu_recurrent},
    {"elu_linear_parallel", "linear_attention", elu_parallel},
    {"rwkv4_recurrent", "rwkv4_wkv", rwkv4_recurrent},
    {"rwkv5_recurrent", "rwkv5_wkv", rwkv5_recurrent},
    {"delta_recurrent", "gated_delta_rule", delta_recurrent},
    {"rope_vector", "", rope_vector},
    {"rms_norm_vector", "", rms_norm_vector},
    {"swish_gate_vector", "", swish_gate_vector},
    {"additive_scores", "additive_attention", additive_scores},
    {"generation_causal_cached", "softmax_attention", causal_cached_cost},
    {"generation_causal_recompute", "softmax_attention", causal_recompute_cost},
    {"generation_bidirectional_recompute", "softmax_attention", bidirectional_recompute_cost},
}};

}  // namespace

const CostForm* find_cost_form(std::string_view name) {
  for (const CostForm& form : forms) {
    if (form.name == name) {
      return &form;
    }
  }
  return nullptr;
}

std::string cost_form_names() {
  std::string names;
  for (const CostForm& form : forms) {
    names += (names.empty() ? "" : ", ") + std::string(form.name);
  }
  return names;
}

}  // namespace lookback
