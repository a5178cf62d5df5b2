#include "mechanisms/aft/arrays.h"

#include "mechanisms/aft/aft.h"
#include "mechanisms/array_views.h"

namespace lookback::aft {
namespace {

struct Inputs {
  ArrayView q, k, v;  // [B, S, d]
};

Expected<Inputs> checked(const ArrayCase& arrays) {
  const Expected<ArrayView> q = array_input(arrays, "q", 3);
  const Expected<ArrayView> k = array_input(arrays, "k", 3);
  const Expected<ArrayView> v = array_input(arrays, "v", 3);
  for (const auto* input : {&q, &k, &v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  for (const auto* input : {&k, &v}) {
    for (const auto& fits : {equal_sizes("The batch size", (*input)->size(0), q->size(0)),
                             equal_sizes("The number of tokens", (*input)->size(1), q->size(1)),
                             equal_sizes("The number of channels", (*input)->size(2), q->size(2))}) {
      if (!fits) {
        return std::unexpected(fits.error());
      }
    }
  }
  return Inputs{*q, *k, *v};
}

// w [S, S], where the case is AFT-full; of no elements where it is not.
template <class T>
Expected<Matrix<T>> biases(const ArrayCase& arrays, std::int64_t tokens) {
  if (!arrays.inputs.contains("w")) {
    return Matrix<T>();
  }
  const Expected<ArrayView> w = array_input(arrays, "w", 2);
  if (!w) {
    return std::unexpected(w.error());
  }
  for (const std::size_t axis : {0U, 1U}) {
    const Expected<void> fits = equal_sizes("The size of w", w->size(axis), tokens);
    if (!fits) {
      return std::unexpected(fits.error());
    }
  }
  return w->at<T>();
}

bool is_causal(const ArrayCase& arrays) { return arrays.number("causal", 0) != 0; }

template <class T>
void recur(const HeadInputs<T>& inputs, NpyArray& out) {
  DecodeState<T> state = start<T>(inputs.v.columns(), {});
  for (int t = 0; t < inputs.v.rows(); ++t) {
    append(out, step<T>(state, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), {}).output);
  }
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<Inputs> inputs = checked(arrays);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  const Expected<Matrix<T>> w = biases<T>(arrays, inputs->q.size(1));
  if (!w) {
    return std::unexpected(w.error());
  }
  const Mask mask = is_causal(arrays) ? Mask::causal() : Mask::none();
  NpyArray out{{inputs->q.size(0), inputs->q.size(1), inputs->q.size(2)}, {}};
  for (std::int64_t b = 0; b < inputs->q.size(0); ++b) {
    const HeadInputs<T> sequence = {inputs->q.at<T>({b}), inputs->k.at<T>({b}), inputs->v.at<T>({b}), {}};
    if (form == "recurrent") {
      recur(sequence, out);
    } else {
      append(out, parallel<T>(sequence, arrays.inputs.contains("w") ? &*w : nullptr, mask, {}).output);
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  if (is_causal(arrays) && !arrays.inputs.contains("w")) {
    return {"parallel", "recurrent"};
  }
  return {"parallel"};
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"aft", forms_of, evaluate};

}  // namespace lookback::aft
