#include "mechanisms/rwkv4_wkv/arrays.h"

#include <array>

#include "mechanisms/array_views.h"
#include "mechanisms/rwkv4_wkv/rwkv4_wkv.h"

namespace lookback::rwkv4_wkv {
namespace {

struct Inputs {
  ArrayView k, v;      // [B, S, C]
  ArrayView w_log, u;  // [C]
};

Expected<Inputs> checked(const ArrayCase& arrays) {
  const Expected<ArrayView> k = array_input(arrays, "k", 3);
  const Expected<ArrayView> v = array_input(arrays, "v", 3);
  const Expected<ArrayView> w_log = array_input(arrays, "w_log", 1);
  const Expected<ArrayView> u = array_input(arrays, "u", 1);
  for (const auto* input : {&k, &v, &w_log, &u}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  for (const auto& fits : {equal_sizes("The batch size of v", v->size(0), k->size(0)),
                           equal_sizes("The number of tokens of v", v->size(1), k->size(1)),
                           equal_sizes("The number of channels of v", v->size(2), k->size(2)),
                           equal_sizes("The length of w_log", w_log->size(0), k->size(2)),
                           equal_sizes("The length of u", u->size(0), k->size(2))}) {
    if (!fits) {
      return std::unexpected(fits.error());
    }
  }
  return Inputs{*k, *v, *w_log, *u};
}

struct Computed {
  NpyArray wkv;
  std::array<NpyArray, 3> last;    // a, b and p after all tokens
  std::array<NpyArray, 3> middle;  // after the first `split` of them
};

template <class T>
void append_state(const DecodeState<T>& state, std::array<NpyArray, 3>& arrays) {
  for (std::size_t part = 0; part < arrays.size(); ++part) {
    for (const T& number : state.parts()[part].numbers) {
      arrays[part].values.push_back(plain(number));
    }
  }
}

// One sequence token by token; `split` < 0: no state in the middle is wanted.
template <class T>
void recur(const Matrix<T>& k, const Matrix<T>& v, const Rates<T>& rates, double initial_max, int split,
           Computed& computed) {
  DecodeState<T> state = start<T>(v.columns(), {}, initial_max);
  for (int t = 0; t < v.rows(); ++t) {
    if (t == split) {
      append_state(state, computed.middle);
    }
    append(computed.wkv, step<T>(state, k.row(t), v.row(t), rates, {}).output);
  }
  if (split == v.rows()) {
    append_state(state, computed.middle);
  }
  append_state(state, computed.last);
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<Inputs> inputs = checked(arrays);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  const std::int64_t batches = inputs->k.size(0);
  const std::int64_t channels = inputs->k.size(2);
  const Matrix<T> decay = inputs->w_log.row<double>().template map<T>(
      [](double w_log) { return static_cast<T>(std::exp(w_log)); });
  const Matrix<T> bonus = inputs->u.row<T>();
  const Rates<T> rates{decay.row(0), bonus.row(0)};
  const int split = static_cast<int>(arrays.number("split", -1));
  Computed computed;
  computed.wkv.shape = {batches, inputs->k.size(1), channels};
  for (std::int64_t b = 0; b < batches; ++b) {
    const Matrix<T> k = inputs->k.at<T>({b});
    const Matrix<T> v = inputs->v.at<T>({b});
    if (form == "parallel") {
      append(computed.wkv, parallel<T>(k, v, rates, Mask::causal(), {}).output);
    } else {
      recur<T>(k, v, rates, arrays.number("initial_max", minus_infinity), split, computed);
    }
  }
  NamedArrays result;
  result["wkv"] = std::move(computed.wkv);
  constexpr std::array<std::string_view, 3> parts = {"num", "den", "max"};
  for (std::size_t part = 0; form != "parallel" && part < parts.size(); ++part) {
    computed.last[part].shape = computed.middle[part].shape = {batches, channels};
    result["state_" + std::string(parts[part])] = std::move(computed.last[part]);
    if (split >= 0) {
      result["mid_" + std::string(parts[part])] = std::move(computed.middle[part]);
    }
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& /*arrays*/) { return {"parallel", "recurrent"}; }

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"rwkv4_wkv", forms_of, evaluate};

}  // namespace lookback::rwkv4_wkv
