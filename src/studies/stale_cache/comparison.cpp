#include "studies/stale_cache/comparison.h"

#include <cmath>

namespace lookback::stale_cache {
namespace {

Model<Counted> counted(const Model<double>& model, Cost& cost) {
  const auto count = [&cost](const Matrix<double>& matrix) {
    return matrix.map<Counted>([&cost](double x) { return Counted(x, &cost); });
  };
  Model<Counted> result = {count(model.x), {}, model.masks, model.options};
  for (const layer_stack::Weights<double>& w : model.layers) {
    result.layers.push_back({count(w.w_q), count(w.w_k), count(w.w_v), count(w.w_o)});
  }
  return result;
}

// Over the rows from `first` to before `last`.
double largest_difference(const Matrix<Counted>& a, const Matrix<Counted>& b, int first, int last) {
  double largest = 0;
  for (int r = first; r < last; ++r) {
    for (int c = 0; c < a.columns(); ++c) {
      largest = std::max(largest, std::abs(plain(a(r, c)) - plain(b(r, c))));
    }
  }
  return largest;
}

Matrix<double> plain_of(const Matrix<Counted>& matrix) {
  return matrix.map<double>([](Counted x) { return plain(x); });
}

void set_row(Matrix<double>& to, int row, const Matrix<Counted>& from) {
  std::ranges::transform(from.row(row), to.row(row).begin(), [](Counted x) { return plain(x); });
}

}  // namespace

Comparing::Comparing(const Model<double>& model, int tokens, int recompute_every)
    : model_(counted(model, counter_)), generation_(model_, recompute_every, {&counter_}) {
  LOOKBACK_ASSERT(tokens <= model.x.rows());
  found_.kept = Matrix<double>(static_cast<int>(model.layers.size()), tokens);
  found_.arrived = Matrix<double>(tokens, model.x.columns());
  found_.arrived_recomputed = found_.outputs = found_.outputs_recomputed = found_.arrived;
}

bool Comparing::step() {
  if (found_.finished()) {
    return false;
  }
  if (!recomputing_) {
    counter_ = Cost{};
    recomputing_.emplace(model_.x.top(found_.steps_taken() + 1), model_.layers, model_.masks, model_.options,
                         Meter<Counted>{&counter_});
  }
  if (recomputing_->step()) {
    return true;
  }
  take(recomputed(recomputing_->take()));
  recomputing_.reset();
  return !found_.finished();
}

// What the generation makes of the next token, and what that cost: `right`, where it computes all tokens
// again itself.
const StackStep<Counted>& Comparing::next(const StackStep<Counted>& right) {
  const bool renews = generation_.renews();
  if (!renews) {
    counter_ = Cost{};
  }
  const StackStep<Counted>& step = renews ? generation_.renew(right) : generation_.next();
  found_.cost.push_back(counter_);
  found_.cost.back().tokens_projected = renews ? step.outputs.rows() : 1;
  return step;
}

void Comparing::take(const StackStep<Counted>& right) {
  const int t = found_.steps_taken();
  found_.cost_recomputed.push_back(counter_);
  found_.cost_recomputed.back().tokens_projected = t + 1;
  const StackStep<Counted>& step = next(right);
  multiply_adds_ += found_.cost_recomputed.back().mac + (step.recomputed ? 0 : found_.cost.back().mac);
  for (int l = 0; l < found_.kept.rows(); ++l) {
    const auto layer = static_cast<std::size_t>(l);
    found_.kept(l, t) = std::max(largest_difference(step.keys[layer], right.keys[layer], 0, t + 1),
                                 largest_difference(step.values[layer], right.values[layer], 0, t + 1));
  }
  found_.older.push_back(largest_difference(step.outputs, right.outputs, 0, t));
  found_.newest.push_back(largest_difference(step.outputs, right.outputs, t, t + 1));
  found_.recomputed.push_back(step.recomputed);
  set_row(found_.arrived, t, step.outputs);
  set_row(found_.arrived_recomputed, t, right.outputs);
  if (found_.finished()) {
    found_.outputs = plain_of(step.outputs);
    found_.outputs_recomputed = plain_of(right.outputs);
  }
}

Comparison compare(const Model<double>& model, int tokens, int recompute_every) {
  Comparing comparing(model, tokens, recompute_every);
  while (comparing.step()) {
  }
  return comparing.found();
}

}  // namespace lookback::stale_cache
