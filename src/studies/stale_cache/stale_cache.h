#pragma once

#include "mechanisms/layer_stack/layer_stack.h"

// A stack of layers that generates token by token, and computes all tokens again at every r-th step, at every
// step (r = 1) or never (r = 0). In between, one token goes through all layers against the keys and values of
// the others as they were when they were computed, whatever the masks. Written once for every scalar.
namespace lookback::stale_cache {

template <class T>
struct Model {
  Matrix<T> x = {};  // [S, d_model]
  std::vector<layer_stack::Weights<T>> layers = {};
  std::vector<Mask> masks = {};  // each layer's own: causal, or none
  layer_stack::Options options = {};
};

// What stands after a step.
template <class T>
struct StackStep {
  std::vector<Matrix<T>> keys = {};    // of each layer, [t, H_kv d_k]: those that the next step would read
  std::vector<Matrix<T>> values = {};  //
  Matrix<T> outputs = {};              // [t, d_model]: each row as last computed
  bool recomputed = false;
};

// After all tokens went through all layers.
template <class T>
StackStep<T> recomputed(layer_stack::Stack<T> stack) {
  StackStep<T> step;
  for (const layer_stack::Layer<T>& layer : stack.layers) {
    step.keys.push_back(layer.cached_keys);
    step.values.push_back(layer.projected.v);
  }
  step.outputs = std::move(stack.hidden.back());
  step.recomputed = true;
  return step;
}

// The cache of all layers, side by side, as `decode_step` of the stack reads it.
template <class T>
DecodeState<T> cache_of(const StackStep<T>& step, Meter<T> meter) {
  const auto joined = [](const std::vector<Matrix<T>>& layers, int row) {
    std::vector<T> all;
    for (const Matrix<T>& layer : layers) {
      all.insert(all.end(), layer.row(row).begin(), layer.row(row).end());
    }
    return all;
  };
  DecodeState<T> cache = multi_head_layer::empty_cache<T>(
      static_cast<int>(joined(step.keys, 0).size()), static_cast<int>(joined(step.values, 0).size()), meter);
  for (int t = 0; t < step.outputs.rows(); ++t) {
    cache.append({joined(step.keys, t), joined(step.values, t)});
  }
  return cache;
}

template <class T>
class StackGeneration {
 public:
  StackGeneration(Model<T> model, int recompute_every, Meter<T> meter)
      : model_(std::move(model)), recompute_every_(recompute_every), meter_(meter), cache_(empty()) {}

  // The next token arrives.
  const StackStep<T>& next() {
    return renews() ? renew(recomputed(layer_stack::materialised<T>(model_.x.top(tokens() + 1), model_.layers,
                                                                    model_.masks, model_.options, meter_)))
                    : decode();
  }

  // The same in two steps: whether all tokens are computed again when it arrives; and what that came to.
  bool renews() const { return recompute_every_ != 0 && (tokens() + 1) % recompute_every_ == 0; }
  const StackStep<T>& renew(StackStep<T> recomputed) {
    step_ = std::move(recomputed);
    if (recompute_every_ != 1) {
      cache_ = cache_of(step_, meter_);
    }
    return step_;
  }

 private:
  int tokens() const { return step_.outputs.rows(); }

  DecodeState<T> empty() const {
    int key_width = 0;
    int value_width = 0;
    for (const layer_stack::Weights<T>& layer : model_.layers) {
      key_width += layer.w_k.rows();
      value_width += layer.w_v.rows();
    }
    return multi_head_layer::empty_cache<T>(key_width, value_width, meter_);
  }

  // Nothing is ahead of the newest token, so both masks let it see the same: everything before and itself.
  const StackStep<T>& decode() {
    const int newest = cache_.position();
    const std::vector<T> output = layer_stack::decode_step<T>(cache_, model_.x.row(newest), model_.layers,
                                                              Mask::causal(), model_.options, meter_)
                                      .back();
    step_.keys.resize(model_.layers.size());
    step_.values.resize(model_.layers.size());
    std::size_t key = 0;
    std::size_t value = 0;
    for (std::size_t l = 0; l < model_.layers.size(); ++l) {
      key = append(step_.keys[l], multi_head_layer::key_part, key, model_.layers[l].w_k.rows());
      value = append(step_.values[l], multi_head_layer::value_part, value, model_.layers[l].w_v.rows());
    }
    append(step_.outputs, output);
    step_.recomputed = false;
    return step_;
  }

  // A layer's share of the newest row of the cache, which begins at `first`; gives back where the next
  // begins.
  std::size_t append(Matrix<T>& rows, std::size_t part, std::size_t first, int width) const {
    const typename DecodeState<T>::Part& source = cache_.parts()[part];
    const auto row = std::span(source.numbers).last(static_cast<std::size_t>(source.width));
    append(rows, row.subspan(first, static_cast<std::size_t>(width)));
    return first + static_cast<std::size_t>(width);
  }

  static void append(Matrix<T>& rows, std::span<const T> row) {
    Matrix<T> longer(rows.rows() + 1, static_cast<int>(row.size()));
    std::ranges::copy(rows.elements(), longer.elements().begin());
    std::ranges::copy(row, longer.row(rows.rows()).begin());
    rows = std::move(longer);
  }

  Model<T> model_;
  int recompute_every_;
  Meter<T> meter_;
  DecodeState<T> cache_;
  StackStep<T> step_ = {};
};

}  // namespace lookback::stale_cache
