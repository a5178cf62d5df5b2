#include "mechanisms/explanation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lookback {

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
  const std::vector<int> keys = visible_keys(i, trace.weights.columns(), mask);
  const Matrix<double>& values = trace.projected ? trace.projected->v : inputs.v;
  if (keys.empty()) {
    return {{word("The mask lets this query look at no key: its weights and its output are zeros.")}};
  }
  const auto key_at = [&keys](int n) { return keys[static_cast<std::size_t>(n)]; };
  Line line = {vector_name("o", i, MatrixRole::output),
               word("[" + std::to_string(c) + "] = Σ weight × v = ")};
  append_products(
      line, static_cast<int>(keys.size()), MatrixRole::weight, MatrixRole::value,
      [&](int n) { return trace.weights(i, key_at(n)); }, [&](int n) { return values(key_at(n), c); });
  line.push_back(word(" = "));
  line.push_back({brief(trace.output(i, c)), MatrixRole::output});
  return {line};
}

Line explain_softmax(int i, int j, const Trace& trace, const Mask& mask) {
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
  const std::string weight = brief(trace.weights(i, j));
  return {word("exp(" + brief(score) + " − max " + brief(largest) +
               ") = " + brief(std::exp(score - largest)) + " ÷ Σ " + brief(sum) + " = weight "),
          {weight, MatrixRole::weight},
          word(" → adds " + weight + "×"),
          vector_name("v", j, MatrixRole::value),
          word(" to "),
          vector_name("o", i, MatrixRole::output)};
}

Line explain_cost(std::string_view what, const Cost& cost) {
  struct Count {
    std::int64_t Cost::* count;
    std::string_view name;
  };
  constexpr Count counts[] = {{&Cost::mul, " mul"},   {&Cost::add, " add"}, {&Cost::exp, " exp"},
                              {&Cost::tanh, " tanh"}, {&Cost::div, " div"}, {&Cost::cmp, " cmp"}};
  std::string text;
  for (const Count& one : counts) {
    if (cost.*one.count > 0) {
      text += (text.empty() ? "" : " · ") + grouped(cost.*one.count) + std::string(one.name);
    }
  }
  return {word(std::string(what) + ": " + text)};
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
  Line line = {vector_name(letter, j, role)};
  if (count == 0) {
    line.push_back(word(" is read by no query."));
  } else {
    line.push_back(word(" is read by " + std::to_string(count) + (count == 1 ? " query: " : " queries: ")));
    line.push_back({readers, MatrixRole::query});
  }
  return {line};
}

std::vector<Line> explain_query(int i, int tokens, const Mask& mask) {
  const std::vector<int> keys = visible_keys(i, tokens, mask);
  Line line = {vector_name("q", i, MatrixRole::query)};
  if (keys.empty()) {
    line.push_back(word(" may look at no key: its weights and its output are zeros."));
    return {line};
  }
  line.push_back(
      word(" is compared with " + std::to_string(keys.size()) + (keys.size() == 1 ? " key: " : " keys: ")));
  std::string names;
  for (const int j : keys) {
    names += (names.empty() ? "" : ", ") + ("k" + subscript(j));
  }
  line.push_back({names, MatrixRole::key});
  return {line};
}

}  // namespace lookback
