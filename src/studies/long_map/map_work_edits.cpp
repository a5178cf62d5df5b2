#include <algorithm>

#include "studies/long_map/map_work.h"
#include "studies/long_map/replaced_rows.h"

// What the work does when the learner has set something else.
namespace lookback::long_map {
namespace {

// Rows that an edit leaves to be computed are computed with it, up to so many multiply–adds.
constexpr std::int64_t at_once = 20'000'000;

bool same_row(const map::RowEdit& a, const map::RowEdit& b) { return a.role == b.role && a.row == b.row; }

}  // namespace

bool MapWork::serves(const Experiment& experiment) const {
  Asked asked = asked_of(experiment);
  asked.view = asked_.view;  // which is of the picture alone
  asked.logarithmic = asked_.logarithmic;
  return asked == asked_;
}

bool MapWork::follow(const Experiment& experiment) {
  Asked asked = asked_of(experiment);
  if (!(asked.inputs == asked_.inputs && asked.rule == asked_.rule)) {
    return false;
  }
  const bool other_pooling = asked.pooling != asked_.pooling;
  const bool other_cell = !(asked.chosen == asked_.chosen);
  asked_ = std::move(asked);
  if (whole_ == nullptr) {
    return true;
  }
  if (other_pooling) {
    cache_.forget_all();
    tile_.reset();
  }
  if (replace_rows(asked_.rows) || other_cell) {
    read_chosen();
  }
  return true;
}

// Makes the rows that are replaced these; whether there was something to do.
bool MapWork::replace_rows(const std::vector<map::RowEdit>& rows) {
  const map::LongInputs& inputs = whole_->attention().inputs();
  std::vector<map::RowEdit> edits;
  for (const map::RowEdit& known : inputs.edits()) {
    if (std::ranges::none_of(rows, [&](const map::RowEdit& row) { return same_row(row, known); })) {
      edits.push_back(inputs.first_numbers(known.role, known.row));
    }
  }
  for (const map::RowEdit& row : rows) {
    if (std::ranges::find(inputs.edits(), row) == inputs.edits().end()) {
      edits.push_back(row);
    }
  }
  if (edits.empty()) {
    return false;
  }
  const bool all_rows_were_there = has_rows();
  LastEdit sum;
  for (const map::RowEdit& edit : edits) {
    apply(edit, sum);
  }
  last_edit_ = sum;
  const std::int64_t planned = sum.again.multiply_adds;
  while (all_rows_were_there && !has_rows() && planned <= at_once && planned > 0) {
    whole_->step_rows(planned, {});
  }
  return true;
}

void MapWork::apply(const map::RowEdit& edit, LastEdit& sum) {
  const map::EditOutcome outcome = whole_->apply(edit);
  sum.updating += outcome.updating;
  sum.again += outcome.again;
  sum.rows_updated += outcome.rows_updated;
  sum.rows_again += outcome.rows_again;
  if (outcome.weights.cells() > 0) {
    cache_.outdate(outcome.weights);
    tile_.reset();
    finding_.clear();
    finding_work_.reset();
  }
}

bool MapWork::is_replaced(map::Role role) const {
  const int row = role == map::Role::queries ? asked_.chosen.query : asked_.chosen.key;
  return std::ranges::any_of(asked_.rows,
                             [&](const map::RowEdit& one) { return one.role == role && one.row == row; });
}

void MapWork::read_chosen() {
  const map::LongAttention& attention = whole_->attention();
  reading_.reset();
  if (attention.has_weights(rows_to_read(attention, asked_.chosen))) {
    reading_ = read(attention, asked_.chosen);
  }
  for (const map::Role role : {map::Role::queries, map::Role::keys, map::Role::values}) {
    std::vector<double>& numbers = numbers_[static_cast<std::size_t>(role)];
    numbers.clear();
    for (const float number :
         attention.inputs().row(role, role == map::Role::queries ? asked_.chosen.query : asked_.chosen.key)) {
      numbers.push_back(in_few_digits(number));
    }
  }
}

}  // namespace lookback::long_map
