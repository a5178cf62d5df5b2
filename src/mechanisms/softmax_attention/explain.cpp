#include "mechanisms/softmax_attention/explain.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "numbers/operations.h"

namespace lookback::softmax_attention {
namespace {

using enum MatrixRole;

constexpr int longest_sum = 6;  // terms written out before "… 58 more"

Term word(std::string text) { return {std::move(text), plain}; }

// A row vector's name: "q₄".
Term vector_name(std::string_view letter, int index, MatrixRole role) {
  return {std::string(letter) + subscript(index), role};
}

// "a×b + c×d + …": the first terms of a sum of products.
template <class Left, class Right>
void append_products(Line& line, int count, MatrixRole left_role, MatrixRole right_role, Left left,
                     Right right) {
  const int written = count <= longest_sum ? count : longest_sum - 1;
  for (int c = 0; c < written; ++c) {
    line.push_back(word(c == 0 ? "" : " + "));
    line.push_back({brief(left(c)), left_role});
    line.push_back(word("×"));
    line.push_back({brief(right(c)), right_role});
  }
  if (written < count) {
    line.push_back(word(" + … " + std::to_string(count - written) + " more"));
  }
}

// What one visible pair costs by itself: counted, not written down.
Line pair_cost(const HeadInputs<double>& inputs, const Options& options) {
  Cost cost;
  const HeadInputs<double> one = prefix(inputs, 1);
  materialised<Counted>(counted(one, cost), Mask::diagonal(), options, {&cost});
  return {word("this pair: " + grouped(cost.mul) + " mul · " + grouped(cost.add) + " add · " +
               grouped(cost.exp) + " exp · " + grouped(cost.div) + " div · " + grouped(cost.cmp) + " cmp")};
}

std::vector<Line> explain_pair(int i, int j, const HeadInputs<double>& inputs,
                               const HeadOutputs<double>& trace, const Mask& mask, const Parameters& chosen) {
  if (!mask.visible(i, j)) {
    return {{word("The mask hides this pair: its score is never computed, its weight is 0.")}};
  }
  const int d = inputs.k.columns();
  const Options options = options_for(inputs.k.columns(), chosen);
  Line score = {vector_name("q", i, query), word("·"), vector_name("k", j, key), word(" = ")};
  append_products(
      score, d, query, key, [&](int c) { return inputs.q(i, c); }, [&](int c) { return inputs.k(j, c); });
  if (options.scale) {
    score.push_back(
        word(" = " + brief(dot<double>(inputs.q.row(i), inputs.k.row(j))) + " ÷ √" + std::to_string(d)));
  }
  score.push_back(word(" = " + brief(trace.scores(i, j))));

  double largest = minus_infinity;
  double sum = 0;
  for (int key = 0; key < inputs.k.rows(); ++key) {
    if (mask.visible(i, key)) {
      largest = std::max(largest, trace.scores(i, key));
    }
  }
  for (int key = 0; key < inputs.k.rows(); ++key) {
    sum += mask.visible(i, key) ? std::exp(trace.scores(i, key) - largest) : 0;
  }
  const double weight_here = trace.weights(i, j);
  Line softmax = {word("exp(" + brief(trace.scores(i, j)) + " − max " + brief(largest) + ") = " +
                       brief(std::exp(trace.scores(i, j) - largest)) + " ÷ Σ " + brief(sum) + " = weight "),
                  {brief(weight_here), weight},
                  word(" → adds " + brief(weight_here) + "×"),
                  vector_name("v", j, value),
                  word(" to "),
                  vector_name("o", i, output)};
  return {score, softmax, pair_cost(inputs, options)};
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

std::vector<Line> explain_output(int i, int c, const HeadInputs<double>& inputs,
                                 const HeadOutputs<double>& trace, const Mask& mask) {
  const std::vector<int> keys = visible_keys(i, inputs.k.rows(), mask);
  if (keys.empty()) {
    return {{word("The mask lets this query look at no key: its weights and its output are zeros.")}};
  }
  const auto key_at = [&keys](int n) { return keys[static_cast<std::size_t>(n)]; };
  Line line = {vector_name("o", i, output), word("[" + std::to_string(c) + "] = Σ weight × v = ")};
  append_products(
      line, static_cast<int>(keys.size()), weight, value, [&](int n) { return trace.weights(i, key_at(n)); },
      [&](int n) { return inputs.v(key_at(n), c); });
  line.push_back(word(" = "));
  line.push_back({brief(trace.output(i, c)), output});
  return {line};
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
    line.push_back({readers, query});
  }
  return {line};
}

std::vector<Line> explain_query(int i, int tokens, const Mask& mask) {
  const std::vector<int> keys = visible_keys(i, tokens, mask);
  Line line = {vector_name("q", i, query)};
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
  line.push_back({names, key});
  return {line};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs,
                          const HeadOutputs<double>& trace, const Mask& mask, const Parameters& chosen) {
  const int tokens = inputs.k.rows();
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask, chosen);
    case output:
      return explain_output(cell.row, cell.column, inputs, trace, mask);
    case query:
      return explain_query(cell.row, tokens, mask);
    case key:
      return explain_written(cell.row, tokens, mask, key, "k");
    case value:
      return explain_written(cell.row, tokens, mask, value, "v");
    case state:
    case plain:
      return {};
  }
  return {};
}

}  // namespace lookback::softmax_attention
