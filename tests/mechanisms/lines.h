#pragma once

#include <string>
#include <vector>

#include "mechanisms/mechanism.h"

// The text of an explanation, whatever its terms are.
namespace lookback::testing {

inline std::string text_of(const Line& line) {
  std::string text;
  for (const Term& term : line) {
    text += term.text;
  }
  return text;
}

inline std::string text_of(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) {
    text += text_of(line) + '\n';
  }
  return text;
}

}  // namespace lookback::testing
