#include "kernels/lanes/wasm.h"
#include "kernels/table.h"

namespace lookback::kernels {

// The page's own module has what src/map calls, and nothing in the other places of the table; the fast
// kernels by themselves are a module of their own.
const Kernels wasm_kernels = {
    .instructions = Wasm::instructions,
    .lanes = Wasm::lanes,
    .panel = columns_of<Wasm>,
    .exponential = exponential<Wasm>,
    .scores_scratch = scores_scratch<Wasm>,
    .scores = scores<Wasm>,
    .attention_forward_scratch = attention_forward_scratch<Wasm>,
    .attention_forward = attention_forward<Wasm>,
    .attention_decode_scratch = attention_decode_scratch<Wasm>,
    .attention_decode = attention_decode<Wasm>,
    .chunkwise_scratch = chunkwise_scratch<Wasm>,
    .retention_chunkwise = retention_chunkwise<Wasm>,
};

}  // namespace lookback::kernels
