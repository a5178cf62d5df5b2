#pragma once

#include <string>
#include <string_view>

#include "base/format.h"
#include "mechanisms/mechanism.h"

// The pieces of which explanations are made.
namespace lookback {

inline constexpr int longest_sum = 6;  // terms written out before "… 58 more"

inline Term word(std::string text) { return {std::move(text), MatrixRole::plain}; }
inline Term number(double value, MatrixRole role) { return {brief(value), role}; }

// Of a score or weight whose pair the mask hides.
inline Line hidden_pair() {
  return {word("The mask hides this pair: its score is never computed, its weight is 0.")};
}

// A row vector's name: "q₄".
inline Term vector_name(std::string_view letter, int index, MatrixRole role) {
  return {std::string(letter) + subscript(index), role};
}

// "a×b + c×d + …": the first terms of a sum of products; left(n) and right(n) give the n-th factors.
template <class Left, class Right>
void append_products(Line& line, int count, MatrixRole left_role, MatrixRole right_role, Left left,
                     Right right) {
  const int written = count <= longest_sum ? count : longest_sum - 1;
  for (int c = 0; c < written; ++c) {
    line.push_back(word(c == 0 ? "" : " + "));
    line.push_back(number(left(c), left_role));
    line.push_back(word("×"));
    line.push_back(number(right(c), right_role));
  }
  if (written < count) {
    line.push_back(word(" + … " + std::to_string(count - written) + " more"));
  }
}

// The keys that query i may look at, among the first `tokens`.
std::vector<int> visible_keys(int i, int tokens, const Mask& mask);

// "o₃[1] = Σ weight × v = 0.20×1.00 + … = 0.51", for any mechanism whose output is its weights times V.
std::vector<Line> explain_output(int i, int c, const HeadInputs<double>& inputs, const Trace& trace,
                                 const Mask& mask);

// "exp(1.2 − max 2) = 0.45 ÷ Σ 1.8 = weight 0.25 → adds 0.25×v₃ to o₄": how a visible pair's weight comes
// from its row of scores.
Line explain_softmax(int i, int j, const Trace& trace, const Mask& mask);

// "this pair: 9 mul · 10 add · 1 exp · …": what was counted, without the counters that are zero.
Line explain_cost(std::string_view what, const Cost& cost);

// "k₂ is read by 3 queries: q₂, q₃, q₄": who uses a key or a value.
std::vector<Line> explain_written(int j, int queries, const Mask& mask, MatrixRole role,
                                  std::string_view letter);

// "q₂ is compared with 3 keys: k₀, k₁, k₂".
std::vector<Line> explain_query(int i, int tokens, const Mask& mask);

}  // namespace lookback
