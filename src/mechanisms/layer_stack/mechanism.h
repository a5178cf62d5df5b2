#pragma once

#include <array>

#include "base/limits.h"
#include "mechanisms/layer_stack/layer_stack.h"
#include "mechanisms/mechanism.h"
#include "mechanisms/multi_head_layer/board.h"

namespace lookback::layer_stack {

extern const Mechanism mechanism;

// How positions enter the scores: the values of the parameter `positions`.
enum class Positions : std::uint8_t { none, rope, alibi };
Positions positions_of(const Parameters& chosen);

// The board's own inputs: X, four weights a layer, then what is given by hand, of each layer a matrix for Q
// (letter 0), K (1) and V (2) of every head.
inline constexpr std::size_t first_given = 1 + 4 * std::size_t{most_layers};
inline constexpr std::size_t given_count = 3 * std::size_t{most_layers} * most_heads;
extern const std::array<InputSpec, first_given + given_count> own_inputs;
constexpr std::size_t given_place(std::size_t letter, int layer, int head) {
  return first_given + (3 * static_cast<std::size_t>(layer) + letter) * most_heads +
         static_cast<std::size_t>(head);
}

// The input that holds "Q", "K" or "V" of the shown head where it is given.
const InputSpec* given_input(std::string_view table, const Parameters& chosen);

int layers_of(const Parameters& chosen);
int shown_layer(const Parameters& chosen);  // from 0
Options options_in(const Parameters& chosen, int key_width);

// What is given by hand in one layer. A matrix that is not as wide as the heads are now is left out.
template <class T>
multi_head_layer::Given<T> given_in(const HeadInputs<T>& inputs, int layer, const Options& options) {
  const int width = inputs.more[0].columns() / options.heads;
  const auto all = [&](std::size_t letter, int heads) {
    std::vector<Matrix<T>> given;
    for (int h = 0; h < heads; ++h) {
      const Matrix<T>& one = inputs.more[given_place(letter, layer, h)];
      given.push_back(one.columns() == width ? one : Matrix<T>());
    }
    return given;
  };
  return {all(0, options.heads), all(1, options.kv_heads), all(2, options.kv_heads)};
}

// The layers there are, from the board's own inputs.
template <class T>
std::vector<Weights<T>> weights_of(const HeadInputs<T>& inputs, const Parameters& chosen) {
  const Options options = options_in(chosen, inputs.more[0].columns());
  std::vector<Weights<T>> layers;
  for (int l = 0; l < layers_of(chosen); ++l) {
    layers.push_back(multi_head_layer::cut_weights(
        std::span(inputs.more).subspan(1 + 4 * static_cast<std::size_t>(l)), options));
    layers.back().given = given_in(inputs, l, options);
  }
  return layers;
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen);
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

}  // namespace lookback::layer_stack
