#include "studies/long_map/replaced_rows.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/format.h"

namespace lookback::long_map {
namespace {

bool is(std::span<const double> row, map::Role role, int token) {
  return row[0] == static_cast<double>(role) && row[1] == token;
}

bool is_whole(double number, double most) {
  return number >= 0 && number <= most && number == static_cast<double>(static_cast<int>(number));
}

}  // namespace

const Matrix<double>* held_rows(const Experiment& experiment) {
  const auto found = experiment.more.find(replaced_input.id);
  return found == experiment.more.end() ? nullptr : &found->second;
}

std::vector<map::RowEdit> replaced_rows(const Experiment& experiment) {
  std::vector<map::RowEdit> rows;
  const Matrix<double>* all = held_rows(experiment);
  for (int r = 0; all != nullptr && r < all->rows(); ++r) {
    const std::span<const double> row = all->row(r);
    map::RowEdit& edit = rows.emplace_back(static_cast<map::Role>(row[0]), static_cast<int>(row[1]));
    for (const double number : row.subspan(before_numbers)) {
      edit.numbers.push_back(static_cast<float>(number));
    }
  }
  return rows;
}

std::string why_not_rows(const Experiment& experiment, int tokens, int width) {
  const Matrix<double>* all = held_rows(experiment);
  if (all == nullptr) {
    return "";
  }
  const std::string what = std::string(replaced_input.id);
  if (all->rows() > most_replaced) {
    return what + " has " + plural("{0} row", "{0} rows", all->rows()) + "; at most " +
           std::to_string(most_replaced) + " rows of q, k and v are replaced at a time.";
  }
  if (all->columns() != before_numbers + width) {
    return what + " has rows of " + plural("{0} number", "{0} numbers", all->columns()) + "; at width " +
           std::to_string(width) + " a row is 0, 1 or 2 for q, k or v, the token, and " +
           plural("{0} number", "{0} numbers", width) + ".";
  }
  for (int r = 0; r < all->rows(); ++r) {
    const std::span<const double> row = all->row(r);
    if (!is_whole(row[0], 2) || !is_whole(row[1], tokens - 1)) {
      return what + " begins its row " + std::to_string(r) + " with " + shortest(row[0]) + " and " +
             shortest(row[1]) + "; that must be 0, 1 or 2 for q, k or v, and a token from 0 to " +
             grouped(tokens - 1) + ".";
    }
    for (int other = 0; other < r; ++other) {
      if (is(all->row(other), static_cast<map::Role>(row[0]), static_cast<int>(row[1]))) {
        return what + " replaces one row twice: its rows " + std::to_string(other) + " and " +
               std::to_string(r) + ".";
      }
    }
  }
  return "";
}

Expected<void> replace_row(Experiment& experiment, const map::RowEdit& row, int width) {
  std::vector<double> numbers = {static_cast<double>(row.role), static_cast<double>(row.row)};
  for (const float number : row.numbers) {
    numbers.push_back(in_few_digits(number));
  }
  numbers.resize(static_cast<std::size_t>(before_numbers + width));
  const Matrix<double>* all = held_rows(experiment);
  const int count = all == nullptr ? 0 : all->rows();
  int place = 0;
  while (place < count && !is(all->row(place), row.role, row.row)) {
    ++place;
  }
  if (place == most_replaced) {
    return fail("At most " + std::to_string(most_replaced) +
                " rows of q, k and v are replaced at a time: give one its first numbers back.");
  }
  Matrix<double> next(std::max(count, place + 1), static_cast<int>(numbers.size()));
  for (int r = 0; r < count; ++r) {
    std::ranges::copy(all->row(r), next.row(r).begin());
  }
  std::ranges::copy(numbers, next.row(place).begin());
  experiment.more[std::string(replaced_input.id)] = std::move(next);
  return {};
}

void restore_row(Experiment& experiment, map::Role role, int row) {
  const Matrix<double>* all = held_rows(experiment);
  std::vector<int> kept;
  for (int r = 0; all != nullptr && r < all->rows(); ++r) {
    if (!is(all->row(r), role, row)) {
      kept.push_back(r);
    }
  }
  if (kept.empty()) {
    experiment.more.erase(std::string(replaced_input.id));
    return;
  }
  Matrix<double> next(static_cast<int>(kept.size()), all->columns());
  for (int r = 0; r < next.rows(); ++r) {
    std::ranges::copy(all->row(kept[static_cast<std::size_t>(r)]), next.row(r).begin());
  }
  experiment.more[std::string(replaced_input.id)] = std::move(next);
}

double in_few_digits(float number) {
  constexpr int enough = 9;
  std::array<char, 32> text{};
  for (int digits = 6; digits < enough; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, static_cast<double>(number));
    if (const double read = std::strtod(text.data(), nullptr); static_cast<float>(read) == number) {
      return read;
    }
  }
  return static_cast<double>(number);
}

}  // namespace lookback::long_map
