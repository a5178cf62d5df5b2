#include "map/long_inputs.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "base/format.h"
#include "base/say.h"

namespace lookback::map {
namespace {

// The same numbers, NaN included.
bool same_numbers(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

}  // namespace

std::string_view name_of(Role role) { return role == Role::queries ? "q" : role == Role::keys ? "k" : "v"; }

Expected<LongInputs> LongInputs::generated(const LongSpec& spec) {
  const Expected<LongSpec> usable = checked(spec);
  if (!usable) {
    return std::unexpected(usable.error());
  }
  LongInputs inputs;
  inputs.spec_ = *usable;
  inputs.value_width_ = usable->width;
  inputs.arrays_ = find_generator(usable->generator)->arrays(*usable);
  return inputs;
}

LongInputs LongInputs::of(const LongSpec& spec, int value_width, LongArrays arrays,
                          std::vector<std::string> row_names) {
  const auto rows = static_cast<std::size_t>(spec.tokens);
  LOOKBACK_ASSERT(spec.tokens > 0 && arrays.q.size() == rows * static_cast<std::size_t>(spec.width) &&
                  arrays.k.size() == arrays.q.size() &&
                  arrays.v.size() == rows * static_cast<std::size_t>(value_width));
  LongInputs inputs;
  inputs.spec_ = spec;
  inputs.value_width_ = value_width;
  inputs.arrays_ = std::move(arrays);
  inputs.row_names_ = std::move(row_names);
  return inputs;
}

std::span<const float> LongInputs::array(Role role) const {
  return role == Role::queries ? arrays_.q : role == Role::keys ? arrays_.k : arrays_.v;
}

std::span<const float> LongInputs::row(Role role, int index) const {
  LOOKBACK_ASSERT(index >= 0 && index < tokens());
  const auto length = static_cast<std::size_t>(width(role));
  return array(role).subspan(static_cast<std::size_t>(index) * length, length);
}

std::span<float> LongInputs::own_row(Role role, int index) {
  const std::span<const float> there = row(role, index);
  std::vector<float>& numbers = role == Role::queries ? arrays_.q
                                : role == Role::keys  ? arrays_.k
                                                      : arrays_.v;
  return std::span<float>(numbers).subspan(static_cast<std::size_t>(there.data() - numbers.data()),
                                           there.size());
}

std::string LongInputs::token(int index) const {
  LOOKBACK_ASSERT(index >= 0 && index < tokens());
  if (const Generator* generator = find_generator(spec_.generator)) {
    return generator->token(spec_, index);
  }
  const auto at = static_cast<std::size_t>(index);
  return at < row_names_.size() ? row_names_[at] : "t" + std::to_string(index);
}

Expected<void> LongInputs::accepts(const RowEdit& edit) const {
  if (edit.row < 0 || edit.row >= tokens()) {
    return fail(say("Row {0} of {1} is not there; rows go from 0 to {2}.", edit.row, name_of(edit.role),
                    tokens() - 1));
  }
  if (edit.numbers.size() != static_cast<std::size_t>(width(edit.role))) {
    return fail(say("A row of {0} has {1}, not {2}.", name_of(edit.role),
                    plural("{0} number", "{0} numbers", width(edit.role)), edit.numbers.size()));
  }
  return {};
}

void LongInputs::replace(const RowEdit& edit) {
  LOOKBACK_ASSERT(accepts(edit).has_value());
  const auto same_row = [&edit](const RowEdit& one) { return one.role == edit.role && one.row == edit.row; };
  const auto known = std::ranges::find_if(edits_, same_row);
  const auto place = known - edits_.begin();
  const std::span<float> row = own_row(edit.role, edit.row);
  if (known == edits_.end()) {
    originals_.push_back({edit.role, edit.row, {row.begin(), row.end()}});
    edits_.push_back(edit);
  } else {
    *known = edit;
  }
  std::ranges::copy(edit.numbers, row.begin());
  if (same_numbers(originals_[static_cast<std::size_t>(place)].numbers, edit.numbers)) {
    originals_.erase(originals_.begin() + place);
    edits_.erase(edits_.begin() + place);
  }
}

RowEdit LongInputs::first_numbers(Role role, int index) const {
  for (const RowEdit& original : originals_) {
    if (original.role == role && original.row == index) {
      return original;
    }
  }
  const std::span<const float> there = row(role, index);
  return {role, index, {there.begin(), there.end()}};
}

}  // namespace lookback::map
