#pragma once

#include "mechanisms/layer_stack/layer_stack.h"
#include "mechanisms/mechanism.h"
#include "mechanisms/multi_head_layer/board.h"

namespace lookback::layer_stack {

extern const Mechanism mechanism;

inline constexpr int most_layers = 4;  // on the board

int layers_of(const Parameters& chosen);
int shown_layer(const Parameters& chosen);  // from 0
Options options_in(const Parameters& chosen, int key_width);

// The weights of the layers there are, from the board's own inputs: X, and four matrices a layer.
template <class T>
std::vector<Weights<T>> weights_of(const HeadInputs<T>& inputs, const Parameters& chosen) {
  const Options options = options_in(chosen, inputs.more[0].columns());
  std::vector<Weights<T>> layers;
  for (int l = 0; l < layers_of(chosen); ++l) {
    layers.push_back(multi_head_layer::cut_weights(
        std::span(inputs.more).subspan(1 + 4 * static_cast<std::size_t>(l)), options));
  }
  return layers;
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen);
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::layer_stack
