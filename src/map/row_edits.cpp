#include <algorithm>
#include <cmath>
#include <functional>

#include "base/assert.h"
#include "map/long_attention.h"
#include "map/row_update.h"

// Edits of one row. L and o of the rows that see it are updated in O(S d) where that is sound; where a bound
// of the error has grown too large, or is no number, the row is computed again.
namespace lookback::map {
namespace {

using Row = std::vector<double>;

void take(std::span<const float> from, Row& to) { to.assign(from.begin(), from.end()); }

Row wide(std::span<const float> from) { return {from.begin(), from.end()}; }

// NaN if any is.
double largest_difference(const Row& a, const Row& b) {
  double largest = 0;
  for (std::size_t c = 0; c < a.size(); ++c) {
    const double difference = std::abs(a[c] - b[c]);
    largest = difference <= largest ? largest : difference + largest * 0;
  }
  return largest;
}

double largest_of(const Row& a) { return largest_difference(a, Row(a.size())); }

void put(const Row& from, std::span<float> to) {
  for (std::size_t c = 0; c < to.size(); ++c) {
    to[c] = static_cast<float>(from[c]);
  }
}

// Of o and of what is added to it.
constexpr double rounding = 0x1.0p-23;

// The queries that see a key.
Rows seeing(const kernels::VisibleKeys& visible, int key, int tokens) {
  return {static_cast<int>(std::max<std::int64_t>(0, key - visible.right)),
          static_cast<int>(std::min<std::int64_t>(tokens, key + visible.left + 1))};
}

bool tolerable(double error, double own) { return std::isfinite(error) && error <= tolerated_error * own; }

}  // namespace

EditOutcome LongAttention::apply(const RowEdit& edit) {
  LOOKBACK_ASSERT(inputs_.accepts(edit).has_value());
  EditOutcome outcome;
  if (edit.role == Role::queries) {
    outcome.weights = {edit.row, edit.row + 1, 0, tokens()};
  } else if (edit.role == Role::keys) {
    const Rows rows = seeing(visible_, edit.row, tokens());
    // L of a row that sees the key changes, and with it the whole row.
    outcome.weights = {rows.first, rows.end, is_retention() ? edit.row : 0,
                       is_retention() ? edit.row + 1 : tokens()};
  }
  if (is_retention()) {
    edit_retention(edit, outcome);
  } else if (edit.role == Role::queries) {
    inputs_.replace(edit);
    measure(edit.role, edit.row);
    compute_again(edit.row, outcome);
  } else if (edit.role == Role::values) {
    edit_value(edit, outcome);
  } else {
    edit_key(edit, outcome);
  }
  return outcome;
}

void LongAttention::edit_value(const RowEdit& edit, EditOutcome& outcome) {
  const Row before = wide(inputs_.row(Role::values, edit.row));
  const Row after = wide(edit.numbers);
  inputs_.replace(edit);
  measure(edit.role, edit.row);
  find_largest();

  Row difference(after.size());
  std::ranges::transform(after, before, difference.begin(), std::minus());
  const double change = largest_difference(after, before);
  const Row k = wide(inputs_.row(Role::keys, edit.row));
  Row q;
  Row o;
  const Rows rows = seeing(visible_, edit.row, tokens());
  for (int i = rows.first; i < rows.end; ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (left_[row] != 0) {
      continue;
    }
    take(inputs_.row(Role::queries, i), q);
    const double weight = weight_of<double>(q, k, scale(), log_sum_exp_[row]);
    outcome.updating += {inputs_.key_width(), 1};
    const std::span<float> output = std::span<float>(output_).subspan(row * before.size(), before.size());
    take(output, o);
    // p comes with an error of its own, and an error that was small beside a large value is not beside
    // others.
    const double own = own_error(i);
    const double error = double{output_error_[row]} + weight * 2 * (own + double{log_error_[row]}) * change +
                         rounding * (largest_of(o) + weight * change);
    if (!tolerable(error, own * largest_value_)) {
      compute_again(i, outcome);
      continue;
    }
    replace_value<double>(weight, difference, o);
    put(o, output);
    output_error_[row] = static_cast<float>(error);
    outcome.updating += {inputs_.value_width(), 0};
    ++outcome.rows_updated;
  }
}

void LongAttention::edit_key(const RowEdit& edit, EditOutcome& outcome) {
  const Row before = wide(inputs_.row(Role::keys, edit.row));
  const Row after = wide(edit.numbers);
  inputs_.replace(edit);
  measure(edit.role, edit.row);
  find_largest();

  const Row v = wide(inputs_.row(Role::values, edit.row));
  Row q;
  Row o;
  const Rows rows = seeing(visible_, edit.row, tokens());
  for (int i = rows.first; i < rows.end; ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (left_[row] != 0) {
      continue;
    }
    take(inputs_.row(Role::queries, i), q);
    const KeyChange<double> change = key_change<double>(q, before, after, scale(), log_sum_exp_[row]);
    outcome.updating += {2 * std::int64_t{inputs_.key_width()}, 2};
    const double own = own_error(i);
    const std::span<float> output = std::span<float>(output_).subspan(row * v.size(), v.size());
    take(output, o);
    const double was = double{log_error_[row]};
    const double moved = change.before + change.after;
    const double far = largest_difference(v, o);
    const double log_error = (was * (1 + moved) + 2 * own * moved) / change.mass;
    const double error =
        (double{output_error_[row]} * (1 + moved) + 2 * (own + was) * moved * far) / change.mass +
        rounding * (largest_of(o) + far);
    if (!(change.before <= dominant) || !tolerable(log_error, own) ||
        !tolerable(error, own * largest_value_)) {
      compute_again(i, outcome);
      continue;
    }
    replace_key<double>(change, v, o, log_sum_exp_[row]);
    put(o, output);
    log_error_[row] = static_cast<float>(log_error);
    output_error_[row] = static_cast<float>(error);
    outcome.updating += {inputs_.value_width(), 0};
    ++outcome.rows_updated;
  }
}

// o_i = Σ_j γ^(i−j) σ (q_i · k_j) v_j is linear in each row of k and v; a row of q has its own sum.
void LongAttention::edit_retention(const RowEdit& edit, EditOutcome& outcome) {
  const Row before = wide(inputs_.row(edit.role, edit.row));
  inputs_.replace(edit);
  measure(edit.role, edit.row);
  find_largest();
  const auto again = [&] {
    restart();
    outcome.rows_again = tokens();
    outcome.again = whole();
  };
  if (!done()) {
    again();
    return;
  }
  if (edit.role == Role::queries) {
    retention_row(edit.row);
    outcome.updating = row_cost(edit.row);
    outcome.rows_updated = 1;
    return;
  }
  Row difference = wide(edit.numbers);
  std::ranges::transform(difference, before, difference.begin(), std::minus());
  const Row k = edit.role == Role::keys ? difference : wide(inputs_.row(Role::keys, edit.row));
  const Row v = edit.role == Role::values ? difference : wide(inputs_.row(Role::values, edit.row));
  Row q;
  Row o;
  double largest = 0;
  for (int i = edit.row; i < tokens(); ++i) {
    const std::span<float> output =
        std::span<float>(output_).subspan(static_cast<std::size_t>(i) * v.size(), v.size());
    take(inputs_.row(Role::queries, i), q);
    take(output, o);
    const double faded =
        dot<double>(q, k) * scale() * double{powers_[static_cast<std::size_t>(i - edit.row)]};
    replace_value<double>(faded, v, o);
    put(o, output);
    outcome.updating += {inputs_.key_width() + inputs_.value_width(), 0};
    ++outcome.rows_updated;
  }
  bool finite = true;
  for (const float x : output_) {
    finite = finite && std::isfinite(x);
    largest = std::max(largest, std::abs(double{x}));
  }
  retention_error_ += rounding * largest;
  if (!finite || retention_error_ > tolerated_error * std::ldexp(largest, -18)) {
    again();
  }
}

void LongAttention::retention_row(int query) {
  const Row q = wide(inputs_.row(Role::queries, query));
  Row k;
  Row v;
  Row o(static_cast<std::size_t>(inputs_.value_width()));
  for (int j = 0; j <= query; ++j) {
    take(inputs_.row(Role::keys, j), k);
    take(inputs_.row(Role::values, j), v);
    const double faded = dot<double>(q, k) * scale() * double{powers_[static_cast<std::size_t>(query - j)]};
    accumulate_row<double>(o, faded, v);
  }
  put(o, std::span<float>(output_).subspan(static_cast<std::size_t>(query) * o.size(), o.size()));
}

}  // namespace lookback::map
