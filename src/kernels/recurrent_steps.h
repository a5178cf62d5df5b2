#pragma once

#include "kernels/chunkwise.h"

// One token at a time: S ← γ S + kᵀ v, o = q S.
namespace lookback::kernels {

// Some rows of the state, which is read and written once; what they give is added to the output.
template <class L, int rows>
LOOKBACK_INLINE void step_rows(float decay, const float* q, float scale, const float* k, const float* v,
                               int width, float* state, float* output) {
  int d = 0;
  LOOKBACK_ROLLED
  for (; d + L::lanes <= width; d += L::lanes) {
    auto sum = load<L>(output + d);
    const auto value = load<L>(v + d);
    LOOKBACK_UNROLL
    for (int r = 0; r < rows; ++r) {
      const auto s = L::multiply_add(all<L>(k[r]), value, load<L>(state + r * width + d) * decay);
      store<L>(state + r * width + d, s);
      sum = L::multiply_add(all<L>(q[r] * scale), s, sum);
    }
    store<L>(output + d, sum);
  }
  for (; d < width; ++d) {
    for (int r = 0; r < rows; ++r) {
      float& s = state[r * width + d];
      s = s * decay + k[r] * v[d];
      output[d] += q[r] * scale * s;
    }
  }
}

template <class L>
LOOKBACK_APART void step_state(const RecurrenceShape& shape, float decay, const float* q, float scale,
                               const float* k, const float* v, float* state, float* output) {
  const int width = shape.value_width;
  for (int d = 0; d < width; ++d) {
    output[d] = 0;
  }
  int c = 0;
  for (; c + 4 <= shape.key_width; c += 4) {
    step_rows<L, 4>(decay, q + c, scale, k + c, v, width, state + c * width, output);
  }
  for (; c < shape.key_width; ++c) {
    step_rows<L, 1>(decay, q + c, scale, k + c, v, width, state + c * width, output);
  }
}

template <class L>
void retention_step(const RecurrenceShape& shape, const Retention& retention, const RecurrenceArrays& arrays,
                    int first_head, int end_head) {
  for (int head = first_head; head < end_head; ++head) {
    const std::intptr_t row = head;
    step_state<L>(shape, retention.decays[head % shape.heads], arrays.q + row * shape.key_width,
                  retention.scale, arrays.k + row * shape.key_width, arrays.v + row * shape.value_width,
                  arrays.state + row * shape.key_width * shape.value_width,
                  arrays.output + row * shape.value_width);
  }
}

template <class L>
std::int64_t linear_attention_step_scratch(const RecurrenceShape& shape) {
  return 2 * std::int64_t{shape.key_width};
}

template <class L>
void linear_attention_step(const RecurrenceShape& shape, const LinearAttention& linear,
                           const RecurrenceArrays& arrays, int first_head, int end_head, float* scratch) {
  const int width = shape.key_width;
  for (int head = first_head; head < end_head; ++head) {
    const std::intptr_t row = head;
    float* q = scratch;
    float* k = scratch + width;
    float* key_sum = arrays.key_sum + row * width;
    float* output = arrays.output + row * shape.value_width;
    features<L>(arrays.q + row * width, q, width);
    features<L>(arrays.k + row * width, k, width);
    step_state<L>(shape, 1, q, 1, k, arrays.v + row * shape.value_width,
                  arrays.state + row * width * shape.value_width, output);
    float total = linear.epsilon;
    for (int c = 0; c < width; ++c) {
      key_sum[c] += k[c];
      total += q[c] * key_sum[c];
    }
    map_row<L>(output, output, shape.value_width, [total](typename L::Floats x) { return x / total; });
  }
}

}  // namespace lookback::kernels
