#pragma once

#include "kernels/attention_backward.h"
#include "kernels/attention_decode.h"
#include "kernels/attention_forward.h"
#include "kernels/exponential.h"
#include "kernels/kernels.h"
#include "kernels/limits.h"

namespace lookback::kernels {

// Everything, compiled for L.
template <class L>
inline constexpr Kernels table_of = {
    .instructions = L::instructions,
    .lanes = L::lanes,
    .exponential = exponential<L>,
    .attention_forward_scratch = attention_forward_scratch<L>,
    .attention_forward = attention_forward<L>,
    .attention_backward_scratch = attention_backward_scratch<L>,
    .attention_backward = attention_backward<L>,
    .attention_decode_scratch = attention_decode_scratch<L>,
    .attention_decode = attention_decode<L>,
    .multiply_add_chains = multiply_add_chains<L>,
    .streaming_read = streaming_read<L>,
};

extern const Kernels portable_kernels;
extern const Kernels avx2_kernels;
extern const Kernels avx512_kernels;
extern const Kernels wasm_kernels;

}  // namespace lookback::kernels
