#pragma once

#include <cstdint>
#include <span>

#include "kernels/attention.h"
#include "kernels/recurrence.h"

namespace lookback::kernels {

// The kernels as compiled for one set of vector instructions. Scratch is the caller's, as many floats as the
// function beside says; what is in it before and after means nothing.
struct Kernels {
  const char* instructions;  // "AVX-512"
  int lanes;
  int panel;  // queries whose vectors stand side by side: some times four, most_panel at the most

  // y_i = e^(x_i), within 2 units in the last place; see exponential.h.
  void (*exponential)(const float* x, float* y, std::int64_t count);

  // Scores σ q_i·k_j of at most a panel of queries, q [queries, d_k], and k [keys, d_k]: that of query i and
  // key j goes to to[j · panel + i]. Columns without a query are written too and mean nothing.
  std::int64_t (*scores_scratch)(int key_width);
  void (*scores)(const float* q, int queries, const float* k, int keys, int key_width, float scale, float* to,
                 float* scratch);

  // Prefill: o and L of some heads and queries.
  std::int64_t (*attention_forward_scratch)(const AttentionShape&);
  void (*attention_forward)(const AttentionShape&, const VisibleKeys&, const AttentionInputs&,
                            const AttentionOutputs&, const AttentionPart&, float* scratch);

  // dQ, dK and dV from o, L and dO; weights are recomputed by tile.
  std::int64_t (*attention_backward_scratch)(const AttentionShape&);
  void (*attention_backward)(const AttentionShape&, const VisibleKeys&, const AttentionInputs&,
                             const AttentionGradientInputs&, const AttentionGradients&, const AttentionPart&,
                             float* scratch);

  // Decode step: one query of each head, q [B, H, 1, d_k], against a cache of which `shape.keys` rows are
  // taken, k [B, H_kv, capacity, d_k] and v likewise; the heads of keys and values from `first_kv_head`,
  // counted through batch and heads. shape.queries is not read.
  std::int64_t (*attention_decode_scratch)(const AttentionShape&);
  void (*attention_decode)(const AttentionShape&, const VisibleKeys&, const AttentionInputs&,
                           std::int64_t capacity, const AttentionOutputs&, int first_kv_head, int end_kv_head,
                           float* scratch);

  // Prefill of retention and of linear attention, chunk by chunk, and their steps: one token of each head,
  // the arrays being those of one token.
  std::int64_t (*chunkwise_scratch)(const RecurrenceShape&);
  void (*retention_chunkwise)(const RecurrenceShape&, const Retention&, const RecurrenceArrays&,
                              const RecurrencePart&, float* scratch);
  void (*linear_attention_chunkwise)(const RecurrenceShape&, const LinearAttention&, const RecurrenceArrays&,
                                     const RecurrencePart&, float* scratch);
  void (*retention_step)(const RecurrenceShape&, const Retention&, const RecurrenceArrays&, int first_head,
                         int end_head);
  std::int64_t (*linear_attention_step_scratch)(const RecurrenceShape&);
  void (*linear_attention_step)(const RecurrenceShape&, const LinearAttention&, const RecurrenceArrays&,
                                int first_head, int end_head, float* scratch);

  // RWKV-4's wkv over some tokens; one is a step.
  void (*rwkv4_wkv)(int batch, int tokens, int channels, const WkvArrays&);

  // Limits of the machine, for benchmarks: multiply-adds in independent_chains vectors of x, of which there
  // are two more; and the reading of x.
  void (*multiply_add_chains)(float* x, std::int64_t turns);
  float (*streaming_read)(const float* x, std::int64_t count);
};

inline constexpr int independent_chains = 12;
inline constexpr int most_panel = 32;

// Those that this machine runs, the fastest first.
std::span<const Kernels* const> runnable_kernels();

// The first of them.
const Kernels& kernels();

}  // namespace lookback::kernels
