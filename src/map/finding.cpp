#include "map/finding.h"

#include <algorithm>

#include "base/format.h"
#include "map/cell_explanation.h"

namespace lookback::map {
namespace {

constexpr std::int64_t most_cells = 4'000'000;  // that are looked at

std::string structured(const LongAttention& attention) {
  int rows = 0;
  int least_row = -1;
  double least = 1;
  std::int64_t cells = 0;
  const int stride = std::max(1, attention.tokens() / 1024);
  for (int i = attention.tokens() - 1; i >= 0 && cells < most_cells; i -= stride) {
    const ExpectedShare expected = expected_share(attention, i);
    cells += expected.keys;
    if (expected.keys == 0) {
      continue;
    }
    ++rows;
    if (!(expected.share > least)) {
      least = expected.share;
      least_row = i;
    }
  }
  if (rows == 0) {
    return "No row sees what it looks for.";
  }
  const double elsewhere = 1 - least;
  return "Of " + plural(rows, "row") + " looked at, each has all but " +
         (elsewhere < 1e-4 ? "a ten-thousandth" : brief(elsewhere)) +
         " of its weight where the generator puts it; the least in row " + std::to_string(least_row) + ".";
}

std::string spread(const LongAttention& attention) {
  int rows = 0;
  int peak_row = 0;
  double peak = 0;
  std::int64_t cells = 0;
  const int stride = std::max(1, attention.tokens() / 64);
  for (int i = attention.tokens() - 1; i >= attention.tokens() / 2 && cells < most_cells; i -= stride) {
    ++rows;
    cells += attention.tokens();
    for (int j = 0; j < attention.tokens(); ++j) {
      const CellExplanation cell = cell_numbers(attention, i, j);
      if (cell.visible && cell.number > peak) {
        peak = cell.number;
        peak_row = i;
      }
    }
  }
  return "Nothing is expected of it. Of " + plural(rows, "row") +
         " of the second half, the largest weight is " + brief(peak) + ", in row " +
         std::to_string(peak_row) + ".";
}

}  // namespace

ExpectedShare expected_share(const LongAttention& attention, int query) {
  const Generator* generator = find_generator(attention.inputs().spec().generator);
  if (generator == nullptr) {
    return {};
  }
  const std::vector<int> keys =
      generator->expected_keys(attention.inputs().spec(), query, attention.visible());
  ExpectedShare expected{static_cast<int>(keys.size())};
  for (const int key : keys) {
    expected.share += cell_numbers(attention, query, key).number;
  }
  return expected;
}

std::string finding(const LongAttention& attention) {
  if (attention.is_retention()) {
    return "Scores fade by γ = " + brief(attention.rule().decay) + " each token: of a score " +
           std::to_string(attention.tokens() - 1) + " tokens back, " +
           brief(double{attention.powers().back()}) + " is left.";
  }
  const Generator* generator = find_generator(attention.inputs().spec().generator);
  return generator == nullptr || generator->parameter.empty() ? spread(attention) : structured(attention);
}

}  // namespace lookback::map
