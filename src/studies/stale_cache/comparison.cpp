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

// Takes one step, and what it cost: of as many tokens as it computed.
const StackStep<Counted>& step_of(StackGeneration<Counted>& generation, int tokens, Cost& counter,
                                  std::vector<Cost>& cost) {
  counter = Cost{};
  const StackStep<Counted>& step = generation.next();
  cost.push_back(counter);
  cost.back().tokens_projected = step.recomputed ? tokens : 1;
  return step;
}

}  // namespace

Comparison compare(const Model<double>& model, int tokens, int recompute_every) {
  LOOKBACK_ASSERT(tokens <= model.x.rows());
  Cost counter;
  const Model<Counted> counting = counted(model, counter);
  StackGeneration<Counted> reference(counting, 1, {&counter});
  StackGeneration<Counted> generation(counting, recompute_every, {&counter});

  const int layers = static_cast<int>(model.layers.size());
  Comparison result;
  result.kept = Matrix<double>(layers, tokens);
  result.arrived = Matrix<double>(tokens, model.x.columns());
  result.arrived_recomputed = result.arrived;
  for (int t = 0; t < tokens; ++t) {
    const StackStep<Counted>& right = step_of(reference, t + 1, counter, result.cost_recomputed);
    // What recomputes every step is the reference.
    const StackStep<Counted>& step =
        recompute_every == 1 ? right : step_of(generation, t + 1, counter, result.cost);
    for (int l = 0; l < layers; ++l) {
      const auto layer = static_cast<std::size_t>(l);
      result.kept(l, t) = std::max(largest_difference(step.keys[layer], right.keys[layer], 0, t + 1),
                                   largest_difference(step.values[layer], right.values[layer], 0, t + 1));
    }
    result.older.push_back(largest_difference(step.outputs, right.outputs, 0, t));
    result.newest.push_back(largest_difference(step.outputs, right.outputs, t, t + 1));
    result.recomputed.push_back(step.recomputed);
    set_row(result.arrived, t, step.outputs);
    set_row(result.arrived_recomputed, t, right.outputs);
    if (t + 1 == tokens) {
      result.outputs = plain_of(step.outputs);
      result.outputs_recomputed = plain_of(right.outputs);
    }
  }
  if (recompute_every == 1) {
    result.cost = result.cost_recomputed;
  }
  return result;
}

}  // namespace lookback::stale_cache
