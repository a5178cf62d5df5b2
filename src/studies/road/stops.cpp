#include "studies/road/stops.h"
#include "base/say.h"

#include <array>

namespace lookback::road {
namespace {

constexpr double retnet_angles = 3;  // the choice of the parameter "rotation"

constexpr std::array<std::string_view, 1> softmax = {"o_t = Σ_{j≤t} exp(q_t·k_j) v_j / Σ_{j≤t} exp(q_t·k_j)"};
constexpr std::array<std::string_view, 2> own_queries = {
    "o_t = Σ_{j≤t} exp(|q_j|·k_j) v_j / Σ_{j≤t} exp(|q_j|·k_j)",
    "so |n_t = n_{t−1} + exp(q_t·k_t) v_t|,  |d_t = d_{t−1} + exp(q_t·k_t)|,  |o_t = n_t / d_t|"_said};
constexpr std::array<std::string_view, 2> no_softmax = {"o_i = |Σ_j (q_i·k_j) v_j|",
                                                        "O = |(QKᵀ)V|,  every query sees every key"_said};
constexpr std::array<std::string_view, 2> associativity = {"o_i = |q_i (Σ_j k_jᵀ v_j)|", "O = |Q(KᵀV)|"};
constexpr std::array<std::string_view, 2> prefix_state = {
    "o_t = q_t (Σ_{j|≤t|} k_jᵀ v_j)", "so |S_t = S_{t−1} + k_tᵀ v_t|,  o_t = q_t |S_t|"_said};
constexpr std::array<std::string_view, 2> decay = {"S_t = |γ| S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t",
                                                   "O = (QKᵀ ⊙ |D|)V,  |D_ij = γ^(i−j)|"};
constexpr std::array<std::string_view, 2> rotation = {"S_t = γ S_{t−1} + |k′_t|ᵀ v_t,  o_t = |q′_t| S_t",
                                                      "|q′_t and k′_t: q_t and k_t, turned by t·θ|"_said};
constexpr std::array<std::string_view, 2> retention = {"S_t = |γ_h| S_{t−1} + k′_tᵀ v_t,  o_t = |σ| q′_t S_t",
                                                       "|γ_h = 1 − 2^(−5−h)|,  |σ = 1/√d_k|"};
constexpr std::array<std::string_view, 2> wkv = {
    "o_t = |(Σ_{i<t} e^(k_i−(t−1−i)w) v_i + e^(u+k_t) v_t)| / |(the same sums without v)|"_said,
    "|each channel by itself; no q|"_said};

constexpr std::array<Stop, last_stop + 1> all = {{
    {.title = "Softmax attention with a KV cache"_said,
     .mechanism = "softmax_attention",
     .form = "decode",
     .equations = softmax,
     .change = "Every weight contains the new query, so no sum can be passed from one output to the next. "
               "Keys and values can: they are the cache, and it grows with every token."_said},
    {.title = "Each token is scored by its own query"_said,
     .mechanism = "self_score_softmax",
     .form = "recurrent",
     .equations = own_queries,
     .change = "Given up: a later query no longer reweighs the older tokens. Gained: two running sums, n and "
               "d, in place of the cache (kept divided by e^m, m the largest score)."_said},
    {.title = "No softmax"_said,
     .mechanism = "unnormalised_attention",
     .form = "scores_first",
     .masked = false,
     .equations = no_softmax,
     .change = "Given up: exp, the division, and for two stops the mask. A weight can now be negative, and "
               "the weights of a query need not sum to 1, so there is no sum to divide by."_said},
    {.title = "The brackets moved"_said,
     .mechanism = "unnormalised_attention",
     .form = "state_first",
     .masked = false,
     .equations = associativity,
     .change = "A product of three matrices may be taken in either order. No score is computed any more: all "
               "keys and values go into one matrix of d_k × d_v numbers."_said},
    {.title = "Causal again, as a prefix state"_said,
     .mechanism = "unnormalised_attention",
     .form = "recurrent",
     .equations = prefix_state,
     .change = "A mask between QKᵀ and V forbids moving the brackets. Summing only up to the present token "
               "does what the mask would do."_said},
    {.title = "The state fades by γ"_said,
     .mechanism = "decayed_attention",
     .form = "recurrent",
     .equations = decay,
     .change =
         "Before it takes a token in, the state is multiplied by γ: older tokens count less. With γ = 1 "
         "it is the last stop."_said},
    {.title = "Queries and keys turn with their position"_said,
     .mechanism = "decayed_attention",
     .form = "recurrent",
     .equations = rotation,
     .change =
         "Pairs of channels are turned by angles that grow with the position, so that q′·k′ knows how far "
         "apart two tokens are. They turn only; fading is left to γ."_said},
    {.title = "Retention"_said,
     .mechanism = "retention",
     .form = "recurrent",
     .equations = retention,
     .change = "Each head has a decay of its own, and the product is scaled. In RetNet a norm, which is a "
               "step of its own, follows in place of softmax's denominator."_said},
    {.title = "RWKV-4's WKV, beside the road"_said,
     .mechanism = "rwkv4_wkv",
     .form = "recurrent",
     .equations = wkv,
     .change = "A branch from the second stop: numerator, denominator and decay, but no query at all; the "
               "present token has a bonus u in place of decay."_said},
}};

}  // namespace

std::span<const Stop> stops() { return all; }

int stop_of(const Experiment& experiment) { return static_cast<int>(parameter_of(experiment, stop_id)); }

Experiment at_stop(const Experiment& experiment, int stop) {
  const Stop& there = all[static_cast<std::size_t>(stop)];
  Experiment result = experiment;
  result.mechanism = there.mechanism;
  result.form = there.form;
  result.mask = there.masked ? Mask::causal() : Mask::none();
  result.cache = true;
  result.more.clear();
  result.parameters.clear();
  if (stop <= 1) {
    result.parameters["scaled"] = 0;
  }
  if (stop == 5 || stop == 6) {
    result.parameters["gamma"] = parameter_of(experiment, decay_id);
  }
  if (stop == 7) {
    result.parameters["head"] = parameter_of(experiment, head_id);
  }
  if (stop == 6 || stop == 7) {
    result.parameters["rotation"] = retnet_angles;
  }
  return result;
}

}  // namespace lookback::road
