#pragma once

#include <cstdint>

#include "kernels/inline.h"

namespace lookback::kernels {

// Softmax attention over arrays of float32, each dense and row-major: q [B, H, S_q, d_k], k [B, H_kv, S_k,
// d_k], v [B, H_kv, S_k, d_v], o [B, H, S_q, d_v], L [B, H, S_q]. H is a multiple of H_kv, and consecutive
// query heads share a head of keys and values.
struct AttentionShape {
  int batch = 1;
  int heads = 1;
  int kv_heads = 1;
  int queries = 0;
  int keys = 0;
  int key_width = 1;
  int value_width = 1;
};

// Query i stands at position i + offset and sees the keys from position - left to position + right, as far as
// they exist. Neither bound is negative.
struct VisibleKeys {
  static constexpr std::int64_t unbounded = std::int64_t{1} << 32;

  std::int64_t left = unbounded;
  std::int64_t right = unbounded;
  std::int64_t offset = 0;

  LOOKBACK_INLINE constexpr std::int64_t begin(int query, int /*keys*/) const {
    const std::int64_t first = query + offset - left;
    return first > 0 ? first : 0;
  }
  LOOKBACK_INLINE constexpr std::int64_t end(int query, int keys) const {
    const std::int64_t end = query + offset + right + 1;
    return end < 0 ? 0 : end < keys ? end : keys;
  }
};

LOOKBACK_INLINE constexpr VisibleKeys every_key() { return {}; }
LOOKBACK_INLINE constexpr VisibleKeys causal_keys(std::int64_t offset = 0) {
  return {VisibleKeys::unbounded, 0, offset};
}

struct AttentionInputs {
  const float* q = nullptr;
  const float* k = nullptr;
  const float* v = nullptr;
  float scale = 1;  // σ
};

struct AttentionOutputs {
  float* output = nullptr;
  float* log_sum_exp = nullptr;  // may be absent
};

// What the backward pass takes beside the inputs: o and L as the forward pass left them, and dO.
struct AttentionGradientInputs {
  const float* output = nullptr;
  const float* log_sum_exp = nullptr;
  const float* d_output = nullptr;
};

// dQ is written; dK and dV are added to what is there, so that parts of the queries, and query heads that
// share keys and values, may follow each other.
struct AttentionGradients {
  float* q = nullptr;
  float* k = nullptr;
  float* v = nullptr;
};

// The part of the work that one call does: the heads count through batch and heads.
struct AttentionPart {
  int first_head = 0;
  int end_head = 0;
  int first_query = 0;
  int end_query = 0;
};

}  // namespace lookback::kernels
