#pragma once

#include <string>
#include <string_view>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/mechanism.h"

// The pieces of which explanations are made.
namespace lookback {

inline constexpr int longest_sum = 6;  // terms written out before "… 58 more"

inline Term word(std::string text) { return {std::move(text), MatrixRole::plain}; }
inline Term number(double value, MatrixRole role) { return {brief(value), role}; }

// What fills a place of a line: a text, a whole number, or terms, which keep their colours.
class LinePart {
 public:
  LinePart(Term term) : terms_{std::move(term)} {}
  LinePart(Line terms) : terms_(std::move(terms)) {}
  LinePart(std::string text) : terms_{word(std::move(text))} {}
  LinePart(int number) : terms_{word(std::to_string(number))} {}
  const Line& terms() const { return terms_; }

 private:
  Line terms_;
};

// A sentence that was said with its places left open, and what fills them:
// line_of(say("{0} is read by no query."), {vector_name("k", 1, MatrixRole::key)}).
Line line_of(std::string_view said, std::initializer_list<LinePart> parts);

// Of a score or weight whose pair the mask hides.
inline Line hidden_pair() {
  return {word(say("The mask hides this pair: its score is never computed, its weight is 0."))};
}
inline Line weightless_pair() { return {word(say("The mask hides this pair: its weight is 0."))}; }
inline Line keyless_query() {
  return {word(say("The mask lets this query look at no key: its weights and its output are zeros."))};
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
    line.push_back(word(" + " + say("… {0} more", count - written)));
  }
}

template <class Left, class Right>
Line sum_of_products(int count, MatrixRole left_role, MatrixRole right_role, Left left, Right right) {
  Line line;
  append_products(line, count, left_role, right_role, left, right);
  return line;
}

// The keys that query i may look at, among the first `tokens`.
std::vector<int> visible_keys(int i, int tokens, const Mask& mask);

// "o₃[1] = Σ weight × v = 0.20×1.00 + … = 0.51", for any mechanism whose output is its weights times V.
std::vector<Line> explain_output(int i, int c, const HeadInputs<double>& inputs, const Trace& trace,
                                 const Mask& mask);
std::vector<Line> explain_output(Term name, int i, int c, const HeadInputs<double>& inputs,
                                 const Trace& trace, const Mask& mask);

// How a visible pair's weight comes from its row of scores.
struct SoftmaxSteps {
  std::string score, largest, exponential, sum;
};
SoftmaxSteps softmax_steps(int i, int j, const Trace& trace, const Mask& mask);

// "exp(1.2 − max 2) = 0.45 ÷ Σ 1.8 = weight 0.25 → adds 0.25×v₃ to o₄"
Line explain_softmax(int i, int j, const Trace& trace, const Mask& mask);

// "this pair: 9 mul · 10 add · 1 exp · …": what was counted, without the counters that are zero. They fill
// the one place of the sentence.
Line explain_cost(std::string_view sentence, const Cost& cost);

// "k₂ is read by 3 queries: q₂, q₃, q₄": who uses a key or a value.
std::vector<Line> explain_written(int j, int queries, const Mask& mask, MatrixRole role,
                                  std::string_view letter);

// "q₂ is compared with 3 keys: k₀, k₁, k₂".
std::vector<Line> explain_query(int i, int tokens, const Mask& mask);

}  // namespace lookback
