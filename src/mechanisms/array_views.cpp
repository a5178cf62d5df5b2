#include "mechanisms/array_views.h"

#include <array>

#include <cmath>

#include "base/format.h"

namespace lookback {

Expected<ArrayView> array_input(const ArrayCase& arrays, std::string_view name, std::size_t axes) {
  const auto found = arrays.inputs.find(name);
  if (found == arrays.inputs.end()) {
    return fail("The case has no input " + in_quotes(name) + ".");
  }
  if (found->second.shape.size() != axes) {
    return fail("The input " + in_quotes(name) + " has " +
                plural("{0} axis", "{0} axes", found->second.shape.size()) + ", but " + std::to_string(axes) +
                " are needed.");
  }
  return ArrayView(found->second);
}

Expected<void> equal_sizes(std::string_view what, std::int64_t got, std::int64_t expected) {
  if (got != expected) {
    return fail(std::string(what) + " is " + std::to_string(got) + ", but must be " +
                std::to_string(expected) + ".");
  }
  return {};
}

Expected<HeadArrays> head_arrays(const ArrayCase& arrays) {
  const Expected<ArrayView> q = array_input(arrays, "q", 4);
  const Expected<ArrayView> k = array_input(arrays, "k", 4);
  const Expected<ArrayView> v = array_input(arrays, "v", 4);
  for (const auto* input : {&q, &k, &v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  constexpr std::array<std::string_view, 3> axes = {"The batch size", "The number of heads",
                                                    "The number of tokens"};
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    for (const auto* input : {&k, &v}) {
      const std::int64_t size = (*input)->size(axis);
      if (axis < 2 && size == 1) {
        continue;  // shared by all
      }
      const Expected<void> fits = equal_sizes(axes[axis], size, q->size(axis));
      if (!fits) {
        return std::unexpected(fits.error());
      }
    }
  }
  const Expected<void> fits = equal_sizes("The width of the keys", k->size(3), q->size(3));
  if (!fits) {
    return std::unexpected(fits.error());
  }
  return HeadArrays{*q, *k, *v};
}

Expected<int> sequence_length(const ArrayCase& arrays, std::int64_t batch, std::int64_t keys) {
  const auto found = arrays.lists.find("lengths");
  if (found == arrays.lists.end()) {
    return static_cast<int>(keys);
  }
  if (batch >= static_cast<std::int64_t>(found->second.size())) {
    return fail("The parameter \"lengths\" has no length of sequence " + std::to_string(batch) + ".");
  }
  const double length = found->second[static_cast<std::size_t>(batch)];
  if (!(length >= 0 && length <= static_cast<double>(keys) && length == std::floor(length))) {
    return fail("The length of sequence " + std::to_string(batch) + " is " + shortest(length) +
                ", but must be a whole number from 0 to " + std::to_string(keys) + ".");
  }
  return static_cast<int>(length);
}

}  // namespace lookback
