#include "mechanisms/additive_attention/arrays.h"

#include "mechanisms/additive_attention/additive_attention.h"
#include "mechanisms/array_views.h"
#include "mechanisms/luong_attention/attentional_state.h"

namespace lookback::additive_attention {
namespace {

// A decoder's cases have h_t and h_s, which is keys and values; others have q, k and v.
struct Names {
  std::string_view q, k, v;
};
Names names_in(const ArrayCase& arrays) {
  return arrays.inputs.contains("h_t") ? Names{"h_t", "h_s", "h_s"} : Names{"q", "k", "v"};
}

template <class T>
Expected<Weights<T>> weights_in(const ArrayCase& arrays, std::int64_t query_width, std::int64_t key_width) {
  const Expected<ArrayView> w_q = array_input(arrays, "w_q", 2);
  const Expected<ArrayView> w_k = array_input(arrays, "w_k", 2);
  const Expected<ArrayView> w_v = array_input(arrays, "w_v", 1);
  for (const auto* input : {&w_q, &w_k, &w_v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  const Expected<Matrix<T>> b_q = optional_row<T>(arrays, "b_q");
  if (!b_q) {
    return std::unexpected(b_q.error());
  }
  const std::int64_t width = w_v->size(0);  // d_a
  for (const Expected<void>& same :
       {equal_sizes("The first axis of w_q", w_q->size(0), width),
        equal_sizes("The first axis of w_k", w_k->size(0), width),
        equal_sizes("The second axis of w_q", w_q->size(1), query_width),
        equal_sizes("The second axis of w_k", w_k->size(1), key_width),
        equal_sizes("The length of b_q", b_q->columns() == 0 ? width : b_q->columns(), width)}) {
    if (!same) {
      return std::unexpected(same.error());
    }
  }
  return Weights<T>{w_q->at<T>(), w_k->at<T>(), w_v->row<T>(), *b_q};
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Names names = names_in(arrays);
  const Expected<ArrayView> q = array_input(arrays, names.q, 3);
  const Expected<ArrayView> k = array_input(arrays, names.k, 3);
  const Expected<ArrayView> v = array_input(arrays, names.v, 3);
  for (const auto* input : {&q, &k, &v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  const Expected<Weights<T>> weights = weights_in<T>(arrays, q->size(2), k->size(2));
  if (!weights) {
    return std::unexpected(weights.error());
  }
  for (const Expected<void>& same :
       {equal_sizes("The number of sequences of " + std::string(names.k), k->size(0), q->size(0)),
        equal_sizes("The number of sequences of " + std::string(names.v), v->size(0), q->size(0)),
        equal_sizes("The number of values", v->size(1), k->size(1))}) {
    if (!same) {
      return std::unexpected(same.error());
    }
  }
  const Expected<AttentionalState<T>> state = attentional_state<T>(arrays, v->size(2), q->size(2));
  if (!state) {
    return std::unexpected(state.error());
  }

  const std::int64_t keys = k->size(1);
  NpyArray weights_out{{q->size(0), q->size(1), keys}, {}};
  NpyArray context{{q->size(0), q->size(1), v->size(2)}, {}};
  NpyArray attn_h{{q->size(0), q->size(1), state->w_c.rows()}, {}};
  for (std::int64_t b = 0; b < q->size(0); ++b) {
    const Expected<int> length = sequence_length(arrays, b, keys);
    if (!length) {
      return std::unexpected(length.error());
    }
    const HeadInputs<T> inputs = {q->at<T>({b}), k->at<T>({b}).top(*length), v->at<T>({b}).top(*length), {}};
    const HeadOutputs<T> result = form == "projected once"
                                      ? projected_once<T>(inputs, *weights, Mask::none(), {})
                                      : projected_each_step<T>(inputs, *weights, Mask::none(), {});
    append_padded(weights_out, result.weights, keys);
    append(context, result.output);
    append(attn_h, state->of(result.output, inputs.q));
  }
  NamedArrays result;
  result["weights"] = std::move(weights_out);
  result["context"] = std::move(context);
  if (state->exists()) {
    result["attn_h"] = std::move(attn_h);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& /*arrays*/) {
  return {"projected once", "projected each step"};
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"additive_attention", forms_of, evaluate};

}  // namespace lookback::additive_attention
