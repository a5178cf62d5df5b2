#include <doctest/doctest.h>

#include "mechanisms/inputs.h"
#include "mechanisms/position/alibi.h"
#include "mechanisms/position/rotation.h"
#include "numbers/operations.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

double score(const Matrix<double>& q, const Matrix<double>& k, int i, int j) {
  return dot<double>(q.row(i), k.row(j));
}

// [0, 2, 4, …, 1, 3, 5, …]: the channels of interleaved pairs, as half split pairs.
Matrix<double> evens_first(const Matrix<double>& rows) {
  Matrix<double> result(rows.rows(), rows.columns());
  const int half = rows.columns() / 2;
  for (int r = 0; r < rows.rows(); ++r) {
    for (int c = 0; c < half; ++c) {
      result(r, c) = rows(r, 2 * c);
      result(r, c + half) = rows(r, 2 * c + 1);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("rotated scores depend on the distance only, wherever positions start") {
  const Matrix<double> q = random_head(9, 6, 1, 1).q;
  const Matrix<double> k = random_head(9, 6, 1, 2).k;
  for (const Rotation& rotation :
       {rope(6), rope(6, Pairing::half_split, 500000), rope(4, Pairing::half_split), retnet_rotation(6)}) {
    const Matrix<double> q_here = rotated(q, rotation);
    const Matrix<double> k_here = rotated(k, rotation);
    const Matrix<double> q_later = rotated(q, rotation, 123);
    const Matrix<double> k_later = rotated(k, rotation, 123);
    for (int i = 0; i < 9; ++i) {
      for (int j = 0; j < 9; ++j) {
        CHECK(score(q_here, k_here, i, j) == doctest::Approx(score(q_later, k_later, i, j)).epsilon(1e-12));
      }
    }
    CHECK(largest_difference(q_here, q_later) > 0.1);
    CHECK(q_here.top(1) == q.top(1));  // position 0 does not turn
  }
}

TEST_CASE("interleaved pairs equal half split ones after permuting the channels, and not before") {
  const Matrix<double> q = random_head(5, 8, 1, 3).q;
  CHECK(evens_first(rotated(q, rope(8))) == rotated(evens_first(q), rope(8, Pairing::half_split)));
  CHECK(largest_difference(rotated(q, rope(8)), rotated(q, rope(8, Pairing::half_split))) > 0.1);
}

TEST_CASE("partial rotation leaves the other channels, and takes its angles from its own width") {
  const Matrix<double> q = random_head(4, 8, 1, 4).q;
  const Matrix<double> turned = rotated(q, rope(4, Pairing::half_split));
  for (int t = 0; t < 4; ++t) {
    for (int c = 4; c < 8; ++c) {
      CHECK(turned(t, c) == q(t, c));
    }
  }
  CHECK(rope(4).angles[1] == doctest::Approx(0.01));
  CHECK(rope(8).angles[1] == doctest::Approx(0.1));
}

TEST_CASE("RetNet's angles reach both ends of their grid, RoPE's do not") {
  CHECK(retnet_rotation(6).angles[1] == doctest::Approx(1e-2));
  CHECK(retnet_rotation(6).angles[2] == doctest::Approx(1e-4));
  CHECK(rope(6).angles[2] == doctest::Approx(std::pow(10000.0, -2.0 / 3)));
  REQUIRE(retnet_rotation(2).angles.size() == 1);
  CHECK(retnet_rotation(2).angles[0] == 1);
}

TEST_CASE("a state turned back by one step a token reads as rotated queries and keys do") {
  // q_t R^t (k_j R^j)ᵀ = q_t (k_j R^(j-t))ᵀ
  const Matrix<double> q = random_head(6, 4, 1, 5).q;
  const Matrix<double> k = random_head(6, 4, 1, 6).k;
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j <= i; ++j) {
      Matrix<double> carried = k;
      for (int step = j; step < i; ++step) {
        rotate<double>(carried.row(j), -1, rope(4));
      }
      CHECK(score(q, carried, i, j) ==
            doctest::Approx(score(rotated(q, rope(4)), rotated(k, rope(4)), i, j)).epsilon(1e-12));
    }
  }
}

TEST_CASE(
    "xPos: the centre changes the vectors and not the scores; each step of distance shrinks by ζ^(1/512)") {
  const Matrix<double> q = random_head(7, 4, 1, 7).q;
  const Matrix<double> k = random_head(7, 4, 1, 8).k;
  const auto scores_of = [&](int centre, int i, int j) {
    return score(rotated(q, xpos_of_queries(4, {.centre = centre})),
                 rotated(k, xpos_of_keys(4, {.centre = centre})), i, j);
  };
  CHECK(largest_difference(rotated(q, xpos_of_queries(4, {.centre = -4})),
                           rotated(q, xpos_of_queries(4, {.centre = -3}))) > 1e-4);
  for (int i = 0; i < 7; ++i) {
    for (int j = 0; j < 7; ++j) {
      CHECK(scores_of(-4, i, j) == doctest::Approx(scores_of(-3, i, j)).epsilon(1e-12));
    }
  }
  // Of the first pair, ζ = 0.4/1.4.
  const Matrix<double> ones = {{1, 0, 0, 0}, {1, 0, 0, 0}};
  const double decayed =
      score(rotated(ones, xpos_of_queries(4)), rotated(ones, xpos_of_keys(4)), 1, 0) / std::cos(1.0);
  CHECK(decayed == doctest::Approx(std::pow(0.4 / 1.4, 1.0 / 512)).epsilon(1e-13));
}

TEST_CASE("rotating a vector of d numbers costs 2d mul and d add") {
  for (const int width : {4, 64}) {
    Cost cost;
    Matrix<Counted> row = counted(random_head(1, width, 1, 9), cost).q;
    rotate<Counted>(row.row(0), 3, rope(width));
    CHECK(cost == Cost{.mul = 2 * width, .add = width});
  }
}

TEST_CASE("ALiBi's slopes for six heads are those of four, then every second one of eight") {
  const std::vector<double> six = alibi_slopes(6);
  const std::vector<double> eight = alibi_slopes(8);
  REQUIRE(six.size() == 6);
  CHECK(std::vector<double>(six.begin(), six.begin() + 4) == alibi_slopes(4));
  CHECK(six[4] == eight[0]);
  CHECK(six[5] == eight[2]);
  CHECK(eight[0] == 0.5);
  CHECK(eight[7] == 1.0 / 256);
  CHECK(alibi_slopes(0).empty());
  CHECK(alibi_bias(0.5, 2, 4, 2)(0, 3) == -0.5);
}
