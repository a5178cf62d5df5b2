#include "mechanisms/softmax_attention/arrays.h"

#include <array>

#include "mechanisms/softmax_attention/array_heads.h"
#include "mechanisms/softmax_attention/online.h"

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
constexpr std::string_view merge_of_splits = "merge, 3 splits";

// ALiBi's slope of each head; empty when the case has none.
Expected<std::vector<double>> slopes_of(const ArrayCase& arrays, std::int64_t heads) {
  const auto found = arrays.lists.find("slopes");
  if (found == arrays.lists.end()) {
    return std::vector<double>();
  }
  if (const Expected<void> equal =
          equal_sizes("The number of slopes", static_cast<std::int64_t>(found->second.size()), heads);
      !equal) {
    return std::unexpected(equal.error());
  }
  return found->second;
}

// The additive bias, [B or 1, H or 1, S_q, S_k]; none when the case has none.
Expected<std::optional<ArrayView>> bias_of(const ArrayCase& arrays, const GroupedHeads& heads) {
  if (!arrays.inputs.contains("bias")) {
    return std::nullopt;
  }
  const Expected<ArrayView> bias = array_input(arrays, "bias", 4);
  if (!bias) {
    return std::unexpected(bias.error());
  }
  if ((bias->size(0) != 1 && bias->size(0) != heads.batches()) ||
      (bias->size(1) != 1 && bias->size(1) != heads.heads()) || bias->size(2) != heads.queries() ||
      bias->size(3) != heads.keys()) {
    return fail("The bias does not fit the queries and keys.");
  }
  return *bias;
}

template <class T>
HeadOutputs<T> evaluate_head(std::string_view form, const HeadInputs<T>& inputs, const Placed& placed,
                             const Options& options) {
  for (const Tiled& tiled : tiled_forms) {
    if (tiled.name == form) {
      return online<T>(inputs, placed.mask, tiled.width, options, {});
    }
  }
  if (form == "decode") {
    return decode<T>(inputs, placed.mask, options, {});
  }
  if (form == merge_of_splits) {
    return merge<T>(inputs, placed.mask, even_cuts(inputs.k.rows(), 3), 4, options, {});
  }
  return materialised<T>(inputs, placed.mask, options, {});
}

template <class T>
Expected<NamedArrays> evaluate_all(std::string_view form, const ArrayCase& arrays) {
  const Expected<GroupedHeads> heads = grouped_heads(arrays);
  if (!heads) {
    return std::unexpected(heads.error());
  }
  const Expected<std::optional<ArrayView>> bias = bias_of(arrays, *heads);
  if (!bias) {
    return std::unexpected(bias.error());
  }
  const Expected<std::vector<double>> slopes = slopes_of(arrays, heads->heads());
  if (!slopes) {
    return std::unexpected(slopes.error());
  }
  NpyArray out{{heads->batches(), heads->heads(), heads->queries(), heads->value_width()}, {}};
  NpyArray lse{{heads->batches(), heads->heads(), heads->queries()}, {}};
  NpyArray weights{{heads->batches(), heads->heads(), heads->queries(), heads->keys()}, {}};
  for (std::int64_t b = 0; b < heads->batches(); ++b) {
    for (std::int64_t h = 0; h < heads->heads(); ++h) {
      HeadInputs<T> inputs = heads->template at<T>(b, h);
      const Expected<Placed> placed = placed_mask(arrays, b, h, heads->queries(), heads->keys());
      if (!placed) {
        return std::unexpected(placed.error());
      }
      Options options{
          .scale = scale_of(arrays, heads->key_width()), .query_offset = placed->offset, .log_sum_exp = true};
      if (*bias) {
        inputs.more.push_back((*bias)->at<T>({b, h}));
        options.biased = true;
      }
      if (!slopes->empty()) {
        options.slope = (*slopes)[static_cast<std::size_t>(h)];
      }
      const HeadOutputs<T> head = evaluate_head<T>(form, inputs, *placed, options);
      append(out, head.output);
      append(weights, head.weights);
      lse.values.insert(lse.values.end(), head.log_sum_exp.begin(), head.log_sum_exp.end());
    }
  }
  NamedArrays result;
  result["out"] = std::move(out);
  result["lse"] = std::move(lse);
  if (form == "materialised") {
    result["weights"] = std::move(weights);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& arrays) {
  std::vector<std::string_view> forms = {"materialised", merge_of_splits};
  for (const Tiled& tiled : tiled_forms) {
    forms.push_back(tiled.name);
  }
  if (decodes(arrays)) {
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
const ArrayEvaluation alibi_arrays = {"alibi_attention", forms_of, evaluate};

}  // namespace lookback::softmax_attention
