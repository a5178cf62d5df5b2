#include "mechanisms/explanation.h"

#include "base/say.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lookback {

Line line_of(std::string_view said, std::initializer_list<LinePart> parts) {
  Line line;
  std::string text;
  const auto finish_text = [&] {
    if (!text.empty()) {
      line.push_back(word(std::exchange(text, "")));
    }
  };
  for (std::size_t i = 0; i < said.size(); ++i) {
    const bool is_place = said[i] == '{' && i + 2 < said.size() && said[i + 2] == '}';
    const auto place = is_place ? static_cast<std::size_t>(said[i + 1] - '0') : parts.size();
    if (place >= parts.size()) {
      text += said[i];
      continue;
    }
    for (const Term& term : (parts.begin() + place)->terms()) {
      if (term.role == MatrixRole::plain) {
        text += term.text;
      } else {
        finish_text();
        line.push_back(term);
      }
    }
    i += 2;
  }
  finish_text();
  return line;
}

std::vector<int> visible_keys(int i, int tokens, const Mask& mask) {
  std::vector<int> keys;
  for (int j = 0; j < tokens; ++j) {
    if (mask.visible(i, j)) {
      keys.push_back(j);
    }
  }
  return keys;
}

std::vector<Line> explain_output(int i, int c, const HeadInputs<double>& inputs, const Trace& trace,
                                 const Mask& mask) {
  return explain_output(vector_name("o", i, MatrixRole::output), i, c, inputs, trace, mask);
}

std::vector<Line> explain_output(Term name, int i, int c, const HeadInputs<double>& inputs,
                                 const Trace& trace, const Mask& mask) {
  const std::vector<int> keys = visible_keys(i, trace.weights.columns(), mask);
  const Matrix<double>& values = trace.projected ? trace.projected->v : inputs.v;
  if (keys.empty()) {
    return {keyless_query()};
  }
  const auto key_at = [&keys](int n) { return keys[static_cast<std::size_t>(n)]; };
  return {line_of(
      say("{0}[{1}] = Σ weight × v = {2} = {3}"),
      {std::move(name), c,
       sum_of_products(
           static_cast<int>(keys.size()), MatrixRole::weight, MatrixRole::value,
           [&](int n) { return trace.weights(i, key_at(n)); }, [&](int n) { return values(key_at(n), c); }),
       number(trace.output(i, c), MatrixRole::output)})};
}

SoftmaxSteps softmax_steps(int i, int j, const Trace& trace, const Mask& mask) {
  const std::vector<int> keys = visible_keys(i, trace.scores.columns(), mask);
  double largest = -std::numeric_limits<double>::infinity();
  for (const int key : keys) {
    largest = std::max(largest, trace.scores(i, key));
  }
  double sum = 0;
  for (const int key : keys) {
    sum += std::exp(trace.scores(i, key) - largest);
  }
  const double score = trace.scores(i, j);
  return {brief(score), brief(largest), brief(std::exp(score - largest)), brief(sum)};
}

Line explain_softmax(int i, int j, const Trace& trace, const Mask& mask) {
  const SoftmaxSteps steps = softmax_steps(i, j, trace, mask);
  const double weight = trace.weights(i, j);
  return line_of(
      say("exp({0} − max {1}) = {2} ÷ Σ {3} = weight {4} → adds {5}×{6} to {7}"),
      {steps.score, steps.largest, steps.exponential, steps.sum, number(weight, MatrixRole::weight),
       brief(weight), vector_name("v", j, MatrixRole::value), vector_name("o", i, MatrixRole::output)});
}

Line explain_cost(std::string_view sentence, const Cost& cost) {
  struct Count {
    std::int64_t Cost::* count;
    std::string_view many;
  };
  constexpr Count counts[] = {{&Cost::mul, "{0} mul"_said}, {&Cost::add, "{0} add"_said},
                              {&Cost::exp, "{0} exp"_said}, {&Cost::tanh, "{0} tanh"_said},
                              {&Cost::div, "{0} div"_said}, {&Cost::cmp, "{0} cmp"_said}};
  std::string text;
  for (const Count& one : counts) {
    if (cost.*one.count > 0) {
      text += (text.empty() ? "" : " · ") + say(one.many, grouped(cost.*one.count));
    }
  }
  return {word(say(sentence, text))};
}

// Who uses a key or a value: the queries that may look at it.
std::vector<Line> explain_written(int j, int queries, const Mask& mask, MatrixRole role,
                                  std::string_view letter) {
  std::string readers;
  int count = 0;
  for (int i = 0; i < queries; ++i) {
    if (mask.visible(i, j)) {
      readers += (count++ == 0 ? "" : ", ") + ("q" + subscript(i));
    }
  }
  const Term name = vector_name(letter, j, role);
  if (count == 0) {
    return {line_of(say("{0} is read by no query."), {name})};
  }
  return {line_of(count == 1 ? say("{0} is read by {1} query: {2}") : say("{0} is read by {1} queries: {2}"),
                  {name, count, Term{readers, MatrixRole::query}})};
}

std::vector<Line> explain_query(int i, int tokens, const Mask& mask) {
  const std::vector<int> keys = visible_keys(i, tokens, mask);
  const Term name = vector_name("q", i, MatrixRole::query);
  if (keys.empty()) {
    return {line_of(say("{0} may look at no key: its weights and its output are zeros."), {name})};
  }
  std::string names;
  for (const int j : keys) {
    names += (names.empty() ? "" : ", ") + ("k" + subscript(j));
  }
  return {line_of(
      keys.size() == 1 ? say("{0} is compared with {1} key: {2}") : say("{0} is compared with {1} keys: {2}"),
      {name, static_cast<int>(keys.size()), Term{names, MatrixRole::key}})};
}

}  // namespace lookback
