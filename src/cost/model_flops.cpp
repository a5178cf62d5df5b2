#include "cost/model_flops.h"

namespace lookback {
namespace {

// The weights of which a token uses a part: PaLM's N, with the tables that are only looked up.
double weights_used(const ModelShape& s) {
  ModelShape one_token = s;
  one_token.experts = s.experts_used;
  return weights(one_token) - s.positions * s.width;
}

}  // namespace

std::optional<double> flops_per_token(const ModelShape& s, double context_tokens, Convention convention) {
  const double linear = linear_macs_per_token(s);
  const double mean_keys = pairs_seen(s, context_tokens) / context_tokens;
  const double macs = linear + mixing_macs(s, mean_keys);
  if (convention == Convention::macs) {
    return macs;
  }
  if (convention == Convention::twice_macs) {
    return 2 * macs;
  }
  if (s.mixer != TokenMixer::attention) {
    return std::nullopt;
  }
  // Two products of d multiply–adds for every cell of the square, windows not respected.
  const double square = 4 * s.layers * s.heads * s.head_width * context_tokens;
  switch (convention) {
    case Convention::flash_attention:
      return square / 2;
    case Convention::palm:
      return 6 * weights_used(s) + 3 * square;
    case Convention::llm_viewer:
      return 2 * linear + square + 5 * s.layers * s.heads * context_tokens;
    case Convention::megatron_full:
      return 3 * (2 * linear + square);
    case Convention::megatron_halved:
      return 3 * (2 * linear + square / 2);
    case Convention::macs:
    case Convention::twice_macs:
      break;
  }
  return std::nullopt;
}

}  // namespace lookback
