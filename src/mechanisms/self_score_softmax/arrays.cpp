#include "mechanisms/self_score_softmax/arrays.h"

#include "mechanisms/array_views.h"
#include "mechanisms/self_score_softmax/self_score_softmax.h"

namespace lookback::self_score_softmax {
namespace {

template <class T>
HeadOutputs<T> evaluate_head(std::string_view form, const HeadInputs<T>& inputs, const Options& options) {
  if (form == "parallel") {
    return parallel<T>(inputs, Mask::causal(), options, {});
  }
  const bool naive = form == "recurrent, naive";
  DecodeState<T> state = naive ? naive_start<T>(inputs.v.columns(), {}) : start<T>(inputs.v.columns(), {});
  HeadOutputs<T> result;
  result.output = Matrix<T>(inputs.v.rows(), inputs.v.columns());
  for (int t = 0; t < inputs.v.rows(); ++t) {
    const HeadOutputs<T> row =
        naive ? naive_step<T>(state, inputs, options, {}) : step<T>(state, inputs, options, {});
    std::ranges::copy(row.output.row(0), result.output.row(t).begin());
    result.log_sum_exp.push_back(row.log_sum_exp.front());
  }
  return result;
}

// λ of each head, where there is a decay: an input, a list or one number.
Expected<std::vector<Decay>> decays(const ArrayCase& arrays, std::int64_t heads) {
  std::vector<double> given;
  if (const auto input = arrays.inputs.find("lambda"); input != arrays.inputs.end()) {
    given = input->second.values;
  } else if (const auto list = arrays.lists.find("lambda"); list != arrays.lists.end()) {
    given = list->second;
  } else if (const auto one = arrays.numbers.find("lambda"); one != arrays.numbers.end()) {
    given = {one->second};
  } else {
    return std::vector<Decay>(static_cast<std::size_t>(heads));
  }
  if (given.size() == 1) {
    given.resize(static_cast<std::size_t>(heads), given.front());
  }
  const Expected<void> fits =
      equal_sizes("The number of decays", static_cast<std::int64_t>(given.size()), heads);
  if (!fits) {
    return std::unexpected(fits.error());
  }
  return std::vector<Decay>(given.begin(), given.end());
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<HeadArrays> inputs = head_arrays(arrays);
  if (!inputs) {
    return std::unexpected(inputs.error());
  }
  const Expected<std::vector<Decay>> lambda = decays(arrays, inputs->heads());
  if (!lambda) {
    return std::unexpected(lambda.error());
  }
  Options options{.scale = arrays.number("scale", 1), .decay = {}};
  NpyArray out{{inputs->batches(), inputs->heads(), inputs->tokens(), inputs->value_width()}, {}};
  NpyArray log_den{{inputs->batches(), inputs->heads(), inputs->tokens()}, {}};
  for (std::int64_t b = 0; b < inputs->batches(); ++b) {
    for (std::int64_t h = 0; h < inputs->heads(); ++h) {
      options.decay = (*lambda)[static_cast<std::size_t>(h)];
      const HeadOutputs<T> head = evaluate_head<T>(form, inputs->head<T>(b, h), options);
      append(out, head.output);
      log_den.values.insert(log_den.values.end(), head.log_sum_exp.begin(), head.log_sum_exp.end());
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  result["log_den"] = std::move(log_den);
  return result;
}

// Whether the exponential of every score is a number in single precision, as the naive form needs.
bool scores_are_small(const ArrayCase& arrays) {
  const Expected<HeadArrays> inputs = head_arrays(arrays);
  if (!inputs) {
    return false;
  }
  const Options options{.scale = arrays.number("scale", 1), .decay = {}};
  for (std::int64_t b = 0; b < inputs->batches(); ++b) {
    for (std::int64_t h = 0; h < inputs->heads(); ++h) {
      const HeadInputs<double> head = inputs->head<double>(b, h);
      for (int t = 0; t < head.v.rows(); ++t) {
        constexpr double largest_exponent = 60;
        if (std::abs(token_score<double>(head, t, options, {})) > largest_exponent) {
          return false;
        }
      }
    }
  }
  return true;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  std::vector<std::string_view> result = {"parallel", "recurrent"};
  if (scores_are_small(arrays)) {
    result.push_back("recurrent, naive");
  }
  return result;
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"self_score_softmax", forms_of, evaluate};

}  // namespace lookback::self_score_softmax
