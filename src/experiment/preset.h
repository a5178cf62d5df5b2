#pragma once

#include <array>
#include <string_view>

#include "base/error.h"
#include "base/say.h"
#include "experiment/experiment.h"

namespace lookback {

// Ready-made numbers for Q, K and V of the present size.
struct Preset {
  std::string_view id;
  std::string_view title;
  std::string_view meaning;
};

inline constexpr std::array<Preset, 6> presets = {{
    {"random", "Random"_said, "Q, K and V from −1 to 1 in tenths, drawn with the seed."_said},
    {"identity", "Identity"_said,
     "Row i of Q, K and V is 1 at dimension i (counted around) and 0 elsewhere."_said},
    {"previous", "Previous token"_said,
     "Q and K such that each query rests on the token before its own."_said},
    {"uniform", "Uniform"_said,
     "Q is zero, so all scores are equal: every visible key gets the same weight."_said},
    {"self", "Rest on yourself"_said, "Q and K such that each query rests on its own token."_said},
    {"large", "Large logits"_said, "Q and K so large that scores reach nearly ±10 000; V is kept."_said},
}};

// Random numbers from −1 to 1 in tenths: Q and K [tokens, key_width], V [tokens, value_width].
HeadInputs<double> random_inputs(int tokens, int key_width, int value_width, int seed);

// The inputs that a preset gives, or why it does not exist at this size.
Expected<HeadInputs<double>> preset_inputs(std::string_view id, const HeadInputs<double>& present, int seed);

}  // namespace lookback
