#include "mechanisms/softmax_attention_gradient/arrays.h"

#include "mechanisms/softmax_attention_gradient/array_head.h"

namespace lookback::softmax_attention_gradient {
namespace {

using softmax_attention::GroupedHeads;
using softmax_attention::Options;
using softmax_attention::Placed;

constexpr std::string_view recomputed = "backward";
constexpr std::string_view kept = "backward, weights kept";
constexpr std::string_view by_projections = "backward_weights";

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

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  if (arrays.inputs.contains("x")) {
    return {by_projections};
  }
  return {recomputed, kept};
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  if (form == by_projections) {
    return weight_gradients(arrays, precision);
  }
  return precision == Precision::float64 ? evaluate_heads<double>(form, arrays)
                                         : evaluate_heads<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"softmax_attention_gradient", forms_of, evaluate};

}  // namespace lookback::softmax_attention_gradient
