#include "mechanisms/softmax_attention/arrays.h"

#include <array>

#include "base/format.h"
#include "mechanisms/array_views.h"
#include "mechanisms/softmax_attention/softmax_attention.h"

namespace lookback::softmax_attention {
namespace {

struct Tiled {
  std::string_view name;
  int width;
};
// Widths that divide and that do not, one key at a time, and wider than any row.
constexpr std::array<Tiled, 5> tiled_forms = {{{"online, tile 1", 1},
                                               {"online, tile 3", 3},
                                               {"online, tile 4", 4},
                                               {"online, tile 16", 16},
                                               {"online, tile 1000", 1000}}};

// The mask of one head, and where query 0 stands among the keys.
struct Placed {
  Mask mask;
  int offset = 0;
};

Expected<Placed> placed_mask(const ArrayCase& arrays, std::int64_t batch, std::int64_t head, int queries,
                             int keys) {
  const auto found = arrays.words.find("mask");
  const std::string_view name = found == arrays.words.end() ? "none" : std::string_view(found->second);
  const int offset = keys - queries;
  if (name == "none") {
    return Placed{Mask::none()};
  }
  if (name == "causal" || name == "causal_top_left") {
    return Placed{Mask::causal()};
  }
  if (name == "causal_bottom_right") {
    return Placed{Mask::causal(), offset};
  }
  if (name == "diagonal") {
    return Placed{Mask::diagonal()};
  }
  if (name == "window") {
    return Placed{
        Mask::window(static_cast<int>(arrays.number("left", 0)), static_cast<int>(arrays.number("right", 0))),
        offset};
  }
  if (name == "boolean") {
    const Matrix<std::uint8_t> given =
        ArrayView(arrays.inputs.find("mask")->second).at<std::uint8_t>({batch, head});
    Matrix<std::uint8_t> bits(queries, keys);
    for (int i = 0; i < queries; ++i) {
      for (int j = 0; j < keys; ++j) {
        bits(i, j) = given(given.rows() == 1 ? 0 : i, j);
      }
    }
    return Placed{Mask::bits(std::move(bits))};
  }
  return fail("The mask " + in_quotes(name) + " is not known.");
}

// Decode steps for the last queries, after the earlier keys were put into the cache unread.
template <class T>
HeadOutputs<T> decode_last(const HeadInputs<T>& inputs, const Mask& mask, int offset,
                           const Options& options) {
  const int queries = inputs.q.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(queries, inputs.v.columns());
  DecodeState<T> cache = empty_cache<T>(inputs.k.columns(), inputs.v.columns(), {});
  for (int j = 0; j < offset; ++j) {
    cache.append({inputs.k.row(j), inputs.v.row(j)});
  }
  for (int i = 0; i < queries; ++i) {
    const HeadOutputs<T> row = decode_step<T>(cache, inputs.q.row(i), inputs.k.row(offset + i),
                                              inputs.v.row(offset + i), mask, options, {});
    std::ranges::copy(row.output.row(0), result.output.row(i).begin());
    result.log_sum_exp.push_back(row.log_sum_exp.front());
  }
  return result;
}

template <class T>
HeadOutputs<T> evaluate_head(std::string_view form, const HeadInputs<T>& inputs, const Placed& placed,
                             const Matrix<double>* bias, double scale) {
  Options options{.scale = scale, .bias = bias, .query_offset = placed.offset, .log_sum_exp = true};
  for (const Tiled& tiled : tiled_forms) {
    if (tiled.name == form) {
      return online<T>(inputs, placed.mask, tiled.width, options, {});
    }
  }
  if (form == "decode") {
    return decode_last<T>(inputs, placed.mask, placed.offset, options);
  }
  return materialised<T>(inputs, placed.mask, options, {});
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<ArrayView> q = array_input(arrays, "q", 4);
  const Expected<ArrayView> k = array_input(arrays, "k", 4);
  const Expected<ArrayView> v = array_input(arrays, "v", 4);
  for (const auto* input : {&q, &k, &v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  const auto bias_input = arrays.inputs.find("bias");
  const std::int64_t batches = q->size(0);
  const std::int64_t heads = q->size(1);
  const std::int64_t shared_by = heads / k->size(1);
  const auto queries = static_cast<int>(q->size(2));
  const auto keys = static_cast<int>(k->size(2));

  NpyArray out{{batches, heads, queries, v->size(3)}, {}};
  NpyArray lse{{batches, heads, queries}, {}};
  NpyArray weights{{batches, heads, queries, keys}, {}};
  for (std::int64_t b = 0; b < batches; ++b) {
    for (std::int64_t h = 0; h < heads; ++h) {
      const HeadInputs<T> inputs = {
          q->at<T>({b, h}), k->at<T>({b, h / shared_by}), v->at<T>({b, h / shared_by}), {}};
      const Expected<Placed> placed = placed_mask(arrays, b, h, queries, keys);
      if (!placed) {
        return std::unexpected(placed.error());
      }
      Matrix<double> bias;
      if (bias_input != arrays.inputs.end()) {
        bias = ArrayView(bias_input->second).at<double>({b, h});
      }
      const HeadOutputs<T> head = evaluate_head<T>(form, inputs, *placed, bias.rows() > 0 ? &bias : nullptr,
                                                   arrays.number("scale", 1));
      append(out, head.output);
      append(weights, head.weights);
      lse.values.insert(lse.values.end(), head.log_sum_exp.begin(), head.log_sum_exp.end());
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  result["lse"] = std::move(lse);
  if (!weights.values.empty()) {
    result["weights"] = std::move(weights);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  std::vector<std::string_view> forms = {"materialised"};
  for (const Tiled& tiled : tiled_forms) {
    forms.push_back(tiled.name);
  }
  // A decode step's query is the newest token: the queries must be the last positions, and none looks ahead.
  const auto mask = arrays.words.find("mask");
  const bool square = arrays.number("S_q", 0) == arrays.number("S_k", 0);
  const bool later = arrays.number("S_q", 0) < arrays.number("S_k", 0);
  if (mask != arrays.words.end() && !arrays.inputs.contains("bias") &&
      ((square && (mask->second == "causal" || mask->second == "diagonal")) ||
       (mask->second == "window" && arrays.number("right", 0) == 0 && (square || later)) ||
       (later && mask->second == "causal_bottom_right"))) {
    forms.push_back("decode");
  }
  return forms;
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(form, arrays)
                                         : evaluate_all<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"softmax_attention", forms_of, evaluate};

}  // namespace lookback::softmax_attention
