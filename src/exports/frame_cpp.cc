//: section begin
// {{title}}: {{equation}}
// {{count}}: {{tokens}}
// Lookback computed the expected numbers, in its form “{{form}}”. This state of it:
// {{link}}
// Build and run: c++ -std=c++17 snippet.cpp && ./a.out
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <vector>

using Row = std::vector<double>;
using Matrix = std::vector<Row>;

//: section part zeros
Matrix zeros(int rows, int columns) { return Matrix(rows, Row(columns)); }

//: section part dot
double dot(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t c = 0; c < a.size(); ++c) sum += a[c] * b[c];
  return sum;
}

//: section part add
// sum + factor · row, in place
void add(Row& sum, double factor, const Row& row) {
  for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += factor * row[c];
}

//: section part project
// x Wᵀ: every row of x by every row of W
Matrix project(const Matrix& x, const Matrix& w) {
  Matrix result;
  for (const Row& row : x) {
    result.emplace_back();
    for (const Row& weights : w) result.back().push_back(dot(row, weights));
  }
  return result;
}

//: section part slice
// `count` rows from `first` on
Matrix slice(const Matrix& x, int first, int count) {
  return Matrix(x.begin() + first, x.begin() + first + count);
}

//: section part hidden
constexpr double hidden = -std::numeric_limits<double>::infinity();  // the score of a key that is not seen

//: section part softmax
// exp(s) / Σ exp(s); taking the largest from all changes nothing, and exp stays ≤ 1
Row softmax(Row scores) {
  const double largest = *std::max_element(scores.begin(), scores.end());
//: if empty_rows
  if (std::isinf(largest)) return Row(scores.size());  // a query that sees no key has weights of zero
//: end
  double total = 0;
  for (double& s : scores) {
    s = std::exp(s - largest);
    total += s;
  }
  for (double& s : scores) s /= total;
  return scores;
}

//: section part sigmoid
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

//: section part rope
// θ_i = 10000^(−2i/d) (RoPE, Su et al. 2021)
Row rope(int d) {
  Row theta;
  for (int i = 0; i < d / 2; ++i) theta.push_back(std::pow(10000, -2.0 * i / d));
  return theta;
}

//: section part retnet_angles
// θ_i = 10000^(−i/(d/2−1)): both ends included (Sun et al. 2023)
Row retnet_angles(int d) {
  Row theta = {1};
  for (int i = 1; i < d / 2; ++i) theta.push_back(std::pow(10000, -i / (d / 2 - 1.0)));
  return theta;
}

//: section part turn
// Two channels of the row at position t turn by the angle t·θ.
void turn(double& a, double& b, double angle) {
  const double turned = a * std::cos(angle) - b * std::sin(angle);
  b = a * std::sin(angle) + b * std::cos(angle);
  a = turned;
}

//: section part turn_pairs
// Pair i are the channels 2i and 2i+1.
Matrix turn_pairs(Matrix x, const Row& theta) {
  for (std::size_t t = 0; t < x.size(); ++t) {
    for (std::size_t i = 0; i < theta.size(); ++i) turn(x[t][2 * i], x[t][2 * i + 1], t * theta[i]);
  }
  return x;
}

//: section part turn_halves
// Pair i are the channels i and i + d/2.
Matrix turn_halves(Matrix x, const Row& theta) {
  for (std::size_t t = 0; t < x.size(); ++t) {
    for (std::size_t i = 0; i < theta.size(); ++i) turn(x[t][i], x[t][i + theta.size()], t * theta[i]);
  }
  return x;
}

//: section part check
void check(const char* name, const Matrix& got, const Matrix& expected, double tolerance) {
  double difference = got.size() == expected.size() ? 0 : tolerance + 1;
  for (std::size_t r = 0; r < std::min(got.size(), expected.size()); ++r) {
    if (got[r].size() != expected[r].size()) difference = tolerance + 1;
    for (std::size_t c = 0; c < std::min(got[r].size(), expected[r].size()); ++c) {
      const double off = std::abs(got[r][c] - expected[r][c]);
      if (!(off <= difference)) difference = off;  // also where it is no number
    }
  }
  std::printf("%s: largest difference %.2g, tolerated %.2g\n", name, difference, tolerance);
  if (!(difference <= tolerance)) {
    std::printf("%s is not what was expected\n", name);
    std::exit(1);
  }
}

//: section main
int main() {
//: section end
  std::puts("ok: {{title}}, {{count}}, as Lookback computed it");
  return 0;
}
