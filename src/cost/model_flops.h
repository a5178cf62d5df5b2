#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/say.h"
#include "cost/model_shape.h"

namespace lookback {

// Ways in which people count the operations of one token, in one pass over a context of T tokens. They count
// different things, which is why they disagree.
enum class Convention : std::uint8_t {
  macs,
  twice_macs,
  flash_attention,
  palm,
  llm_viewer,
  megatron_full,
  megatron_halved,
};

struct ConventionSpec {
  std::string_view title;
  std::string_view formula;  // a token
  std::string_view counts;   // what the formula takes in and leaves out
  std::string_view source;
  bool training = false;         // forward and backward together
  bool attention_alone = false;  // the weights are left out
};

inline constexpr std::array<ConventionSpec, 7> conventions = {{
    {"Multiply–adds"_said, "weights + L·H·(d_k+d_v)·keys"_said, "forward, pairs that are seen"_said,
     "counted"_said},
    {"2 × multiply–adds"_said, "2·(weights + L·H·(d_k+d_v)·keys)"_said, "forward, pairs that are seen"_said,
     "counted"_said},
    {"FlashAttention bench"_said, "4·T·H·d·L / 2", "forward, attention alone, half the square"_said,
     "flash-attention, benchmarks/benchmark_flash_attention.py", false, true},
    {"PaLM, nanoGPT"_said, "6N + 12·L·H·d·T", "training, whole square, tables in N"_said,
     "Chowdhery et al. 2022, appendix B; nanoGPT, estimate_mfu", true},
    {"LLM-Viewer"_said, "2·weights + L·H·(4d + 5)·T"_said, "forward, whole square, softmax 5 a cell"_said,
     "Yuan et al. 2024; LLM-Viewer, model_analyzer.py"},
    {"Megatron, MaxText before"_said, "3·(2·weights + 4·L·H·d·T)"_said, "training, whole square"_said,
     "Narayanan et al. 2021, appendix; Megatron-LM, training.py", true},
    {"Megatron, MaxText halved"_said, "3·(2·weights + 4·L·H·d·T / 2)"_said, "training, half the square"_said,
     "Megatron-LM, training.py; maxtext_utils.py, causal_attention_flops", true},
}};

// Nothing where a formula is for attention only and the model has none.
std::optional<double> flops_per_token(const ModelShape& shape, double context_tokens, Convention convention);

}  // namespace lookback
