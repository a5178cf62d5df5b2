#include <array>

#include "mechanisms/softmax_attention/array_heads.h"
#include "mechanisms/softmax_attention/arrays.h"
#include "mechanisms/softmax_attention/online.h"

namespace lookback::softmax_attention {
namespace {

struct OnlineTile {
  std::string_view name;
  int width;
};
constexpr std::array<OnlineTile, 4> online_tiles = {
    {{"merge, tile 1", 1}, {"merge, tile 3", 3}, {"merge, tile 4", 4}, {"merge, tile 1000", 1000}}};

// Where the keys are cut apart: ascending, inside them.
Expected<std::vector<int>> cuts_of(const ArrayCase& arrays, int keys) {
  std::vector<int> cuts;
  const auto found = arrays.lists.find("cuts");
  if (found == arrays.lists.end()) {
    return cuts;
  }
  int before = 0;
  for (const double cut : found->second) {
    if (!(cut >= before && cut <= keys)) {
      return fail("Cuts must ascend and lie among the keys.");
    }
    before = static_cast<int>(cut);
    cuts.push_back(before);
  }
  return cuts;
}

template <class T>
void append_log_sum_exp(NpyArray& array, const Part<T>& part) {
  for (const T& one : part.log_sum_exp) {
    array.values.push_back(plain(one));
  }
}

// The arrays of all parts, one after another: [part, …].
NpyArray stacked(const std::vector<NpyArray>& parts, std::vector<std::int64_t> shape) {
  shape.insert(shape.begin(), static_cast<std::int64_t>(parts.size()));
  NpyArray result{std::move(shape), {}};
  for (const NpyArray& part : parts) {
    result.values.insert(result.values.end(), part.values.begin(), part.values.end());
  }
  return result;
}

// Attention over each range of keys, part by part, and their merge.
template <class T>
Expected<NamedArrays> evaluate_parts(std::string_view form, const ArrayCase& arrays) {
  const Expected<GroupedHeads> heads = grouped_heads(arrays);
  if (!heads) {
    return std::unexpected(heads.error());
  }
  const Expected<std::vector<int>> cuts = cuts_of(arrays, heads->keys());
  if (!cuts) {
    return std::unexpected(cuts.error());
  }
  int width = 1;
  for (const OnlineTile& tiled : online_tiles) {
    width = tiled.name == form ? tiled.width : width;
  }
  NpyArray out{{heads->batches(), heads->heads(), heads->queries(), heads->value_width()}, {}};
  NpyArray lse{{heads->batches(), heads->heads(), heads->queries()}, {}};
  std::vector<NpyArray> out_parts(cuts->size() + 1);
  std::vector<NpyArray> lse_parts(cuts->size() + 1);
  for (std::int64_t b = 0; b < heads->batches(); ++b) {
    for (std::int64_t h = 0; h < heads->heads(); ++h) {
      const HeadInputs<T> inputs = heads->template at<T>(b, h);
      const Expected<Placed> placed = placed_mask(arrays, b, h, heads->queries(), heads->keys());
      if (!placed) {
        return std::unexpected(placed.error());
      }
      const Options options{.scale = scale_of(arrays, heads->key_width()), .query_offset = placed->offset};
      const DotProducts<T> logits{inputs, placed->mask, options, {}};
      const std::vector<Part<T>> parts = split_parts<T>(logits, inputs.v, *cuts, width, {});
      for (std::size_t p = 0; p < parts.size(); ++p) {
        append(out_parts[p], parts[p].output);
        append_log_sum_exp(lse_parts[p], parts[p]);
      }
      const Part<T> whole = merged<T>(parts, heads->queries(), inputs.v.columns());
      append(out, whole.output);
      append_log_sum_exp(lse, whole);
    }
  }
  NamedArrays result;
  result["out_part"] = stacked(out_parts, out.shape);
  result["lse_part"] = stacked(lse_parts, lse.shape);
  result["out"] = std::move(out);
  result["lse"] = std::move(lse);
  return result;
}

std::vector<std::string_view> online_forms_of(const ArrayCase& /*arrays*/) {
  std::vector<std::string_view> forms;
  for (const OnlineTile& tiled : online_tiles) {
    forms.push_back(tiled.name);
  }
  return forms;
}

Expected<NamedArrays> evaluate_online(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_parts<double>(form, arrays)
                                         : evaluate_parts<float>(form, arrays);
}

}  // namespace

const ArrayEvaluation online_arrays = {"online_softmax", online_forms_of, evaluate_online};

}  // namespace lookback::softmax_attention
