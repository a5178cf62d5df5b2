#include "mechanisms/layer_stack/arrays.h"

#include "mechanisms/layer_stack/layer_stack.h"
#include "mechanisms/multi_head_layer/arrays.h"

namespace lookback::layer_stack {
namespace {

template <class T>
Expected<std::vector<Weights<T>>> weights_in(const ArrayCase& arrays) {
  const Expected<ArrayView> w_q = array_input(arrays, "w_q", 3);
  const Expected<ArrayView> w_k = array_input(arrays, "w_k", 3);
  const Expected<ArrayView> w_v = array_input(arrays, "w_v", 3);
  const Expected<ArrayView> w_o = array_input(arrays, "w_o", 3);
  std::vector<Weights<T>> layers;
  for (const auto* input : {&w_q, &w_k, &w_v, &w_o}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
    if (const Expected<void> same =
            equal_sizes("The number of layers of each weight", (*input)->size(0), w_q->size(0));
        !same) {
      return std::unexpected(same.error());
    }
  }
  for (std::int64_t l = 0; l < w_q->size(0); ++l) {
    layers.push_back({w_q->at<T>({l}), w_k->at<T>({l}), w_v->at<T>({l}), w_o->at<T>({l})});
  }
  return layers;
}

// hidden[l, n - 1, p]: the row of position p after layer l when only the first n tokens are there.
template <class T>
class Hidden {
 public:
  Hidden(int layers, int tokens, int width)
      : tokens_(static_cast<std::size_t>(tokens)), width_(static_cast<std::size_t>(width)) {
    const auto planes = static_cast<std::size_t>(layers) + 1;
    array_.shape = {layers + 1, tokens, tokens, width};
    array_.values.assign(planes * tokens_ * tokens_ * width_, 0);
  }

  void set(int layer, int length, int position, std::span<const T> row) {
    const std::size_t place =
        ((static_cast<std::size_t>(layer) * tokens_ + static_cast<std::size_t>(length) - 1) * tokens_ +
         static_cast<std::size_t>(position)) *
        width_;
    for (std::size_t c = 0; c < row.size(); ++c) {
      array_.values[place + c] = plain(row[c]);
    }
  }

  NpyArray take() { return std::move(array_); }

 private:
  NpyArray array_;
  std::size_t tokens_;
  std::size_t width_;
};

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<ArrayView> input = array_input(arrays, "x", 2);
  const Expected<std::vector<Weights<T>>> layers = weights_in<T>(arrays);
  if (!input || !layers) {
    return std::unexpected(input ? layers.error() : input.error());
  }
  const Expected<Mask> mask = multi_head_layer::mask_in(arrays, 0, static_cast<int>(input->size(0)));
  if (!mask) {
    return std::unexpected(mask.error());
  }
  const Matrix<T> x = input->template at<T>();
  Options options;
  for (const Weights<T>& w : *layers) {
    const Expected<Options> found = multi_head_layer::options_in(arrays, w.w_q.rows(), w.w_k.rows());
    if (!found) {
      return std::unexpected(found.error());
    }
    options = *found;
    for (const Expected<void>& fits :
         {multi_head_layer::fitting(options, x.columns(), w.w_q.rows(), w.w_v.rows(), w.w_o.columns()),
          equal_sizes("The width that w_q reads", w.w_q.columns(), x.columns()),
          equal_sizes("The width that w_k reads", w.w_k.columns(), x.columns()),
          equal_sizes("The width that w_v reads", w.w_v.columns(), x.columns()),
          equal_sizes("The width that w_o makes", w.w_o.rows(), x.columns())}) {
      if (!fits) {
        return std::unexpected(fits.error());
      }
    }
  }
  Hidden<T> hidden(static_cast<int>(layers->size()), x.rows(), x.columns());
  if (form == "decode") {
    int key_width = 0;
    int value_width = 0;
    for (const Weights<T>& w : *layers) {
      key_width += w.w_k.rows();
      value_width += w.w_v.rows();
    }
    DecodeState<T> cache = multi_head_layer::empty_cache<T>(key_width, value_width, {});
    for (int p = 0; p < x.rows(); ++p) {
      const auto rows = decode_step<T>(cache, x.row(p), *layers, *mask, options, {});
      for (std::size_t l = 0; l < rows.size(); ++l) {
        for (int length = p + 1; length <= x.rows(); ++length) {  // it never changes again
          hidden.set(static_cast<int>(l), length, p, rows[l]);
        }
      }
    }
  } else {
    for (int length = 1; length <= x.rows(); ++length) {
      const Stack<T> stack = materialised<T>(x.top(length), *layers, *mask, options, {});
      for (std::size_t l = 0; l < stack.hidden.size(); ++l) {
        for (int p = 0; p < length; ++p) {
          hidden.set(static_cast<int>(l), length, p, stack.hidden[l].row(p));
        }
      }
    }
  }
  NamedArrays result;
  result["hidden"] = hidden.take();
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  const Expected<ArrayView> x = array_input(arrays, "x", 2);
  const int tokens = x ? static_cast<int>(x->size(0)) : 0;
  const Expected<Mask> mask = multi_head_layer::mask_in(arrays, 0, tokens);
  if (mask && mask->kind() != Mask::Kind::bits && mask->is_causal(tokens)) {
    return {"prefixes", "decode"};
  }
  return {"prefixes"};
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"layer_stack", forms_of, evaluate};

}  // namespace lookback::layer_stack
