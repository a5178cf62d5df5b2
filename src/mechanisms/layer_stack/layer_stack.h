#pragma once

#include "mechanisms/multi_head_layer/multi_head_layer.h"

// Attention layers one on another, each added to what it reads, without norm or bias:
//
//   h⁰ = x,   hˡ = hˡ⁻¹ + layer_l(hˡ⁻¹)
namespace lookback::layer_stack {

using multi_head_layer::Layer;
using multi_head_layer::Options;
using multi_head_layer::Weights;

template <class T>
struct Stack {
  std::vector<Matrix<T>> hidden = {};  // h⁰ … h^L, each [S, d_model]
  std::vector<Layer<T>> layers = {};
};

template <class T>
void add_row(std::span<T> sum, std::span<const T> row) {
  for (std::size_t c = 0; c < sum.size(); ++c) {
    sum[c] = sum[c] + row[c];
  }
}

// One layer after another; `masks`: each layer's own.
template <class T>
class LayerByLayer {
 public:
  LayerByLayer(const Matrix<T>& x, std::span<const Weights<T>> layers, std::span<const Mask> masks,
               const Options& options, Meter<T> meter)
      : layers_(layers), masks_(masks), options_(options), meter_(meter) {
    LOOKBACK_ASSERT(masks.size() == layers.size());
    stack_.hidden.push_back(x);
  }

  // The next layer; false when that was the last.
  bool step() {
    const std::size_t l = stack_.layers.size();
    if (l == layers_.size()) {
      return false;
    }
    stack_.layers.push_back(
        multi_head_layer::materialised(stack_.hidden.back(), layers_[l], masks_[l], options_, meter_));
    Matrix<T> next = stack_.hidden.back();
    for (int i = 0; i < next.rows(); ++i) {
      add_row<T>(next.row(i), stack_.layers.back().output.row(i));
    }
    stack_.hidden.push_back(std::move(next));
    return l + 1 < layers_.size();
  }
  Stack<T> take() { return std::move(stack_); }

 private:
  std::span<const Weights<T>> layers_;
  std::span<const Mask> masks_;
  Options options_;
  Meter<T> meter_;
  Stack<T> stack_;
};

template <class T>
Stack<T> materialised(const Matrix<T>& x, std::span<const Weights<T>> layers, std::span<const Mask> masks,
                      const Options& options, Meter<T> meter) {
  LayerByLayer<T> all(x, layers, masks, options, meter);
  while (all.step()) {
  }
  return all.take();
}

template <class T>
Stack<T> materialised(const Matrix<T>& x, std::span<const Weights<T>> layers, const Mask& mask,
                      const Options& options, Meter<T> meter) {
  return materialised<T>(x, layers, std::vector<Mask>(layers.size(), mask), options, meter);
}

// One new token through all layers: its rows h⁰ … h^L. A row of the cache holds the keys of all layers side
// by side, and another one their values. Right only where no query looks ahead: then no older row changes.
template <class T>
std::vector<std::vector<T>> decode_step(DecodeState<T>& cache, std::span<const T> x,
                                        std::span<const Weights<T>> layers, const Mask& mask,
                                        const Options& options, Meter<T> meter) {
  const int position = cache.position();
  const multi_head_layer::Past<T> past = multi_head_layer::read_past(cache, mask, meter);
  std::vector<std::vector<T>> hidden = {{x.begin(), x.end()}};
  std::vector<T> keys;
  std::vector<T> values;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const multi_head_layer::NewToken<T> token = multi_head_layer::decode_layer<T>(
        past, static_cast<int>(l), static_cast<int>(layers.size()), hidden.back(), layers[l], options, meter);
    keys.insert(keys.end(), token.k.begin(), token.k.end());
    values.insert(values.end(), token.v.begin(), token.v.end());
    std::vector<T> next = hidden.back();
    add_row<T>(next, token.output);
    hidden.push_back(std::move(next));
  }
  cache.append({keys, values});
  cache.drop_before(mask.first_key_needed(position));
  return hidden;
}

}  // namespace lookback::layer_stack
