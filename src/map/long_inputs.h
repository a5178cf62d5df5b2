#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "map/long_spec.h"

namespace lookback::map {

enum class Role : std::uint8_t { queries, keys, values };

// A row of q, k or v that is replaced.
struct RowEdit {
  Role role = Role::queries;
  int row = 0;
  std::vector<float> numbers = {};

  friend bool operator==(const RowEdit&, const RowEdit&) = default;
};

// q, k [S, d_k] and v [S, d_v] of one head in float32. What the name stands for never changes; edits are a
// list beside it, and the arrays have their rows.
class LongInputs {
 public:
  static Expected<LongInputs> generated(const LongSpec& spec);
  // Numbers from elsewhere, by which the spec names them: tokens and width are theirs. Rows may have names.
  static LongInputs of(const LongSpec& spec, int value_width, LongArrays arrays,
                       std::vector<std::string> row_names);

  const LongSpec& spec() const { return spec_; }
  int tokens() const { return spec_.tokens; }
  int key_width() const { return spec_.width; }
  int value_width() const { return value_width_; }
  int width(Role role) const { return role == Role::values ? value_width_ : spec_.width; }

  std::span<const float> array(Role role) const;
  std::span<const float> row(Role role, int index) const;
  std::string token(int index) const;

  // One for each edited row, in the order in which they were first edited.
  const std::vector<RowEdit>& edits() const { return edits_; }
  // A sentence when there is no such row, or the numbers are not as many as it has. NaN and ∞ are accepted.
  Expected<void> accepts(const RowEdit& edit) const;
  // Which must be accepted. A row that gets its first numbers back is no edit any more.
  void replace(const RowEdit& edit);
  // The edit that gives a row its first numbers back.
  RowEdit first_numbers(Role role, int row) const;

 private:
  LongInputs() = default;
  std::span<float> own_row(Role role, int index);

  LongSpec spec_;
  std::vector<std::string> row_names_;
  int value_width_ = 0;
  LongArrays arrays_;
  std::vector<RowEdit> edits_;
  std::vector<RowEdit> originals_;  // as many
};

std::string_view name_of(Role role);  // "q", "k" or "v"

}  // namespace lookback::map
