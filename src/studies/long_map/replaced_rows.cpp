#include "studies/long_map/replaced_rows.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/format.h"
#include "base/say.h"

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
    return say("{0} has {1}; at most {2} rows of q, k and v are replaced at a time.", what,
               plural("{0} row", "{0} rows", all->rows()), most_replaced);
  }
  if (all->columns() != before_numbers + width) {
    return say("{0} has rows of {1}; at width {2} a row is 0, 1 or 2 for q, k or v, the token, and {3}.",
               what, plural("{0} number", "{0} numbers", all->columns()), width,
               plural("{0} number", "{0} numbers", width));
  }
  for (int r = 0; r < all->rows(); ++r) {
    const std::span<const double> row = all->row(r);
    if (!is_whole(row[0], 2) || !is_whole(row[1], tokens - 1)) {
      return say(
          "{0} begins its row {1} with {2} and {3}; that must be 0, 1 or 2 for q, k or v, and a token from 0 "
          "to {4}.",
          what, r, shortest(row[0]), shortest(row[1]), grouped(tokens - 1));
    }
    for (int other = 0; other < r; ++other) {
      if (is(all->row(other), static_cast<map::Role>(row[0]), static_cast<int>(row[1]))) {
        return say("{0} replaces one row twice: its rows {1} and {2}.", what, other, r);
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
    return fail(say("At most {0} rows of q, k and v are replaced at a time: give one its first numbers back.",
                    most_replaced));
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
