#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "tensor/npy.h"

namespace lookback {

using NamedArrays = std::map<std::string, NpyArray, std::less<>>;

// A computation on whole arrays, [B, H, S, d] and the like, as golden data describes it.
struct ArrayCase {
  std::map<std::string, double, std::less<>> numbers;             // "scale", "left", "S_q", …
  std::map<std::string, std::string, std::less<>> words;          // "mask"
  std::map<std::string, std::vector<double>, std::less<>> lists;  // "gamma", "lengths", "cuts"
  NamedArrays inputs;

  std::string_view word(std::string_view name) const {  // empty when absent
    const auto found = words.find(name);
    return found == words.end() ? std::string_view() : std::string_view(found->second);
  }
  double number(std::string_view name, double fallback) const {
    const auto found = numbers.find(name);
    return found == numbers.end() ? fallback : found->second;
  }
};

enum class Precision : std::uint8_t { float64, float32 };

}  // namespace lookback
