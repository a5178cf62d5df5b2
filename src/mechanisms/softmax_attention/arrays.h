#pragma once

#include <string_view>
#include <vector>

#include "mechanisms/array_case.h"

namespace lookback::softmax_attention {

// The ways in which a case can be computed: "materialised", "online, tile 1", …, "decode".
std::vector<std::string_view> array_forms(const ArrayCase& arrays);

// out [B, H, S_q, d_v], lse [B, H, S_q] and, where the form holds them, weights [B, H, S_q, S_k]. Query head
// h uses key/value head floor(h / (H / H_kv)) (Ainslie et al. 2023).
Expected<NamedArrays> evaluate_arrays(std::string_view form, const ArrayCase& arrays, Precision precision);

}  // namespace lookback::softmax_attention
