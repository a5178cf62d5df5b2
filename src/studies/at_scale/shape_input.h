#pragma once

#include <array>

#include "base/say.h"
#include "cost/model_shapes.h"
#include "experiment/experiment.h"

// The learner's model: a published shape, and what was typed over it.
namespace lookback::at_scale {

struct ShapeColumn {
  std::string_view title;
  double ModelShape::* size;
};
inline constexpr std::array<ShapeColumn, 9> shape_columns = {{
    {"Layers"_said, &ModelShape::layers},
    {"Heads"_said, &ModelShape::heads},
    {"KV heads"_said, &ModelShape::kv_heads},
    {"d_k", &ModelShape::head_width},
    {"d_v", &ModelShape::value_head_width},
    {"Model width"_said, &ModelShape::width},
    {"FFN width"_said, &ModelShape::ffn_width},
    {"Vocabulary"_said, &ModelShape::vocabulary},
    {"Window"_said, &ModelShape::window},
}};

// A zero stands for what was published.
inline constexpr InputSpec shape_input = {
    .id = "shape",
    .title = "Shape"_said,
    .meaning = "Type over a number to change it; 0 brings the published one back."_said,
    .rows = Size::one,
    .columns = Size::fixed,
    .start_value = 0,
    .minimum = 0,
    .maximum = 4194304,
    .fixed = static_cast<int>(shape_columns.size())};

struct ChosenShape {
  ModelShape shape;
  std::array<bool, shape_columns.size()> typed = {};  // not as published

  bool changed() const;
};

ChosenShape chosen_shape(const Experiment& experiment);

}  // namespace lookback::at_scale
