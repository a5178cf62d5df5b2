#pragma once

#include "base/say.h"
#include "mechanisms/mechanism.h"
#include "mechanisms/multi_head_layer/multi_head_layer.h"

// What the boards of a layer and of a stack of layers share: both have the parameters heads, kv_heads, head
// and scaled, d_model = d_k of the board, and cut its widths into heads.
namespace lookback::multi_head_layer {

inline constexpr ParameterSpec heads_parameter = {
    "heads", "Heads"_said,
    1,       8,
    2,       "How many heads share the widths of queries and values; each has its own weights."_said};
inline constexpr ParameterSpec kv_heads_parameter = {
    "kv_heads",
    "Key/value heads"_said,
    1,
    8,
    2,
    "How many heads keys and values have; fewer than the query heads make the cache smaller."_said};
inline constexpr ParameterSpec head_parameter = {
    "head", "Head shown"_said,
    0,      7,
    0,      "Whose scores and weights are shown; the last head's if there are fewer."_said};
inline constexpr ParameterSpec scaled_parameter = {
    "scaled", "Scale by 1/√d"_said,
    0,        1,
    1,        "Multiplies every score by σ = 1/√d_k, with d_k the width of one head's keys."_said,
    true};

Options options_of(const Mechanism& mechanism, const Parameters& chosen, int key_width);
int shown_head(const Mechanism& mechanism, const Parameters& chosen);

// Why widths cannot be cut into these heads.
Refusal heads_absent(const Mechanism& mechanism, const Setting& setting);

// The board's square matrices as a layer's weights: with fewer key/value heads the first rows of W_K and W_V.
template <class T>
Weights<T> cut_weights(std::span<const Matrix<T>> four, const Options& options) {
  const int key_rows = four[1].rows() / options.heads * options.kv_heads;
  const int value_rows = four[2].rows() / options.heads * options.kv_heads;
  return {four[0], four[1].top(key_rows), four[2].top(value_rows), four[3]};
}

// The width of keys, and of values, that the cache keeps of one token.
int cached_key_width(const Setting& setting, const Options& options);
int cached_value_width(const Setting& setting, const Options& options);

// The arithmetic of one layer whose heads see `pairs` pairs each.
Cost layer_arithmetic(const Setting& setting, const Options& options, std::int64_t pairs);
// One pass over one layer; the steps of all tokens through `layers` layers that share a cache.
Cost layer_pass_cost(const Setting& setting, const Options& options);
Cost layers_steps_cost(const Setting& setting, const Options& options, int layers);

// What a head's scores are, in symbols: "QKᵀ/√d".
std::string score_symbols(const Mechanism& mechanism, const Parameters& chosen, bool turned);

// The scores and weights of one head, its q, k and v, and the layer's output.
Trace head_trace(const Layer<double>& layer, int head, const Options& options);

// One cell of scores, weights, Q, K or V of the shown head; nothing for another table.
std::vector<Line> explain_head(const CellReference& cell, const Matrix<double>& x,
                               const Weights<double>& weights, const Trace& trace, const Mask& mask,
                               const Options& options, int head);

// "a×b + …", and "a×b + … = sum" behind what it is: one element of a row times a row of weights.
Line sum_of_product(std::span<const double> w, std::span<const double> x, MatrixRole role);
Line explain_product(Line start, std::span<const double> w, std::span<const double> x, MatrixRole role,
                     double sum);

// A cell of the heads' outputs side by side.
std::vector<Line> explain_head_output(const CellReference& cell, const Trace& trace,
                                      const Matrix<double>& head_outputs, const Mask& mask,
                                      const Options& options, int head);

}  // namespace lookback::multi_head_layer
