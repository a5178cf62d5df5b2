#pragma once

#include "mechanisms/array_chunks.h"
#include "mechanisms/array_evaluation.h"
#include "mechanisms/array_views.h"
#include "mechanisms/recurrent_forms.h"

// Whole arrays [B, H, S, d] through the forms of a recurrence (recurrent_forms.h).
namespace lookback {

// An own input of the recurrence, in the order of its InputSpecs: [B, H, S, d], [B, H, S] (one number a
// token) or [H, d] (the same for all tokens), as its number of axes says.
struct OwnArray {
  std::string_view name;
  std::size_t axes = 4;
  bool logarithm = false;  // the array holds logarithms, the recurrence takes factors
};

struct RecurrenceArrays {
  std::string_view query_name = "q";
  std::span<const OwnArray> own;
};

// The names of the forms of a case; `parallel`: the recurrence has that form.
std::vector<std::string_view> recurrence_forms(const ArrayCase& arrays, bool parallel);

// Inputs of one case, checked to be there and to fit each other.
struct RecurrenceViews {
  ArrayView q, k, v;
  std::vector<ArrayView> own;
};
Expected<RecurrenceViews> recurrence_views(const ArrayCase& arrays, const RecurrenceArrays& names);

template <Transcendental T>
HeadInputs<T> head_of(const RecurrenceViews& views, const RecurrenceArrays& names, std::int64_t b,
                      std::int64_t h, double scale) {
  HeadInputs<T> head = {views.q.at<T>({b, h}), views.k.at<T>({b, h}), views.v.at<T>({b, h}), {}};
  if (scale != 1) {
    multiply_row<T>(head.q.elements(), T(scale));
  }
  for (std::size_t i = 0; i < views.own.size(); ++i) {
    const ArrayView& view = views.own[i];
    Matrix<T> own = view.axes() == 4   ? view.at<T>({b, h})
                    : view.axes() == 3 ? view.column<T>({b, h})
                                       : view.row<T>({h});
    if (names.own[i].logarithm) {
      for (T& element : own.elements()) {
        element = exponential(element);
      }
    }
    head.more.push_back(std::move(own));
  }
  return head;
}

// One head in one form; `state` is left as it is after the last token, where the form has one.
template <class R, class T>
HeadOutputs<T> run_recurrence(std::string_view form, const HeadInputs<T>& head,
                              std::optional<DecodeState<T>>& state) {
  const Parameters unscaled = {{std::string(scaled_parameter.id), 0.0}};  // the queries come scaled
  if constexpr (requires { R::template parallel<T>(head, Mask(), unscaled, Meter<T>()); }) {
    if (form == "parallel") {
      return R::template parallel<T>(head, Mask::causal(), unscaled, {});
    }
  }
  state = R::template start<T>(head, unscaled, {});
  if (const int size = chunk_size_of(form); size > 0) {
    return take_in_chunks<R, T>(*state, head, size, unscaled, {});
  }
  HeadOutputs<T> result;
  result.output = Matrix<T>(head.v.rows(), head.v.columns());
  for (int t = 0; t < head.v.rows(); ++t) {
    const HeadOutputs<T> row = R::template step<T>(*state, head, Mask::causal(), unscaled, {});
    std::ranges::copy(row.output.row(0), result.output.row(t).begin());
  }
  return result;
}

template <class R, class T>
Expected<NamedArrays> evaluate_recurrence(std::string_view form, const ArrayCase& arrays,
                                          const RecurrenceArrays& names) {
  const Expected<RecurrenceViews> views = recurrence_views(arrays, names);
  if (!views) {
    return std::unexpected(views.error());
  }
  const std::int64_t batches = views->q.size(0);
  const std::int64_t heads = views->q.size(1);
  NpyArray out{{batches, heads, views->v.size(2), views->v.size(3)}, {}};
  NpyArray last{{batches, heads, views->k.size(3), views->v.size(3)}, {}};
  for (std::int64_t b = 0; b < batches; ++b) {
    for (std::int64_t h = 0; h < heads; ++h) {
      std::optional<DecodeState<T>> state;
      append(out,
             run_recurrence<R, T>(form, head_of<T>(*views, names, b, h, arrays.number("scale", 1)), state)
                 .output);
      if (state) {
        for (const T& number : state->parts()[0].numbers) {
          last.values.push_back(plain(number));
        }
      }
    }
  }
  NamedArrays result;
  if (form != "parallel") {
    result["state"] = std::move(last);
  }
  result["out"] = std::move(out);
  return result;
}

// In the asked precision.
template <class R>
Expected<NamedArrays> evaluate_recurrence(std::string_view form, const ArrayCase& arrays, Precision precision,
                                          const RecurrenceArrays& names) {
  return precision == Precision::float64 ? evaluate_recurrence<R, double>(form, arrays, names)
                                         : evaluate_recurrence<R, float>(form, arrays, names);
}

}  // namespace lookback
