#include "mechanisms/luong_attention/trace.h"

#include "base/say.h"
#include "mechanisms/luong_attention/attentional_state.h"
#include "mechanisms/luong_attention/mechanism.h"

namespace lookback::luong_attention {
namespace {

// One number for each pair, by a function of query and key; zero out of sight.
template <class Of>
Matrix<double> of_pairs(int tokens, const Mask& in_sight, Of of) {
  Matrix<double> result(tokens, tokens);
  for (int t = 0; t < tokens; ++t) {
    for (int s = 0; s < tokens; ++s) {
      result(t, s) = in_sight.visible(t, s) ? of(t, s) : 0;
    }
  }
  return result;
}

TracedMatrix pairs(std::string_view id, std::string title, MatrixRole role, Matrix<double> values,
                   std::string_view meaning) {
  return {id, std::move(title), role, Axis::query, Axis::key, std::move(values), meaning};
}

void add_local(Trace& trace, const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Options options = options_of(chosen);
  const Matrix<double> centre = centres(inputs, weights_of(inputs), options);
  const int tokens = inputs.q.rows();
  const Mask in_sight = pairs_in_sight(inputs, mask, chosen);
  trace.more.push_back({.id = "centre",
                        .title = say("centre p"),
                        .rows = Axis::query,
                        .values = centre,
                        .meaning = "The position that each query looks around, counted from 0."_said});
  trace.more.push_back(pairs("window", say("window"), MatrixRole::plain,
                             of_pairs(tokens, in_sight, [](int, int) { return 1.0; }),
                             "1 where a key is in the query's window and the mask shows it."_said));
  if (options.locality != Locality::local_p) {
    return;
  }
  Options without = options;
  without.locality = Locality::global;
  trace.more.push_back(pairs("softmax", say("softmax in the window"), MatrixRole::weight,
                             materialised<double>(inputs, weights_of(inputs), in_sight, without, {}).weights,
                             "The weights before the Gaussian: each row sums to 1."_said));
  trace.more.push_back(pairs(
      "gaussian", say("Gaussian"), MatrixRole::plain,
      of_pairs(tokens, in_sight, [&](int t, int s) { return gaussian<double>(s, centre(t, 0), options); }),
      "exp(−(s − p)²/(2σ²)) with σ = D/2: what each weight is multiplied by."_said));
}

}  // namespace

Mask pairs_in_sight(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Options options = options_of(chosen);
  if (options.locality == Locality::global) {
    return mask;
  }
  const Matrix<double> centre = centres(inputs, weights_of(inputs), options);
  const int tokens = inputs.q.rows();
  Matrix<std::uint8_t> bits(tokens, tokens);
  for (int t = 0; t < tokens; ++t) {
    const Window window = window_around(centre(t, 0), options.half_width);
    for (int s = 0; s < tokens; ++s) {
      bits(t, s) = mask.visible(t, s) && window.holds(s) ? 1 : 0;
    }
  }
  return Mask::bits(std::move(bits));
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Options options = options_of(chosen);
  const Weights<double> weights = weights_of(inputs);
  Trace result = {materialised<double>(inputs, weights, mask, options, {})};
  if (options.score == Score::general) {
    result.more.push_back({.id = "projected_q",
                           .title = "W_a q",
                           .role = MatrixRole::query,
                           .rows = Axis::query,
                           .values = project_rows(inputs.q, weights.w_a),
                           .meaning = "Every query projected: what a key is multiplied with."_said});
  }
  if (options.locality != Locality::global) {
    add_local(result, inputs, mask, chosen);
  }
  const AttentionalState<double> state = {inputs.more[w_c_input], {}, true};
  result.more.push_back({.id = "attn_h",
                         .title = "tanh(W_c [o; q])",
                         .role = MatrixRole::output,
                         .rows = Axis::query,
                         .values = state.of(result.output, inputs.q),
                         .meaning = "The attentional state: what a decoder goes on with."_said});
  return result;
}

}  // namespace lookback::luong_attention
