#include "experiment/preset.h"

#include <cmath>
#include <numbers>

#include "base/random.h"
#include "base/say.h"

namespace lookback {
namespace {

// A sharp row: the score of the favoured key stands this far above any other.
constexpr double score_margin = 8;

double rounded(double x, double per_unit) {
  const double result = std::round(x * per_unit) / per_unit;
  return result == 0 ? 0 : result;
}

Matrix<double> random_matrix(int rows, int columns, Random& random) {
  Matrix<double> result(rows, columns);
  for (double& element : result.elements()) {
    element = (random.below(21) - 10) / 10.0;
  }
  return result;
}

Matrix<double> identity(int rows, int columns) {
  Matrix<double> result(rows, columns);
  for (int r = 0; r < rows; ++r) {
    result(r, r % columns) = 1;
  }
  return result;
}

// Keys that can be told apart, and queries that point at the key `back` places before their own: one
// dimension a token where there are enough, else places on a circle.
HeadInputs<double> pointing_back(const HeadInputs<double>& present, int back) {
  HeadInputs<double> result = present;
  const int tokens = present.k.rows();
  const int width = present.k.columns();
  const double sigma = 1 / std::sqrt(static_cast<double>(width));
  result.q = Matrix<double>(tokens, width);
  result.k = Matrix<double>(tokens, width);
  if (width >= tokens) {
    const double height = std::ceil(score_margin / sigma);
    for (int i = 0; i < tokens; ++i) {
      result.k(i, i) = 1;
      if (i >= back) {
        result.q(i, i - back) = height;
      }
    }
    return result;
  }
  const double angle = 2 * std::numbers::pi / tokens;
  const double height = std::ceil(score_margin / (sigma * (1 - std::cos(angle))));
  for (int i = 0; i < tokens; ++i) {
    result.k(i, 0) = rounded(std::cos(i * angle), 1000);
    result.k(i, 1) = rounded(std::sin(i * angle), 1000);
    result.q(i, 0) = rounded(height * std::cos((i - back) * angle), 10);
    result.q(i, 1) = rounded(height * std::sin((i - back) * angle), 10);
  }
  return result;
}

HeadInputs<double> large(const HeadInputs<double>& present, int seed) {
  constexpr double largest_score = 1e4;
  HeadInputs<double> result = present;
  Random random(static_cast<std::uint64_t>(seed));
  const double width = present.k.columns();
  const double magnitude = std::floor(std::sqrt(largest_score * std::sqrt(width) / width));
  for (Matrix<double>* matrix : {&result.q, &result.k}) {
    for (double& element : matrix->elements()) {
      element = random.below(2) == 0 ? magnitude : -magnitude;
    }
  }
  return result;
}

}  // namespace

HeadInputs<double> random_inputs(int tokens, int key_width, int value_width, int seed) {
  Random random(static_cast<std::uint64_t>(seed));
  HeadInputs<double> result;
  result.q = random_matrix(tokens, key_width, random);
  result.k = random_matrix(tokens, key_width, random);
  result.v = random_matrix(tokens, value_width, random);
  return result;
}

Expected<HeadInputs<double>> preset_inputs(std::string_view id, const HeadInputs<double>& present, int seed) {
  const int tokens = present.k.rows();
  const int key_width = present.k.columns();
  const int value_width = present.v.columns();
  if (id == "random") {
    return random_inputs(tokens, key_width, value_width, seed);
  }
  if (id == "identity") {
    return HeadInputs<double>{
        identity(tokens, key_width), identity(tokens, key_width), identity(tokens, value_width), {}};
  }
  if (id == "previous" || id == "self") {
    if (key_width < 2 && tokens > 1) {
      return fail(
          say("With keys of width 1 the tokens cannot all be told apart: make Q and K at least 2 wide."));
    }
    return pointing_back(present, id == "previous" ? 1 : 0);
  }
  if (id == "uniform") {
    HeadInputs<double> result = present;
    result.q = Matrix<double>(tokens, key_width);
    return result;
  }
  if (id == "large") {
    return large(present, seed);
  }
  return fail(say("There is no preset of this name."));
}

}  // namespace lookback
