#include <doctest/doctest.h>

#include "mechanisms/trials.h"
#include "studies/bug_zoo/callers.h"
#include "studies/bug_zoo/retain.h"

using namespace lookback;
namespace zoo = lookback::bug_zoo;

namespace {

// Logits that are logarithms of the weights 1, 2, 3, 4, the same for every query; `pairs` says who is seen.
struct Given {
  Matrix<LogRational> logits;
  Matrix<std::uint8_t> pairs;

  int queries() const { return pairs.rows(); }
  int keys() const { return pairs.columns(); }
  bool visible(int query, int key) const { return pairs(query, key) != 0; }
  LogRational operator()(int query, int key) const { return logits(query, key); }
};

template <class C>
Given given(int queries, int before, bool prefill) {
  constexpr int keys = 4;
  Given result = {Matrix<LogRational>(queries, keys), zoo::Attend<C>::pairs(queries, before, keys, prefill)};
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      result.logits(i, j) = logarithm(Rational(j + 1));
    }
  }
  return result;
}

Matrix<Rational> values() {
  return Matrix<double>{{0}, {1}, {2}, {3}}.map<Rational>([](double x) { return Rational(x); });
}

template <class C>
HeadOutputs<Rational> attended(int queries, int before, bool prefill) {
  return C::template attend<Rational>(given<C>(queries, before, prefill), values(), {});
}

std::string texts(std::span<const Rational> row) {
  std::string text;
  for (const Rational& number : row) {
    text += (text.empty() ? "" : " ") + number.text();
  }
  return text;
}

std::string seen(const Matrix<std::uint8_t>& pairs, int row) {
  std::string text;
  for (int j = 0; j < pairs.columns(); ++j) {
    text += pairs(row, j) != 0 ? std::to_string(j) : "";
  }
  return text;
}

}  // namespace

// Weights 1, 2, 3, 4 and V = 0, 1, 2, 3.
TEST_CASE("the golden rows of the correct kernel and of two wrong ones, in fractions") {
  const HeadOutputs<Rational> right = attended<zoo::RightCaller>(4, 0, true);
  CHECK(texts(right.weights.row(0)) == "1 0 0 0");
  CHECK(texts(right.weights.row(1)) == "1/3 2/3 0 0");
  CHECK(texts(right.weights.row(2)) == "1/6 1/3 1/2 0");
  CHECK(texts(right.weights.row(3)) == "1/10 1/5 3/10 2/5");
  CHECK(texts(right.output.elements()) == "0 2/3 4/3 2");

  const HeadOutputs<Rational> after = attended<zoo::MasksAfterSoftmax>(4, 0, true);
  CHECK(texts(after.weights.row(1)) == "1/10 1/5 0 0");

  const HeadOutputs<Rational> zero = attended<zoo::ZeroForMinusInfinity>(4, 0, true);
  CHECK(texts(zero.weights.row(1)) == "1/5 2/5 1/5 1/5");
}

TEST_CASE("two new rows on four keys see what their caller lets them") {
  const auto rows = [](const Matrix<std::uint8_t>& pairs) { return seen(pairs, 0) + " " + seen(pairs, 1); };
  CHECK(rows(zoo::Attend<zoo::RightCaller>::pairs(2, 2, 4, false)) == "012 0123");
  CHECK(rows(zoo::Attend<zoo::MaskWithoutOffset>::pairs(2, 2, 4, false)) == "0 01");
  CHECK(rows(zoo::Attend<zoo::QueryAtPositionZero>::pairs(2, 2, 4, false)) == "0 0");
  CHECK(rows(zoo::Attend<zoo::MaskDroppedInDecode>::pairs(2, 2, 4, false)) == "0123 0123");
  CHECK(rows(zoo::Attend<zoo::MaskDroppedInDecode>::pairs(2, 0, 2, true)) == "0 01");
  CHECK(rows(zoo::Attend<zoo::NoMask>::pairs(2, 0, 2, true)) == "01 01");
}

TEST_CASE("a chunk that reads the next state is the right chunk, given the wrong state") {
  const auto fractions = [](int rows, int columns, int seed) {
    Random random(static_cast<std::uint64_t>(seed));
    return testing::draw_matrix(rows, columns, 1, random).map<Rational>([](double x) { return Rational(x); });
  };
  const HeadInputs<Rational> rows = {fractions(3, 2, 1), fractions(3, 2, 2), fractions(3, 4, 3), {}};
  const Matrix<Rational> before = fractions(2, 4, 4);
  constexpr double decay = 0.5;
  Matrix<Rational> after = before;
  decayed_attention::chunk<Rational>(after.elements(), rows, decay, {});

  Matrix<Rational> state = before;
  const Matrix<Rational> wrong = zoo::chunk_of_next_state<Rational>(state.elements(), rows, decay, {}).output;
  CHECK(state == after);
  CHECK(wrong == decayed_attention::chunk<Rational>(state.elements(), rows, decay, {}).output);
}
