#include "mechanisms/rwkv4_time_mixing/arrays.h"

#include <array>

#include "mechanisms/array_views.h"
#include "mechanisms/rwkv4_time_mixing/rwkv4_time_mixing.h"

namespace lookback::rwkv4_time_mixing {
namespace {

// A vector of C numbers as one row.
template <class T>
Expected<Matrix<T>> row_input(const ArrayCase& arrays, std::string_view name, std::int64_t channels) {
  const Expected<ArrayView> given = array_input(arrays, name, 1);
  if (!given) {
    return std::unexpected(given.error());
  }
  if (const auto fits = equal_sizes("The length of " + std::string(name), given->size(0), channels); !fits) {
    return std::unexpected(fits.error());
  }
  return given->template row<T>();
}

template <class T>
Expected<Matrix<T>> square_input(const ArrayCase& arrays, std::string_view name, std::int64_t channels) {
  const Expected<ArrayView> given = array_input(arrays, name, 2);
  if (!given) {
    return std::unexpected(given.error());
  }
  for (const std::size_t axis : {0U, 1U}) {
    const auto fits = equal_sizes("The size of " + std::string(name), given->size(axis), channels);
    if (!fits) {
      return std::unexpected(fits.error());
    }
  }
  return given->template at<T>();
}

template <class T>
Expected<Weights<T>> weights(const ArrayCase& arrays, std::int64_t channels) {
  Weights<T> result;
  struct Named {
    std::string_view name;
    Matrix<T>* matrix;
  };
  for (const Named& one : {Named{"mix_k", &result.mix_k},
                           {"mix_v", &result.mix_v},
                           {"mix_r", &result.mix_r},
                           {"u", &result.bonus}}) {
    Expected<Matrix<T>> row = row_input<T>(arrays, one.name, channels);
    if (!row) {
      return std::unexpected(row.error());
    }
    *one.matrix = std::move(*row);
  }
  for (const Named& one :
       {Named{"w_k", &result.w_k}, {"w_v", &result.w_v}, {"w_r", &result.w_r}, {"w_o", &result.w_o}}) {
    Expected<Matrix<T>> square = square_input<T>(arrays, one.name, channels);
    if (!square) {
      return std::unexpected(square.error());
    }
    *one.matrix = std::move(*square);
  }
  const Expected<Matrix<double>> w_log = row_input<double>(arrays, "w_log", channels);
  if (!w_log) {
    return std::unexpected(w_log.error());
  }
  result.decay = w_log->template map<T>([](double log) { return static_cast<T>(std::exp(log)); });
  return result;
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<ArrayView> given = array_input(arrays, "x", 2);
  if (!given) {
    return std::unexpected(given.error());
  }
  const std::int64_t channels = given->size(1);
  const Expected<Weights<T>> w = weights<T>(arrays, channels);
  if (!w) {
    return std::unexpected(w.error());
  }
  const Matrix<T> x = given->at<T>();
  NamedArrays result;
  NpyArray out{{given->size(0), channels}, {}};
  if (form == "parallel") {
    append(out, parallel<T>(x, *w, {}).output);
    result["out"] = std::move(out);
    return result;
  }
  DecodeState<T> state = start<T>(static_cast<int>(channels), {});
  for (int t = 0; t < x.rows(); ++t) {
    append(out, step<T>(state, x.row(t), *w, {}).output);
  }
  result["out"] = std::move(out);
  constexpr std::array<std::string_view, 3> names = {"state_num", "state_den", "state_max"};
  for (std::size_t part = 0; part < names.size(); ++part) {
    NpyArray numbers{{channels}, {}};
    for (const T& number : state.parts()[sums_part + part].numbers) {
      numbers.values.push_back(plain(number));
    }
    result[std::string(names[part])] = std::move(numbers);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& /*arrays*/) { return {"parallel", "recurrent"}; }

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"rwkv4_time_mixing", forms_of, evaluate};

}  // namespace lookback::rwkv4_time_mixing
