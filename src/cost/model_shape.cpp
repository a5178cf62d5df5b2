#include "cost/model_shape.h"

#include <algorithm>

namespace lookback {
namespace {

// Queries, keys, values and back; RetNet has a gate as wide as the values beside them.
double mixer_weights_per_layer(const ModelShape& s) {
  const double q = s.heads * s.head_width;
  const double k = s.kv_heads * s.head_width;
  const double v = s.kv_heads * s.value_head_width;
  const double o = s.heads * s.value_head_width;
  return s.width * (q + k + v + o + (s.mixer == TokenMixer::retention ? o : 0));
}

// One expert. RWKV's channel mixing has a receptance beside its two matrices.
double ffn_weights(const ModelShape& s) {
  return s.ffn_matrices * s.width * s.ffn_width + (s.mixer == TokenMixer::wkv ? s.width * s.width : 0);
}

double router_weights(const ModelShape& s) { return s.experts > 1 ? s.width * s.experts : 0; }

double layer_weights(const ModelShape& s, double experts) {
  return mixer_weights_per_layer(s) + router_weights(s) + experts * ffn_weights(s);
}

double numbers_of_state(const ModelShape& s) {
  constexpr double wkv_numbers_per_channel = 5;  // numerator, denominator, largest exponent; two inputs
  return s.mixer == TokenMixer::wkv ? wkv_numbers_per_channel * s.layers * s.width
                                    : s.layers * s.heads * s.head_width * s.value_head_width;
}

}  // namespace

double weights(const ModelShape& s) {
  const double tables = (s.vocabulary * (s.tied ? 1 : 2) + s.positions) * s.width;
  return s.layers * layer_weights(s, s.experts) + tables;
}

double linear_macs_per_token(const ModelShape& s) {
  return s.layers * layer_weights(s, s.experts_used) + s.vocabulary * s.width;
}

double mixing_macs(const ModelShape& s, double keys) {
  switch (s.mixer) {
    case TokenMixer::attention:
      return s.layers * s.heads * (s.head_width + s.value_head_width) * keys;
    case TokenMixer::retention:
      return s.layers * s.heads * 2 * s.head_width * s.value_head_width;
    case TokenMixer::wkv:
      return 0;  // a handful of operations a channel, none of them a multiply–add
  }
  return 0;
}

double keys_seen(const ModelShape& s, double context_tokens) {
  return s.window > 0 ? std::min(context_tokens, s.window) : context_tokens;
}

double pairs_seen(const ModelShape& s, double context_tokens) {
  const double w = keys_seen(s, context_tokens);
  return w * context_tokens - w * (w - 1) / 2;
}

double kv_cache_bytes_per_token(const ModelShape& s, double bytes_per_number) {
  return s.mixer == TokenMixer::attention
             ? s.layers * s.kv_heads * (s.head_width + s.value_head_width) * bytes_per_number
             : 0;
}

double held_bytes(const ModelShape& s, double context_tokens, double bytes_per_number) {
  return s.mixer == TokenMixer::attention
             ? kv_cache_bytes_per_token(s, bytes_per_number) * keys_seen(s, context_tokens)
             : numbers_of_state(s) * bytes_per_number;
}

DecodeStep decode_step(const ModelShape& s, double context_tokens, double batch, double bytes_per_number) {
  DecodeStep step;
  step.flops = 2 * batch * (linear_macs_per_token(s) + mixing_macs(s, keys_seen(s, context_tokens)));
  // A batch touches at most as many experts as its tokens choose together.
  const double experts = std::min<double>(s.experts, batch * s.experts_used);
  step.weight_bytes = (s.layers * layer_weights(s, experts) + s.vocabulary * s.width) * bytes_per_number;
  const double times = s.mixer == TokenMixer::attention ? 1 : 2;
  step.held_bytes = times * batch * held_bytes(s, context_tokens, bytes_per_number);
  step.flops_per_byte = step.flops / (step.weight_bytes + step.held_bytes);
  return step;
}

}  // namespace lookback
