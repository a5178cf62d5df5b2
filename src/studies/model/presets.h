#pragma once

#include <array>
#include <string_view>

#include "base/error.h"
#include "base/say.h"
#include "experiment/experiment.h"

namespace lookback::model {

// Ready-made weights of all layers.
struct WeightPreset {
  std::string_view id;
  std::string_view title;
};
inline constexpr std::array<WeightPreset, 4> weight_presets = {{
    {"weights_random", "Random weights"_said},
    {"weights_identity", "Identity"_said},
    {"weights_previous", "Previous-token head"_said},
    {"weights_induction", "Induction pair"_said},
}};

// The experiment with these weights, and nothing given by hand. Random ones are those of the next seed. The
// heads that are built by hand bring their tokens, widths and positions along.
Experiment with_weights(const Experiment& experiment, std::string_view preset);

// Whether its weights are those of the preset.
bool has_weights(const Experiment& experiment, std::string_view preset);

}  // namespace lookback::model
