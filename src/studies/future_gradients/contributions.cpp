#include "studies/future_gradients/contributions.h"

#include <cmath>
#include <limits>

#include "mechanisms/projection.h"

namespace lookback::future_gradients {
namespace {

namespace gradient = softmax_attention_gradient;

gradient::Forward<double> forward_of(const LossHead& head) {
  return gradient::forward<double>(head.inputs, head.mask, head.options, {});
}

template <class Wanted>
Gradients over(const LossHead& head, const gradient::Forward<double>& before, Wanted wanted) {
  return gradient::backward<double>(head.inputs, head.mask, head.d_output, before, head.options, wanted, {});
}

double largest_length(const Matrix<double>& rows) {
  double most = 0;
  for (int i = 0; i < rows.rows(); ++i) {
    most = std::max(most, length(rows.row(i)));
  }
  return most;
}

}  // namespace

LossHead first_tokens(const LossHead& head, int tokens) {
  return {{head.inputs.q.top(tokens), head.inputs.k.top(tokens), head.inputs.v.top(tokens), {}},
          head.mask,
          head.d_output.top(tokens),
          head.options};
}

Matrix<double> output_gradient(const Matrix<double>& loss, const Matrix<double>& slope, int tokens) {
  Matrix<double> result(tokens, slope.columns());
  for (int i = 0; i < tokens; ++i) {
    accumulate_row<double>(result.row(i), loss(0, i), slope.row(0));
  }
  return result;
}

Split split(const LossHead& head) {
  const gradient::Forward<double> before = forward_of(head);
  return {over(head, before, gradient::every_pair), over(head, before, gradient::own_pair),
          over(head, before, [](int i, int j) { return i > j; }),
          over(head, before, [](int i, int j) { return i < j; })};
}

Gradients contribution(const LossHead& head, int query) {
  return over(head, forward_of(head), [query](int i, int) { return i == query; });
}

Lengths contribution_lengths(const LossHead& head) {
  const int tokens = head.tokens();
  const gradient::Forward<double> before = forward_of(head);
  Lengths result{Matrix<double>(tokens, tokens), Matrix<double>(tokens, tokens)};
  for (int query = 0; query < tokens; ++query) {
    const Gradients of_query = over(head, before, [query](int i, int) { return i == query; });
    for (int key = 0; key < tokens; ++key) {
      result.by_key(query, key) = length(of_query.k.row(key));
      result.by_value(query, key) = length(of_query.v.row(key));
    }
  }
  return result;
}

Terms terms_of(const LossHead& head, int key) {
  Terms terms;
  for (int query = 0; query < head.tokens(); ++query) {
    if (head.visible(query, key) && length(head.d_output.row(query)) > 0) {
      ++(query == key ? terms.own : query > key ? terms.later : terms.earlier);
    }
  }
  return terms;
}

Terms all_terms(const LossHead& head) {
  Terms sum;
  for (int key = 0; key < head.tokens(); ++key) {
    const Terms terms = terms_of(head, key);
    sum.own += terms.own;
    sum.later += terms.later;
    sum.earlier += terms.earlier;
  }
  return sum;
}

Parts parts_of(const Split& split, By by, int key) {
  const auto part = [&](const Gradients& d) { return length((by == By::keys ? d.k : d.v).row(key)); };
  return {part(split.own), part(split.later), part(split.earlier)};
}

Parts all_parts(const Split& split, By by) {
  Parts sum;
  for (int key = 0; key < split.whole.k.rows(); ++key) {
    const Parts parts = parts_of(split, by, key);
    sum.own += parts.own;
    sum.later += parts.later;
    sum.earlier += parts.earlier;
  }
  return sum;
}

std::vector<Parts> parts_by_length(const LossHead& head, By by) {
  std::vector<Parts> all;
  if (!head.mask.is_causal(head.tokens())) {
    for (int n = 1; n <= head.tokens(); ++n) {
      all.push_back(all_parts(split(first_tokens(head, n)), by));
    }
    return all;
  }
  // A row of weights stays as it is when tokens follow, so the next token only adds its query's terms.
  const gradient::Forward<double> before = forward_of(head);
  const Gradients own = over(head, before, gradient::own_pair);
  Matrix<double> later(head.tokens(), (by == By::keys ? own.k : own.v).columns());
  double own_sum = 0;
  for (int n = 0; n < head.tokens(); ++n) {
    const Gradients terms = over(head, before, [n](int i, int j) { return i == n && j < n; });
    own_sum += length((by == By::keys ? own.k : own.v).row(n));
    double later_sum = 0;
    for (int j = 0; j < n; ++j) {
      accumulate_row<double>(later.row(j), 1, (by == By::keys ? terms.k : terms.v).row(j));
      later_sum += length(later.row(j));
    }
    all.push_back({.own = own_sum, .later = later_sum});
  }
  return all;
}

double rounding(const LossHead& head, By by) {
  constexpr double relative = 1e-13;
  const double by_output = largest_length(head.d_output) * relative;
  return by == By::values ? by_output
                          : by_output * largest_length(head.inputs.v) * largest_length(head.inputs.q) *
                                head.options.scale.value_or(1);
}

double ratio(const Parts& parts, double rounding) {
  return parts.own > rounding ? parts.later / parts.own : std::numeric_limits<double>::quiet_NaN();
}

HeadInputs<double> projected(const Projections& w) {
  return {project_rows<double>(w.x, w.q), project_rows<double>(w.x, w.k), project_rows<double>(w.x, w.v), {}};
}

Gradients weight_gradients(const Projections& w, const Gradients& by_rows) {
  Gradients sum{Matrix<double>(w.q.rows(), w.q.columns()), Matrix<double>(w.k.rows(), w.k.columns()),
                Matrix<double>(w.v.rows(), w.v.columns())};
  gradient::accumulate_weight_gradient<double>(sum.q, by_rows.q, w.x);
  gradient::accumulate_weight_gradient<double>(sum.k, by_rows.k, w.x);
  gradient::accumulate_weight_gradient<double>(sum.v, by_rows.v, w.x);
  return sum;
}

double length(std::span<const double> numbers) { return std::sqrt(dot<double>(numbers, numbers)); }

}  // namespace lookback::future_gradients
