#pragma once

#include "mechanisms/array_views.h"
#include "mechanisms/head_inputs.h"
#include "tensor/mask.h"

// q, k, v [B, H, S, d] taken apart into heads, with a mask each.
namespace lookback::softmax_attention {

// The mask of one head, and where query 0 stands among the keys.
struct Placed {
  Mask mask;
  int offset = 0;
};

// The mask that the case names (reference names: none, causal, causal_bottom_right, window, boolean, …).
Expected<Placed> placed_mask(const ArrayCase& arrays, std::int64_t batch, std::int64_t head, int queries,
                             int keys);

// Whether queries are the last positions and none looks ahead, so that decode steps give them too.
bool decodes(const ArrayCase& arrays);

struct GroupedHeads {
  ArrayView q;  // [B, H, S_q, d_k]
  ArrayView k;  // [B, H_kv, S_k, d_k]
  ArrayView v;  // [B, H_kv, S_k, d_v]

  std::int64_t batches() const { return q.size(0); }
  std::int64_t heads() const { return q.size(1); }
  int queries() const { return static_cast<int>(q.size(2)); }
  int keys() const { return static_cast<int>(k.size(2)); }
  std::int64_t key_width() const { return q.size(3); }
  std::int64_t value_width() const { return v.size(3); }

  // Grouped queries: consecutive query heads share one head of keys and values (Ainslie et al. 2023).
  std::int64_t key_head(std::int64_t head) const { return head / (heads() / k.size(1)); }

  template <class T>
  HeadInputs<T> at(std::int64_t batch, std::int64_t head) const {
    return {q.at<T>({batch, head}), k.at<T>({batch, key_head(head)}), v.at<T>({batch, key_head(head)}), {}};
  }
};

// The three, or a sentence when one is missing or their sizes do not fit together.
Expected<GroupedHeads> grouped_heads(const ArrayCase& arrays);

// σ: what the case says, else 1/√d_k.
double scale_of(const ArrayCase& arrays, std::int64_t key_width);

}  // namespace lookback::softmax_attention
