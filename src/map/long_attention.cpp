#include "map/long_attention.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "base/format.h"
#include "base/say.h"
#include "numbers/operations.h"

namespace lookback::map {
namespace {

constexpr int rows_at_once = 12;    // a panel of queries: more of 65,536 keys would take longer than a frame
constexpr int tokens_at_once = 64;  // of retention
constexpr int few_rows = 4;         // for which a panel would be mostly empty

double norm(std::span<const float> row) {
  double sum = 0;
  for (const float x : row) {
    sum += double{x} * x;
  }
  return std::sqrt(sum);
}

double largest_magnitude(std::span<const float> row) {
  double largest = 0;
  for (const float x : row) {
    largest = std::max(largest, std::abs(double{x}));
  }
  return largest;
}

}  // namespace

Expected<LongAttention> LongAttention::of(LongInputs inputs, Rule rule) {
  if (rule.mask.kind() == Mask::Kind::bits) {
    return fail(say("At this length the mask is causal, none, diagonal or window:left,right."));
  }
  if (rule.mechanism == Mechanism::retention) {
    if (rule.mask.kind() != Mask::Kind::causal) {
      return fail(say("Retention fades with the distance to earlier tokens, so its mask is causal."));
    }
    if (!(rule.decay > 0 && rule.decay <= 1)) {
      return fail(say("gamma is {0}; it is above 0 and at most 1.", shortest(rule.decay)));
    }
  }
  if (!(rule.scale >= 0) || !std::isfinite(rule.scale)) {
    return fail(say("scale is {0}; it is a number above 0, or 0 for 1/√d.", shortest(rule.scale)));
  }
  if (rule.scale == 0) {
    rule.scale = 1 / std::sqrt(inputs.key_width());
  }
  rule.scale = static_cast<float>(rule.scale);
  rule.decay = static_cast<float>(rule.decay);
  return LongAttention(std::move(inputs), rule);
}

LongAttention::LongAttention(LongInputs inputs, Rule rule)
    : inputs_(std::move(inputs)),
      rule_(rule),
      visible_(visible_keys(rule.mask)),
      kernels_(&kernels::kernels()) {
  const auto rows = static_cast<std::size_t>(tokens());
  const auto value_width = static_cast<std::size_t>(inputs_.value_width());
  output_.resize(rows * value_width);
  left_.assign(rows, 1);
  rows_left_ = tokens();
  for (std::vector<float>* norms : {&query_norms_, &key_norms_, &value_norms_}) {
    norms->resize(rows);
  }
  for (int i = 0; i < tokens(); ++i) {
    measure(Role::queries, i);
    measure(Role::keys, i);
    measure(Role::values, i);
  }
  find_largest();
  if (is_retention()) {
    for (const double power : lookback::powers(rule_.decay, tokens())) {
      powers_.push_back(static_cast<float>(power));
    }
    powers_.resize(powers_.size() + static_cast<std::size_t>(kernels_->panel));
    state_.resize(static_cast<std::size_t>(inputs_.key_width()) * value_width);
    scratch_.resize(static_cast<std::size_t>(
        kernels_->chunkwise_scratch({1, 1, tokens(), inputs_.key_width(), inputs_.value_width()})));
    return;
  }
  log_sum_exp_.resize(rows);
  row_logs_.resize(rows);
  log_error_.resize(rows);
  output_error_.resize(rows);
  const kernels::AttentionShape shape = {
      1, 1, 1, tokens(), tokens(), inputs_.key_width(), inputs_.value_width()};
  scratch_.resize(static_cast<std::size_t>(
      std::max(kernels_->attention_forward_scratch(shape), kernels_->attention_decode_scratch(shape))));
}

void LongAttention::measure(Role role, int row) {
  const auto at = static_cast<std::size_t>(row);
  const std::span<const float> numbers = inputs_.row(role, row);
  if (role == Role::values) {
    value_norms_[at] = static_cast<float>(largest_magnitude(numbers));
    return;
  }
  (role == Role::queries ? query_norms_ : key_norms_)[at] = static_cast<float>(norm(numbers));
}

void LongAttention::find_largest() {
  largest_key_ = largest_magnitude(key_norms_);
  largest_value_ = largest_magnitude(value_norms_);
}

// What src/kernels/README.md states of a row from scratch.
double LongAttention::own_error(int query) const {
  return std::ldexp(2 + scale() * double{query_norms_[static_cast<std::size_t>(query)]} * largest_key_, -22);
}

Operations LongAttention::row_cost(int query) const {
  const std::int64_t keys =
      std::max<std::int64_t>(0, visible_.end(query, tokens()) - visible_.begin(query, tokens()));
  return {keys * (inputs_.key_width() + inputs_.value_width()), is_retention() ? 0 : keys};
}

Operations LongAttention::whole() const {
  const std::int64_t pairs = visible_cells(visible_, {0, tokens(), 0, tokens()});
  if (is_retention()) {
    // Step by step: a token goes into the state and reads it.
    return {std::int64_t{tokens()} * 2 * inputs_.key_width() * inputs_.value_width(), 0};
  }
  return {pairs * (inputs_.key_width() + inputs_.value_width()), pairs};
}

double LongAttention::progress() const { return 1 - static_cast<double>(rows_left_) / tokens(); }

void LongAttention::restart() {
  std::ranges::fill(left_, std::uint8_t{1});
  rows_left_ = tokens();
  next_ = 0;
  std::ranges::fill(state_, 0.0F);
}

// A score needs no L.
bool LongAttention::has_weights(const Rows& rows) const {
  return is_retention() || done() ||
         std::all_of(left_.begin() + rows.first, left_.begin() + rows.end,
                     [](std::uint8_t left) { return left == 0; });
}

bool LongAttention::step(std::int64_t multiply_adds, const Rows& wanted) {
  if (done()) {
    return false;
  }
  if (is_retention()) {
    const std::int64_t of_a_token = 2 * std::int64_t{inputs_.key_width()} * inputs_.value_width();
    compute_retention(static_cast<int>(std::min<std::int64_t>(
        tokens(), next_ + std::max<std::int64_t>(tokens_at_once, multiply_adds / of_a_token))));
    return !done();
  }
  if (!has_weights(wanted)) {
    next_ = wanted.first;
  }
  while (left_[static_cast<std::size_t>(next_)] == 0) {
    next_ = next_ + 1 == tokens() ? 0 : next_ + 1;
  }
  int end = next_;
  for (std::int64_t planned = 0;
       end < tokens() && left_[static_cast<std::size_t>(end)] != 0 &&
       (end == next_ || (end - next_) % rows_at_once != 0 || planned < multiply_adds);
       ++end) {
    planned += row_cost(end).multiply_adds;
  }
  compute_rows(next_, end);
  next_ = end == tokens() ? 0 : end;
  return !done();
}

void LongAttention::compute_rows(int first, int end) {
  const kernels::AttentionShape shape = {
      1, 1, 1, tokens(), tokens(), inputs_.key_width(), inputs_.value_width()};
  const float* q = inputs_.array(Role::queries).data();
  const float* k = inputs_.array(Role::keys).data();
  const float* v = inputs_.array(Role::values).data();
  const auto sigma = static_cast<float>(scale());
  if (end - first >= few_rows) {
    kernels_->attention_forward(shape, visible_, {q, k, v, sigma}, {output_.data(), row_logs_.data()},
                                {0, 1, first, end}, scratch_.data());
  } else {
    for (int i = first; i < end; ++i) {
      const kernels::VisibleKeys of_row = {visible_.left, visible_.right, i};
      kernels_->attention_decode(
          shape, of_row, {q + std::intptr_t{i} * inputs_.key_width(), k, v, sigma}, tokens(),
          {output_.data() + std::intptr_t{i} * inputs_.value_width(), row_logs_.data() + i}, 0, 1,
          scratch_.data());
    }
  }
  for (int i = first; i < end; ++i) {
    const auto row = static_cast<std::size_t>(i);
    log_sum_exp_[row] = row_logs_[row];
    log_error_[row] = static_cast<float>(own_error(i));
    output_error_[row] = static_cast<float>(own_error(i) * largest_value_);
    left_[row] = 0;
  }
  rows_left_ -= end - first;
}

void LongAttention::compute_retention(int end) {
  const auto decay = static_cast<float>(rule_.decay);
  kernels_->retention_chunkwise({1, 1, tokens(), inputs_.key_width(), inputs_.value_width()},
                                {&decay, static_cast<float>(scale())},
                                {inputs_.array(Role::queries).data(), inputs_.array(Role::keys).data(),
                                 inputs_.array(Role::values).data(), output_.data(), state_.data()},
                                {0, 1, next_, end}, scratch_.data());
  std::fill(left_.begin() + next_, left_.begin() + end, std::uint8_t{0});
  rows_left_ -= end - next_;
  next_ = end;
  if (done()) {
    retention_error_ = std::ldexp(largest_magnitude(output_), -18);
  }
}

void LongAttention::compute_again(int query, EditOutcome& outcome) {
  const auto row = static_cast<std::size_t>(query);
  if (left_[row] == 0) {
    left_[row] = 1;
    ++rows_left_;
  }
  ++outcome.rows_again;
  outcome.again += row_cost(query);
}

}  // namespace lookback::map
