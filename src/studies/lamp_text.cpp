#include "studies/lamp_text.h"

#include <cmath>

#include "base/format.h"

namespace lookback {

std::string size_text(double size) {
  if (size == 0) {
    return "0";
  }
  if (!std::isfinite(size)) {
    return std::isnan(size) ? "NaN" : "∞";
  }
  return size < 0.005 ? "≈0" : size < 99.95 ? fixed(size, 2) : brief(size);
}

std::vector<std::string> numbered_tokens(const Experiment& experiment, int count) {
  std::vector<std::string> labels;
  for (int t = 0; t < count; ++t) {
    labels.push_back(std::to_string(t) + " " + experiment.tokens[static_cast<std::size_t>(t)]);
  }
  return labels;
}

}  // namespace lookback
