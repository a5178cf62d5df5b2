#include "mechanisms/unnormalised_attention/arrays.h"

#include "mechanisms/array_views.h"
#include "mechanisms/decayed_attention/arrays.h"
#include "mechanisms/unnormalised_attention/unnormalised_attention.h"

namespace lookback::unnormalised_attention {
namespace {

bool is_causal(const ArrayCase& given) { return given.number("causal", given.word("mask") == "causal") != 0; }

template <class T>
Expected<NamedArrays> evaluate_unmasked(std::string_view form, const ArrayCase& given) {
  const Expected<HeadArrays> arrays = head_arrays(given);
  if (!arrays) {
    return std::unexpected(arrays.error());
  }
  const auto& [q, k, v] = *arrays;
  NpyArray out{{q.size(0), q.size(1), q.size(2), v.size(3)}, {}};
  NpyArray sum{{q.size(0), q.size(1), k.size(3), v.size(3)}, {}};
  for (std::int64_t b = 0; b < q.size(0); ++b) {
    for (std::int64_t h = 0; h < q.size(1); ++h) {
      const HeadInputs<T> inputs =
          decayed_attention::prepared<T>(arrays->head<T>(b, h), decayed_attention::scaled(given));
      if (form == "scores_first") {
        append(out, scores_first<T>(inputs, {}).output);
        continue;
      }
      DecodeState<T> state = zero_state<T>(inputs.k.columns(), inputs.v.columns(), {});
      append(out, state_first<T>(state, inputs, {}).output);
      for (const T& number : state.parts().front().numbers) {
        sum.values.push_back(plain(number));
      }
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  if (form == "state_first") {
    result["state"] = std::move(sum);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& given) {
  return is_causal(given) ? decayed_attention::forms_of(given)
                          : std::vector<std::string_view>{"scores_first", "state_first"};
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& given, Precision precision) {
  if (is_causal(given)) {
    return decayed_attention::evaluate(form, given, precision);
  }
  return precision == Precision::float64 ? evaluate_unmasked<double>(form, given)
                                         : evaluate_unmasked<float>(form, given);
}

}  // namespace

const ArrayEvaluation arrays = {"unnormalised_attention", forms_of, evaluate};

}  // namespace lookback::unnormalised_attention
