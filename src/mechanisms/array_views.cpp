#include "mechanisms/array_views.h"

#include "base/format.h"

namespace lookback {

Expected<ArrayView> array_input(const ArrayCase& arrays, std::string_view name, std::size_t axes) {
  const auto found = arrays.inputs.find(name);
  if (found == arrays.inputs.end()) {
    return fail("The case has no input " + in_quotes(name) + ".");
  }
  if (found->second.shape.size() != axes) {
    return fail("The input " + in_quotes(name) + " has " + plural(found->second.shape.size(), "axis") +
                ", but " + std::to_string(axes) + " are needed.");
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

}  // namespace lookback
