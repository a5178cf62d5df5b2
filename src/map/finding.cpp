#include "map/finding.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "map/cell_explanation.h"

namespace lookback::map {
namespace {

constexpr std::int64_t most_cells = 4'000'000;  // that are looked at

const Generator* structure_of(const LongAttention& attention) {
  const Generator* generator = find_generator(attention.inputs().spec().generator);
  return generator == nullptr || generator->parameter.empty() ? nullptr : generator;
}

}  // namespace

FindingWork::FindingWork(const LongAttention& attention)
    : structured_(structure_of(attention) != nullptr),
      stride_(std::max(1, attention.tokens() / (structured_ ? 1024 : 64))),
      next_(attention.is_retention() ? -1 : attention.tokens() - 1),
      last_(structured_ ? 0 : attention.tokens() / 2),
      found_(structured_ ? 1 : 0) {}

bool FindingWork::step(const LongAttention& attention) {
  if (done()) {
    return false;
  }
  if (structured_) {
    look_for_expected(attention);
  } else {
    look_for_largest(attention);
  }
  next_ = cells_ < most_cells ? next_ - stride_ : -1;
  return !done();
}

void FindingWork::look_for_expected(const LongAttention& attention) {
  const ExpectedShare expected = expected_share(attention, next_);
  cells_ += expected.keys;
  rows_ += expected.keys == 0 ? 0 : 1;
  if (expected.keys != 0 && !(expected.share > found_)) {
    found_ = expected.share;
    found_row_ = next_;
  }
}

void FindingWork::look_for_largest(const LongAttention& attention) {
  ++rows_;
  cells_ += attention.tokens();
  for (int j = 0; j < attention.tokens(); ++j) {
    const CellExplanation cell = cell_numbers(attention, next_, j);
    if (cell.visible && cell.number > found_) {
      found_ = cell.number;
      found_row_ = next_;
    }
  }
}

std::string FindingWork::sentence(const LongAttention& attention) const {
  if (attention.is_retention()) {
    return say("Scores fade by γ = {0} each token: of a score {1} tokens back, {2} is left.",
               brief(attention.rule().decay), attention.tokens() - 1,
               brief(double{attention.powers().back()}));
  }
  if (structured_ && rows_ == 0) {
    return say("No row sees what it looks for.");
  }
  const std::string rows = plural("{0} row", "{0} rows", rows_);
  if (structured_) {
    const double elsewhere = 1 - found_;
    // Which row has the least is rounding where all have all of it.
    return elsewhere < 1e-4
               ? say("Of {0} looked at, each has all but a ten-thousandth of its weight where the "
                     "generator puts it.",
                     rows)
               : say("Of {0} looked at, each has all but {1} of its weight where the generator "
                     "puts it; the least in row {2}.",
                     rows, brief(elsewhere), found_row_);
  }
  return say("Nothing is expected of it. Of {0} of the second half, the largest weight is {1}, in row {2}.",
             rows, brief(found_), std::max(0, found_row_));
}

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
  FindingWork work(attention);
  while (work.step(attention)) {
  }
  return work.sentence(attention);
}

}  // namespace lookback::map
