#include "mechanisms/recurrence_arrays.h"

#include "base/format.h"

namespace lookback {
namespace {

Expected<ArrayView> own_view(const ArrayCase& arrays, const OwnArray& own, const ArrayView& q) {
  const std::string_view name = own.name;
  const std::size_t axes = own.axes;
  const Expected<ArrayView> view = array_input(arrays, name, axes);
  if (!view) {
    return view;
  }
  // Its axes are those of the queries, without the last or without the first and third.
  for (std::size_t axis = 0; axis < axes; ++axis) {
    const std::size_t of_queries = axes == 2 ? 2 * axis + 1 : axis;
    const std::int64_t expected = q.size(of_queries);
    if (view->size(axis) == 1 && of_queries < 2) {
      continue;  // the same for every sequence or head
    }
    if (const Expected<void> equal = equal_sizes("Axis " + std::to_string(axis) + " of " + in_quotes(name),
                                                 view->size(axis), expected);
        !equal) {
      return std::unexpected(equal.error());
    }
  }
  return view;
}

}  // namespace

std::vector<std::string_view> recurrence_forms(const ArrayCase& arrays, bool parallel) {
  std::vector<std::string_view> names = {"recurrent"};
  if (parallel) {
    names.emplace_back("parallel");
  }
  const auto k = arrays.inputs.find("k");  // [B, H, S, d]; a wrong shape is said when a form is run
  const bool usual = k != arrays.inputs.end() && k->second.shape.size() == 4;
  const int tokens = usual ? static_cast<int>(k->second.shape[2]) : 0;
  const std::vector<std::string_view> chunkwise = chunkwise_forms(arrays, tokens);
  names.insert(names.end(), chunkwise.begin(), chunkwise.end());
  return names;
}

Expected<RecurrenceViews> recurrence_views(const ArrayCase& arrays, const RecurrenceArrays& names) {
  const Expected<ArrayView> q = array_input(arrays, names.query_name, 4);
  const Expected<ArrayView> k = array_input(arrays, "k", 4);
  const Expected<ArrayView> v = array_input(arrays, "v", 4);
  for (const auto* input : {&q, &k, &v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  for (std::size_t axis = 0; axis < 4; ++axis) {
    const std::string axis_of = "Axis " + std::to_string(axis) + " of ";
    Expected<void> equal = equal_sizes(axis_of + "\"k\"", k->size(axis), q->size(axis));
    if (equal && axis < 3) {
      equal = equal_sizes(axis_of + "\"v\"", v->size(axis), q->size(axis));
    }
    if (!equal) {
      return std::unexpected(equal.error());
    }
  }
  RecurrenceViews views = {*q, *k, *v, {}};
  for (const OwnArray& own : names.own) {
    const Expected<ArrayView> view = own_view(arrays, own, *q);
    if (!view) {
      return std::unexpected(view.error());
    }
    views.own.push_back(*view);
  }
  return views;
}

}  // namespace lookback
