#include "mechanisms/linear_attention/arrays.h"

#include "base/format.h"
#include "mechanisms/array_chunks.h"
#include "mechanisms/array_views.h"
#include "mechanisms/linear_attention/linear_attention.h"

namespace lookback::linear_attention {
namespace {

bool is_causal(const ArrayCase& arrays) { return arrays.number("causal", 0) != 0; }

struct Computed {
  NpyArray out, state, z;
};

template <class T>
void append_state(const DecodeState<T>& state, Computed& computed) {
  for (const T& number : state.parts()[0].numbers) {
    computed.state.values.push_back(plain(number));
  }
  for (const T& number : state.parts()[sum_part].numbers) {
    computed.z.values.push_back(plain(number));
  }
}

// One head in one form; the state after the last token where the form has one.
template <class T>
void compute(std::string_view form, const HeadInputs<T>& inputs, const ArrayCase& arrays,
             Computed& computed) {
  const double epsilon = arrays.number("eps", 0);
  const HeadInputs<T> rows = featured(inputs);
  if (form == "parallel" || form == "scores first") {
    const Mask mask = is_causal(arrays) ? Mask::causal() : Mask::none();
    append(computed.out, parallel<T>(rows, mask, epsilon, {}).output);
    return;
  }
  DecodeState<T> state = start<T>(rows.k.columns(), rows.v.columns(), {});
  if (form == "state first") {
    append(computed.out, state_first<T>(state, rows, epsilon, {}).output);
  } else if (const int size = chunk_size_of(form); size > 0) {
    append(computed.out, chunkwise<T>(state, rows, size, epsilon, {}).output);
  } else {
    for (int t = 0; t < rows.v.rows(); ++t) {
      append(computed.out, step<T>(state, rows.q.row(t), rows.k.row(t), rows.v.row(t), epsilon, {}).output);
    }
  }
  append_state(state, computed);
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<HeadArrays> inputs = head_arrays(arrays);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  if (const std::string_view map = arrays.word("feature_map"); !map.empty() && map != "elu_plus_one") {
    return fail("The feature map " + in_quotes(map) + " is not known; elu_plus_one is.");
  }
  const std::int64_t batches = inputs->batches();
  const std::int64_t heads = inputs->heads();
  Computed computed;
  computed.out.shape = {batches, heads, inputs->tokens(), inputs->value_width()};
  computed.state.shape = {batches, heads, inputs->key_width(), inputs->value_width()};
  computed.z.shape = {batches, heads, inputs->key_width()};
  for (std::int64_t b = 0; b < batches; ++b) {
    for (std::int64_t h = 0; h < heads; ++h) {
      compute<T>(form, inputs->head<T>(b, h), arrays, computed);
    }
  }
  NamedArrays result;
  result["out"] = std::move(computed.out);
  if (!computed.z.values.empty()) {
    result["state"] = std::move(computed.state);
    result["z"] = std::move(computed.z);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  if (!is_causal(arrays)) {
    return {"scores first", "state first"};
  }
  std::vector<std::string_view> result = {"parallel", "recurrent"};
  const Expected<HeadArrays> inputs = head_arrays(arrays);
  const int tokens = inputs ? static_cast<int>(inputs->tokens()) : 0;
  for (const std::string_view chunked : chunkwise_forms(arrays, tokens)) {
    result.push_back(chunked);
  }
  return result;
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"linear_attention", forms_of, evaluate};

}  // namespace lookback::linear_attention
