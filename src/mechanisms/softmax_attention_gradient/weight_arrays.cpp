#include "mechanisms/projection.h"
#include "mechanisms/softmax_attention_gradient/array_head.h"

namespace lookback::softmax_attention_gradient {
namespace {

using softmax_attention::Placed;

// The rows of a projection's weights [heads·width, d_model] that belong to one head.
template <class T>
Matrix<T> rows_of_head(const Matrix<T>& weights, std::int64_t head, int width) {
  Matrix<T> result(width, weights.columns());
  for (int r = 0; r < width; ++r) {
    std::ranges::copy(weights.row(static_cast<int>(head) * width + r), result.row(r).begin());
  }
  return result;
}

// The gradient by the weights of one projection, head by head.
template <class T>
struct WeightGradient {
  std::vector<Matrix<T>> heads;

  WeightGradient(std::int64_t count, int width, int model_width)
      : heads(static_cast<std::size_t>(count), Matrix<T>(width, model_width)) {}
  void add(std::int64_t head, const Matrix<T>& by_rows, const Matrix<T>& x) {
    accumulate_weight_gradient<T>(heads[static_cast<std::size_t>(head)], by_rows, x);
  }
  // [heads·width, d_model]
  NpyArray array() const {
    NpyArray result{{static_cast<std::int64_t>(heads.size()) * heads.front().rows(), heads.front().columns()},
                    {}};
    for (const Matrix<T>& head : heads) {
      append(result, head);
    }
    return result;
  }
};

struct ProjectedArrays {
  ArrayView x;         // [B, S, d_model]
  ArrayView w_q;       // [H·d_k, d_model]
  ArrayView w_k;       // [H·d_k, d_model]
  ArrayView w_v;       // [H·d_v, d_model]
  ArrayView d_output;  // [B, H, S, d_v]

  std::int64_t heads() const { return d_output.size(1); }
  int tokens() const { return static_cast<int>(x.size(1)); }
  int model_width() const { return static_cast<int>(x.size(2)); }
  int key_width() const { return static_cast<int>(w_q.size(0) / heads()); }
  int value_width() const { return static_cast<int>(w_v.size(0) / heads()); }
};

Expected<ProjectedArrays> projected_arrays(const ArrayCase& arrays) {
  const Expected<ArrayView> x = array_input(arrays, "x", 3);
  const Expected<ArrayView> w_q = array_input(arrays, "w_q", 2);
  const Expected<ArrayView> w_k = array_input(arrays, "w_k", 2);
  const Expected<ArrayView> w_v = array_input(arrays, "w_v", 2);
  const Expected<ArrayView> d_output = array_input(arrays, "dout", 4);
  for (const auto* input : {&x, &w_q, &w_k, &w_v, &d_output}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  const std::int64_t heads = d_output->size(1);
  if (heads == 0 || w_q->size(0) % heads != 0) {
    return fail("The rows of w_q must be a multiple of the number of heads.");
  }
  for (const Expected<void>& equal :
       {equal_sizes("The batch of dout", d_output->size(0), x->size(0)),
        equal_sizes("The number of rows of dout", d_output->size(2), x->size(1)),
        equal_sizes("The width of w_q", w_q->size(1), x->size(2)),
        equal_sizes("The width of w_k", w_k->size(1), x->size(2)),
        equal_sizes("The width of w_v", w_v->size(1), x->size(2)),
        equal_sizes("The number of rows of w_k", w_k->size(0), w_q->size(0)),
        equal_sizes("The number of rows of w_v", w_v->size(0), heads * d_output->size(3))}) {
    if (!equal) {
      return std::unexpected(equal.error());
    }
  }
  return ProjectedArrays{*x, *w_q, *w_k, *w_v, *d_output};
}

// The gradients by all projections' weights, whole and split into own and others.
template <class T>
struct AllWeightGradients {
  WeightGradient<T> q, k, v, own_k, own_v, other_k, other_v;

  AllWeightGradients(std::int64_t heads, int key_width, int value_width, int model_width)
      : q(heads, key_width, model_width),
        k(q),
        v(heads, value_width, model_width),
        own_k(q),
        own_v(v),
        other_k(q),
        other_v(v) {}

  void add(std::int64_t h, const Head<T>& head, const Forward<T>& before, const Matrix<T>& x) {
    const Gradients<T> all = head.over(before, every_pair);
    q.add(h, all.q, x);
    k.add(h, all.k, x);
    v.add(h, all.v, x);
    const Gradients<T> own = head.over(before, own_pair);
    own_k.add(h, own.k, x);
    own_v.add(h, own.v, x);
    const Gradients<T> others = head.over(before, other_pairs);
    other_k.add(h, others.k, x);
    other_v.add(h, others.v, x);
  }
  NamedArrays arrays() const {
    NamedArrays result;
    result["dw_q"] = q.array();
    result["dw_k"] = k.array();
    result["dw_v"] = v.array();
    result["dw_k_self"] = own_k.array();
    result["dw_v_self"] = own_v.array();
    result["dw_k_other"] = other_k.array();
    result["dw_v_other"] = other_v.array();
    return result;
  }
};

// q = x W_qᵀ and so on, then attention; the gradients by W_q, W_k and W_v.
template <class T>
Expected<NamedArrays> evaluate(const ArrayCase& arrays) {
  const Expected<ProjectedArrays> given = projected_arrays(arrays);
  if (!given) {
    return std::unexpected(given.error());
  }
  const std::int64_t heads = given->heads();
  const int tokens = given->tokens();
  const int d_k = given->key_width();
  const int d_v = given->value_width();
  AllWeightGradients<T> gradients(heads, d_k, d_v, given->model_width());
  NpyArray out{{given->x.size(0), heads, tokens, d_v}, {}};
  for (std::int64_t b = 0; b < given->x.size(0); ++b) {
    const Matrix<T> x = given->x.at<T>({b});
    for (std::int64_t h = 0; h < heads; ++h) {
      Expected<Placed> placed = softmax_attention::placed_mask(arrays, b, h, tokens, tokens);
      if (!placed) {
        return std::unexpected(placed.error());
      }
      const Head<T> head = {{project_rows(x, rows_of_head(given->w_q.at<T>(), h, d_k)),
                             project_rows(x, rows_of_head(given->w_k.at<T>(), h, d_k)),
                             project_rows(x, rows_of_head(given->w_v.at<T>(), h, d_v)),
                             {}},
                            given->d_output.at<T>({b, h}),
                            std::move(*placed),
                            {.scale = softmax_attention::scale_of(arrays, d_k)}};
      const Forward<T> before = forward<T>(head.inputs, head.placed.mask, head.options, {});
      append(out, before.output);
      gradients.add(h, head, before, x);
    }
  }
  NamedArrays result = gradients.arrays();
  result["out"] = std::move(out);
  return result;
}

}  // namespace

Expected<NamedArrays> weight_gradients(const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate<double>(arrays) : evaluate<float>(arrays);
}

}  // namespace lookback::softmax_attention_gradient
