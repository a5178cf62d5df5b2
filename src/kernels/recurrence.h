#pragma once

namespace lookback::kernels {

// What fades and takes tokens in, over arrays of float32, dense and row-major: q, k [B, H, S, d_k], v and o
// [B, H, S, d_v], the state S [B, H, d_k, d_v], and for linear attention z [B, H, d_k]. The heads count
// through both.
struct RecurrenceShape {
  int batch = 1;
  int heads = 1;
  int tokens = 0;
  int key_width = 1;
  int value_width = 1;
};

struct RecurrenceArrays {
  const float* q = nullptr;
  const float* k = nullptr;
  const float* v = nullptr;
  float* output = nullptr;
  float* state = nullptr;    // read, and left as it is after the last token
  float* key_sum = nullptr;  // z, likewise; of linear attention only
};

// The part of the work that one call does. Tokens must come in order, as the state goes from one part to the
// next.
struct RecurrencePart {
  int first_head = 0;
  int end_head = 0;
  int first_token = 0;
  int end_token = 0;
};

struct Retention {
  const float* decays = nullptr;  // γ [H]
  float scale = 1;                // σ
};

struct LinearAttention {
  float epsilon = 0;  // ε of the denominator
};

// RWKV-4's wkv: k, v, o [B, S, C]; w and u [C]; the state a, b and p [B, C], p = -inf before the first token.
struct WkvArrays {
  const float* k = nullptr;
  const float* v = nullptr;
  const float* decay = nullptr;  // w
  const float* bonus = nullptr;  // u
  float* output = nullptr;
  float* a = nullptr;
  float* b = nullptr;
  float* p = nullptr;
};

}  // namespace lookback::kernels
