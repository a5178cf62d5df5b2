#pragma once

#include <array>
#include <optional>
#include <string_view>

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
    {"Multiply–adds", "weights + L·H·(d_k+d_v)·keys", "forward, pairs that are seen", "counted"},
    {"2 × multiply–adds", "2·(weights + L·H·(d_k+d_v)·keys)", "forward, pairs that are seen", "counted"},
    {"FlashAttention bench", "4·T·H·d·L / 2", "forward, attention alone, half the square",
     "flash-attention, benchmarks/benchmark_flash_attention.py", false, true},
    {"PaLM, nanoGPT", "6N + 12·L·H·d·T", "training, whole square, tables in N",
     "Chowdhery et al. 2022, appendix B; nanoGPT, estimate_mfu", true},
    {"LLM-Viewer", "2·weights + L·H·(4d + 5)·T", "forward, whole square, softmax 5 a cell",
     "Yuan et al. 2024; LLM-Viewer, model_analyzer.py"},
    {"Megatron, MaxText before", "3·(2·weights + 4·L·H·d·T)", "training, whole square",
     "Narayanan et al. 2021, appendix; Megatron-LM, training.py", true},
    {"Megatron, MaxText halved", "3·(2·weights + 4·L·H·d·T / 2)", "training, half the square",
     "Megatron-LM, training.py; maxtext_utils.py, causal_attention_flops", true},
}};

// Nothing where a formula is for attention only and the model has none.
std::optional<double> flops_per_token(const ModelShape& shape, double context_tokens, Convention convention);

}  // namespace lookback
