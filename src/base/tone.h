#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lookback {

// What a colour means. The theme gives each tone one colour, in dark and in light.
enum class Tone : std::uint8_t { plain, dim, query, key, value, score, weight, output, accent, warning };

// A piece of a line of text.
struct Run {
  std::string text;
  Tone tone = Tone::plain;
  bool marked = false;  // it stands out from the rest of its line
  friend bool operator==(const Run&, const Run&) = default;
};

}  // namespace lookback
