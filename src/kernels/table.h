#pragma once

#include "kernels/attention_backward.h"
#include "kernels/attention_decode.h"
#include "kernels/attention_forward.h"
#include "kernels/exponential.h"
#include "kernels/kernels.h"
#include "kernels/limits.h"
#include "kernels/recurrent_steps.h"
#include "kernels/scores.h"
#include "kernels/wkv.h"

namespace lookback::kernels {

// Everything, compiled for L.
template <class L>
inline constexpr Kernels table_of = {
    .instructions = L::instructions,
    .lanes = L::lanes,
    .panel = columns_of<L>,
    .exponential = exponential<L>,
    .scores_scratch = scores_scratch<L>,
    .scores = scores<L>,
    .attention_forward_scratch = attention_forward_scratch<L>,
    .attention_forward = attention_forward<L>,
    .attention_backward_scratch = attention_backward_scratch<L>,
    .attention_backward = attention_backward<L>,
    .attention_decode_scratch = attention_decode_scratch<L>,
    .attention_decode = attention_decode<L>,
    .chunkwise_scratch = chunkwise_scratch<L>,
    .retention_chunkwise = retention_chunkwise<L>,
    .linear_attention_chunkwise = linear_attention_chunkwise<L>,
    .retention_step = retention_step<L>,
    .linear_attention_step_scratch = linear_attention_step_scratch<L>,
    .linear_attention_step = linear_attention_step<L>,
    .rwkv4_wkv = rwkv4_wkv<L>,
    .multiply_add_chains = multiply_add_chains<L>,
    .streaming_read = streaming_read<L>,
};

extern const Kernels portable_kernels;
extern const Kernels avx2_kernels;
extern const Kernels avx512_kernels;
extern const Kernels wasm_kernels;

}  // namespace lookback::kernels
