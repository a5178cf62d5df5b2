#include "mechanisms/multi_head_layer/arrays.h"

#include <cmath>

#include "base/format.h"
#include "mechanisms/softmax_attention/array_heads.h"

namespace lookback::multi_head_layer {
namespace {

template <class T>
Expected<Weights<T>> weights_in(const ArrayCase& arrays, std::int64_t d_model) {
  Weights<T> weights;
  struct Named {
    std::string_view matrix;
    std::string_view bias;
    Matrix<T> Weights<T>::* w;
    Matrix<T> Weights<T>::* b;
  };
  const Named all[] = {{"w_q", "b_q", &Weights<T>::w_q, &Weights<T>::b_q},
                       {"w_k", "b_k", &Weights<T>::w_k, &Weights<T>::b_k},
                       {"w_v", "b_v", &Weights<T>::w_v, &Weights<T>::b_v},
                       {"w_o", "b_o", &Weights<T>::w_o, &Weights<T>::b_o}};
  for (const Named& one : all) {
    const Expected<ArrayView> matrix = array_input(arrays, one.matrix, 2);
    const Expected<Matrix<T>> bias = optional_row<T>(arrays, one.bias);
    if (!matrix || !bias) {
      return std::unexpected(matrix ? bias.error() : matrix.error());
    }
    const std::int64_t length = bias->columns() == 0 ? matrix->size(0) : bias->columns();
    if (const Expected<void> same =
            equal_sizes("The length of " + std::string(one.bias), length, matrix->size(0));
        !same) {
      return std::unexpected(same.error());
    }
    if (one.matrix != "w_o") {
      if (const Expected<void> same =
              equal_sizes("The second axis of " + std::string(one.matrix), matrix->size(1), d_model);
          !same) {
        return std::unexpected(same.error());
      }
    }
    weights.*one.w = matrix->template at<T>();
    weights.*one.b = *bias;
  }
  return weights;
}

// The steps of all tokens, one after another.
template <class T>
Matrix<T> decoded(const Matrix<T>& x, const Weights<T>& weights, const Mask& mask, const Options& options) {
  Matrix<T> result(x.rows(), weights.w_o.rows());
  DecodeState<T> cache = empty_cache<T>(weights.w_k.rows(), weights.w_v.rows(), {});
  for (int t = 0; t < x.rows(); ++t) {
    std::ranges::copy(decode_step<T>(cache, x.row(t), weights, mask, options, {}), result.row(t).begin());
  }
  return result;
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<ArrayView> x = array_input(arrays, "x", 3);
  if (!x) {
    return std::unexpected(x.error());
  }
  const Expected<Weights<T>> weights = weights_in<T>(arrays, x->size(2));
  if (!weights) {
    return std::unexpected(weights.error());
  }
  const Expected<Options> options = options_in(arrays, weights->w_q.rows(), weights->w_k.rows());
  if (!options) {
    return std::unexpected(options.error());
  }
  if (const Expected<void> fits =
          fitting(*options, x->size(2), weights->w_q.rows(), weights->w_v.rows(), weights->w_o.columns());
      !fits) {
    return std::unexpected(fits.error());
  }
  const std::int64_t tokens = x->size(1);
  NpyArray out{{x->size(0), tokens, weights->w_o.rows()}, {}};
  NpyArray weights_out{{x->size(0), options->heads, tokens, tokens}, {}};
  for (std::int64_t b = 0; b < x->size(0); ++b) {
    const Expected<Mask> mask = mask_in(arrays, b, static_cast<int>(tokens));
    if (!mask) {
      return std::unexpected(mask.error());
    }
    if (form == "decode") {
      append(out, decoded<T>(x->at<T>({b}), *weights, *mask, *options));
      continue;
    }
    const Layer<T> layer = materialised<T>(x->at<T>({b}), *weights, *mask, *options, {});
    append(out, layer.output);
    for (const Matrix<T>& head : layer.weights) {
      append(weights_out, head);
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  if (form != "decode") {
    result["weights"] = std::move(weights_out);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  const Expected<ArrayView> x = array_input(arrays, "x", 3);
  const int tokens = x ? static_cast<int>(x->size(1)) : 0;
  const Expected<Mask> mask = mask_in(arrays, 0, tokens);
  if (mask && mask->kind() != Mask::Kind::bits && mask->is_causal(tokens)) {
    return {"materialised", "decode"};
  }
  return {"materialised"};
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

Expected<Mask> mask_in(const ArrayCase& given, std::int64_t batch, int tokens) {
  Expected<softmax_attention::Placed> placed =
      softmax_attention::placed_mask(given, batch, 0, tokens, tokens);
  return placed ? Expected<Mask>(std::move(placed->mask)) : std::unexpected(placed.error());
}

Expected<Options> options_in(const ArrayCase& given, std::int64_t query_rows, std::int64_t key_rows) {
  Options options;
  options.heads = static_cast<int>(given.number("heads", 1));
  if (options.heads < 1 || query_rows % options.heads != 0 || query_rows == 0) {
    return fail("The rows of w_q cannot be shared by " + plural("{0} head", "{0} heads", options.heads) +
                ".");
  }
  const std::int64_t width = query_rows / options.heads;  // d_k
  const std::int64_t shared_heads = key_rows / width;
  options.kv_heads = static_cast<int>(given.number("kv_heads", static_cast<double>(shared_heads)));
  if (options.kv_heads < 1 || options.heads % options.kv_heads != 0 || key_rows != options.kv_heads * width) {
    return fail("The rows of w_k are " + std::to_string(key_rows) +
                ", which is no number of key heads of width " + std::to_string(width) + " that " +
                plural("{0} query head", "{0} query heads", options.heads) + " can share.");
  }
  options.scale = given.number("scale", 1 / std::sqrt(static_cast<double>(width)));
  return options;
}

Expected<void> fitting(const Options& options, std::int64_t d_model, std::int64_t query_rows,
                       std::int64_t value_rows, std::int64_t mixed) {
  if (d_model < 1 || query_rows < 1 || value_rows % options.kv_heads != 0) {
    return fail("The rows of w_v cannot be shared by " +
                plural("{0} key/value head", "{0} key/value heads", options.kv_heads) + ".");
  }
  return equal_sizes("The second axis of w_o", mixed, value_rows / options.kv_heads * options.heads);
}

const ArrayEvaluation arrays = {"multi_head_layer", forms_of, evaluate};

}  // namespace lookback::multi_head_layer
