#include "mechanisms/softmax_attention_gradient/arrays.h"

#include "mechanisms/projection.h"
#include "mechanisms/softmax_attention/array_heads.h"
#include "mechanisms/softmax_attention_gradient/softmax_attention_gradient.h"

namespace lookback::softmax_attention_gradient {
namespace {

using softmax_attention::GroupedHeads;
using softmax_attention::Options;
using softmax_attention::Placed;

constexpr std::string_view recomputed = "backward";
constexpr std::string_view kept = "backward, weights kept";
constexpr std::string_view by_projections = "backward_weights";

// What one head's backward pass starts from.
template <class T>
struct Head {
  HeadInputs<T> inputs;
  Matrix<T> d_output;
  Placed placed;
  Options options;

  template <class Wanted>
  Gradients<T> over(const Forward<T>& before, Wanted wanted) const {
    return backward<T>(inputs, placed.mask, d_output, before, options, wanted, {});
  }
};

template <class T>
void append_gradients(NamedArrays& all, std::string_view form, const Head<T>& head) {
  Options wanted = head.options;
  wanted.log_sum_exp = true;
  const HeadOutputs<T> whole = softmax_attention::materialised<T>(head.inputs, head.placed.mask, wanted, {});
  append(all["out"], whole.output);
  append(all["weights"], whole.weights);
  if (form == kept) {
    const Gradients<T> d =
        backward_kept<T>(head.inputs, head.placed.mask, head.d_output, whole, head.options, {});
    append(all["dq"], d.q);
    append(all["dk"], d.k);
    append(all["dv"], d.v);
    return;
  }
  const Forward<T> before = forward<T>(head.inputs, head.placed.mask, head.options, {});
  const Gradients<T> d = head.over(before, every_pair);
  append(all["dq"], d.q);
  append(all["dk"], d.k);
  append(all["dv"], d.v);
  const Gradients<T> own = head.over(before, own_pair);
  append(all["dk_self"], own.k);
  append(all["dv_self"], own.v);
  const Gradients<T> others = head.over(before, other_pairs);
  append(all["dk_other"], others.k);
  append(all["dv_other"], others.v);
  for (int query = 0; query < head.inputs.q.rows(); ++query) {
    const Gradients<T> of_query = head.over(before, [query](int i, int) { return i == query; });
    append(all["contrib_dk"], of_query.k);
    append(all["contrib_dv"], of_query.v);
  }
}

// The shapes of what append_gradients fills.
NamedArrays empty_gradients(std::string_view form, const GroupedHeads& heads) {
  const std::int64_t b = heads.batches();
  const std::int64_t h = heads.heads();
  const std::int64_t q = heads.queries();
  const std::int64_t k = heads.keys();
  const std::int64_t d_k = heads.key_width();
  const std::int64_t d_v = heads.value_width();
  NamedArrays all;
  all["out"].shape = {b, h, q, d_v};
  all["weights"].shape = {b, h, q, k};
  all["dq"].shape = {b, h, q, d_k};
  all["dk"].shape = {b, h, k, d_k};
  all["dv"].shape = {b, h, k, d_v};
  if (form == recomputed) {
    all["dk_self"].shape = all["dk_other"].shape = all["dk"].shape;
    all["dv_self"].shape = all["dv_other"].shape = all["dv"].shape;
    all["contrib_dk"].shape = {b, h, q, k, d_k};
    all["contrib_dv"].shape = {b, h, q, k, d_v};
  }
  return all;
}

template <class T>
Expected<NamedArrays> evaluate_heads(std::string_view form, const ArrayCase& arrays) {
  const Expected<GroupedHeads> heads = softmax_attention::grouped_heads(arrays);
  if (!heads) {
    return std::unexpected(heads.error());
  }
  const Expected<ArrayView> d_output = array_input(arrays, "dout", 4);
  if (!d_output) {
    return std::unexpected(d_output.error());
  }
  for (const Expected<void>& equal :
       {equal_sizes("The number of key heads", heads->k.size(1), heads->heads()),
        equal_sizes("The batch of dout", d_output->size(0), heads->batches()),
        equal_sizes("The number of heads of dout", d_output->size(1), heads->heads()),
        equal_sizes("The number of rows of dout", d_output->size(2), heads->queries()),
        equal_sizes("The width of dout", d_output->size(3), heads->value_width())}) {
    if (!equal) {
      return std::unexpected(equal.error());
    }
  }
  NamedArrays all = empty_gradients(form, *heads);
  for (std::int64_t b = 0; b < heads->batches(); ++b) {
    for (std::int64_t h = 0; h < heads->heads(); ++h) {
      Expected<Placed> placed = softmax_attention::placed_mask(arrays, b, h, heads->queries(), heads->keys());
      if (!placed) {
        return std::unexpected(placed.error());
      }
      const int offset = placed->offset;
      const Head<T> head = {
          heads->at<T>(b, h),
          d_output->at<T>({b, h}),
          std::move(*placed),
          {.scale = softmax_attention::scale_of(arrays, heads->key_width()), .query_offset = offset}};
      append_gradients<T>(all, form, head);
    }
  }
  return all;
}

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

// q = x W_qᵀ and so on, then attention; the gradients by W_q, W_k and W_v.
template <class T>
Expected<NamedArrays> evaluate_projections(const ArrayCase& arrays) {
  const Expected<ProjectedArrays> given = projected_arrays(arrays);
  if (!given) {
    return std::unexpected(given.error());
  }
  const std::int64_t heads = given->heads();
  const int d_k = given->key_width();
  const int d_v = given->value_width();
  const int d_model = given->model_width();
  WeightGradient<T> d_w_q(heads, d_k, d_model), d_w_k(heads, d_k, d_model), d_w_v(heads, d_v, d_model);
  WeightGradient<T> own_w_k(heads, d_k, d_model), own_w_v(heads, d_v, d_model);
  WeightGradient<T> other_w_k(heads, d_k, d_model), other_w_v(heads, d_v, d_model);
  NpyArray out{{given->x.size(0), heads, given->tokens(), d_v}, {}};
  for (std::int64_t b = 0; b < given->x.size(0); ++b) {
    const Matrix<T> x = given->x.at<T>({b});
    for (std::int64_t h = 0; h < heads; ++h) {
      Expected<Placed> placed =
          softmax_attention::placed_mask(arrays, b, h, given->tokens(), given->tokens());
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
      const Gradients<T> d = head.over(before, every_pair);
      d_w_q.add(h, d.q, x);
      d_w_k.add(h, d.k, x);
      d_w_v.add(h, d.v, x);
      const Gradients<T> own = head.over(before, own_pair);
      own_w_k.add(h, own.k, x);
      own_w_v.add(h, own.v, x);
      const Gradients<T> others = head.over(before, other_pairs);
      other_w_k.add(h, others.k, x);
      other_w_v.add(h, others.v, x);
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  result["dw_q"] = d_w_q.array();
  result["dw_k"] = d_w_k.array();
  result["dw_v"] = d_w_v.array();
  result["dw_k_self"] = own_w_k.array();
  result["dw_v_self"] = own_w_v.array();
  result["dw_k_other"] = other_w_k.array();
  result["dw_v_other"] = other_w_v.array();
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  if (arrays.inputs.contains("x")) {
    return {by_projections};
  }
  return {recomputed, kept};
}

template <class T>
Expected<NamedArrays> evaluate_in(std::string_view form, const ArrayCase& arrays) {
  return form == by_projections ? evaluate_projections<T>(arrays) : evaluate_heads<T>(form, arrays);
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_in<double>(form, arrays)
                                         : evaluate_in<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"softmax_attention_gradient", forms_of, evaluate};

}  // namespace lookback::softmax_attention_gradient
