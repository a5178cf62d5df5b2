#include "kernels/kernels.h"

// The kernels as a WebAssembly module without imports. The caller lays out arrays in `memory` from
// __heap_base on, grows it as needed, and works in slices: some heads and queries at a time, so that it can
// report and stop. A bound of visible keys below zero stands for none.
#define LOOKBACK_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace lookback::kernels {
namespace {

VisibleKeys visible_keys(int left, int right, int offset) {
  return {left < 0 ? VisibleKeys::unbounded : left, right < 0 ? VisibleKeys::unbounded : right, offset};
}

// What scratch depends on.
AttentionShape widths(int shared_heads, int key_width, int value_width) {
  return {.heads = shared_heads, .key_width = key_width, .value_width = value_width};
}

}  // namespace

LOOKBACK_EXPORT(exponential) void export_exponential(const float* x, float* y, int count) {
  kernels().exponential(x, y, count);
}

LOOKBACK_EXPORT(attention_forward_scratch_bytes)
int export_attention_forward_scratch(int key_width, int value_width) {
  return static_cast<int>(4 * kernels().attention_forward_scratch(widths(1, key_width, value_width)));
}

LOOKBACK_EXPORT(attention_forward)
void export_attention_forward(const float* q, const float* k, const float* v, float* output,
                              float* log_sum_exp, float* scratch, int heads, int kv_heads, int queries,
                              int keys, int key_width, int value_width, float scale, int left, int right,
                              int offset, int first_head, int end_head, int first_query, int end_query) {
  kernels().attention_forward({1, heads, kv_heads, queries, keys, key_width, value_width},
                              visible_keys(left, right, offset), {q, k, v, scale}, {output, log_sum_exp},
                              {first_head, end_head, first_query, end_query}, scratch);
}

LOOKBACK_EXPORT(attention_decode_scratch_bytes)
int export_attention_decode_scratch(int shared_heads, int key_width, int value_width) {
  return static_cast<int>(4 *
                          kernels().attention_decode_scratch(widths(shared_heads, key_width, value_width)));
}

LOOKBACK_EXPORT(attention_decode)
void export_attention_decode(const float* q, const float* k, const float* v, float* output,
                             float* log_sum_exp, float* scratch, int batch, int heads, int kv_heads, int keys,
                             int capacity, int key_width, int value_width, float scale, int left,
                             int first_kv_head, int end_kv_head) {
  kernels().attention_decode({batch, heads, kv_heads, 1, keys, key_width, value_width},
                             visible_keys(left, 0, keys - 1), {q, k, v, scale}, capacity,
                             {output, log_sum_exp}, first_kv_head, end_kv_head, scratch);
}

// dQ is written, dK and dV are added to.
LOOKBACK_EXPORT(attention_backward_scratch_bytes)
int export_attention_backward_scratch(int key_width, int value_width) {
  return static_cast<int>(4 * kernels().attention_backward_scratch(widths(1, key_width, value_width)));
}

LOOKBACK_EXPORT(attention_backward)
void export_attention_backward(const float* q, const float* k, const float* v, const float* output,
                               const float* log_sum_exp, const float* d_output, float* d_q, float* d_k,
                               float* d_v, float* scratch, int heads, int kv_heads, int queries, int keys,
                               int key_width, int value_width, float scale, int left, int right, int offset,
                               int first_head, int end_head, int first_query, int end_query) {
  kernels().attention_backward({1, heads, kv_heads, queries, keys, key_width, value_width},
                               visible_keys(left, right, offset), {q, k, v, scale},
                               {output, log_sum_exp, d_output}, {d_q, d_k, d_v},
                               {first_head, end_head, first_query, end_query}, scratch);
}

LOOKBACK_EXPORT(chunkwise_scratch_bytes) int export_chunkwise_scratch(int key_width, int value_width) {
  return static_cast<int>(4 * kernels().chunkwise_scratch({1, 1, 0, key_width, value_width}));
}

// `decays` has one number for each head.
LOOKBACK_EXPORT(retention_chunkwise)
void export_retention_chunkwise(const float* q, const float* k, const float* v, float* output, float* state,
                                const float* decays, float* scratch, int heads, int tokens, int key_width,
                                int value_width, float scale, int first_head, int end_head, int first_token,
                                int end_token) {
  kernels().retention_chunkwise({1, heads, tokens, key_width, value_width}, {decays, scale},
                                {q, k, v, output, state}, {first_head, end_head, first_token, end_token},
                                scratch);
}

LOOKBACK_EXPORT(retention_step)
void export_retention_step(const float* q, const float* k, const float* v, float* output, float* state,
                           const float* decays, int heads, int key_width, int value_width, float scale) {
  kernels().retention_step({1, heads, 1, key_width, value_width}, {decays, scale}, {q, k, v, output, state},
                           0, heads);
}

LOOKBACK_EXPORT(linear_attention_chunkwise)
void export_linear_attention_chunkwise(const float* q, const float* k, const float* v, float* output,
                                       float* state, float* key_sum, float* scratch, int heads, int tokens,
                                       int key_width, int value_width, float epsilon, int first_head,
                                       int end_head, int first_token, int end_token) {
  kernels().linear_attention_chunkwise({1, heads, tokens, key_width, value_width}, {epsilon},
                                       {q, k, v, output, state, key_sum},
                                       {first_head, end_head, first_token, end_token}, scratch);
}

// Its scratch is twice the keys' width.
LOOKBACK_EXPORT(linear_attention_step)
void export_linear_attention_step(const float* q, const float* k, const float* v, float* output, float* state,
                                  float* key_sum, float* scratch, int heads, int key_width, int value_width,
                                  float epsilon) {
  kernels().linear_attention_step({1, heads, 1, key_width, value_width}, {epsilon},
                                  {q, k, v, output, state, key_sum}, 0, heads, scratch);
}

LOOKBACK_EXPORT(rwkv4_wkv)
void export_rwkv4_wkv(const float* k, const float* v, const float* decay, const float* bonus, float* output,
                      float* a, float* b, float* p, int tokens, int channels) {
  kernels().rwkv4_wkv(1, tokens, channels, {k, v, decay, bonus, output, a, b, p});
}

// How many numbers a vector has; the chains are 12.
LOOKBACK_EXPORT(lanes) int export_lanes() { return kernels().lanes; }

LOOKBACK_EXPORT(multiply_add_chains) void export_multiply_add_chains(float* x, int turns) {
  kernels().multiply_add_chains(x, turns);
}

LOOKBACK_EXPORT(streaming_read) float export_streaming_read(const float* x, int count) {
  return kernels().streaming_read(x, count);
}

}  // namespace lookback::kernels
