#pragma once

#include <string>
#include <vector>

#include "experiment/experiment.h"

// What the tables of derivatives, of tokens by tokens, have in common.
namespace lookback {

// "0", "≈0", "0.25", "1.2e4", "∞": exactly 0 must not look like a small number.
std::string size_text(double size);

// "0 the", "1 cat", …
std::vector<std::string> numbered_tokens(const Experiment& experiment, int count);

}  // namespace lookback
