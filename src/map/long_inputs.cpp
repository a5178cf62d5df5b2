#include "map/long_inputs.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "base/assert.h"
#include "base/format.h"

namespace lookback::map {
namespace {

// The same numbers, NaN included.
bool same_numbers(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

Expected<std::vector<float>> floats_of(const files::TensorFile& file, const TensorChoice& choice,
                                       std::string_view name, const files::Tables& tables) {
  if (!choice.tensor->fault.empty()) {
    return fail(choice.tensor->fault);
  }
  if (choice.batch < 0 || choice.batch >= tables.batches || choice.head < 0 || choice.head >= tables.heads) {
    return fail("The tensor for " + std::string(name) + " has " + plural(tables.batches, "batch") + " and " +
                plural(tables.heads, "head") + ", counted from 0.");
  }
  if (tables.rows < 1 || tables.rows > most_tokens || tables.columns < 1 || tables.columns > most_width) {
    return fail("The tensor for " + std::string(name) + " is " + grouped(tables.rows) + " × " +
                grouped(tables.columns) + "; the map takes 1 to " + grouped(most_tokens) +
                " tokens of width 1 to " + std::to_string(most_width) + ".");
  }
  const Matrix<double> numbers = numbers_of(file, *choice.tensor,
                                            {.batch = choice.batch,
                                             .head = choice.head,
                                             .rows = static_cast<int>(tables.rows),
                                             .columns = static_cast<int>(tables.columns)});
  std::vector<float> floats;
  floats.reserve(numbers.elements().size());
  for (const double number : numbers.elements()) {
    floats.push_back(static_cast<float>(number));
  }
  return floats;
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

Expected<LongInputs> LongInputs::from_file(const files::TensorFile& file, const TensorChoice& q,
                                           const TensorChoice& k, const TensorChoice& v) {
  LongInputs inputs;
  inputs.file_ = file.name;
  inputs.row_names_ = file.row_names;
  files::Tables sizes[3];
  int n = 0;
  for (const auto& [choice, name, array] :
       {std::tuple(&q, "q", &inputs.arrays_.q), std::tuple(&k, "k", &inputs.arrays_.k),
        std::tuple(&v, "v", &inputs.arrays_.v)}) {
    const Expected<files::Tables> tables = files::tables_of(*choice->tensor);
    if (!tables) {
      return std::unexpected(tables.error());
    }
    Expected<std::vector<float>> floats = floats_of(file, *choice, name, *tables);
    if (!floats) {
      return std::unexpected(floats.error());
    }
    *array = std::move(*floats);
    sizes[n++] = *tables;
  }
  if (sizes[0].rows != sizes[1].rows || sizes[0].rows != sizes[2].rows ||
      sizes[0].columns != sizes[1].columns) {
    return fail("q, k and v must have as many rows as each other, and q and k be as wide; here they are " +
                grouped(sizes[0].rows) + " × " + grouped(sizes[0].columns) + ", " + grouped(sizes[1].rows) +
                " × " + grouped(sizes[1].columns) + " and " + grouped(sizes[2].rows) + " × " +
                grouped(sizes[2].columns) + ".");
  }
  inputs.spec_ = {.generator = "file",
                  .tokens = static_cast<int>(sizes[0].rows),
                  .width = static_cast<int>(sizes[0].columns),
                  .seed = file.hash};
  inputs.value_width_ = static_cast<int>(sizes[2].columns);
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
    return fail("Row " + std::to_string(edit.row) + " of " + std::string(name_of(edit.role)) +
                " is not there; rows go from 0 to " + std::to_string(tokens() - 1) + ".");
  }
  if (edit.numbers.size() != static_cast<std::size_t>(width(edit.role))) {
    return fail("A row of " + std::string(name_of(edit.role)) + " has " + plural(width(edit.role), "number") +
                ", not " + std::to_string(edit.numbers.size()) + ".");
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
