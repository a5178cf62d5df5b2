#include "mechanisms/input_spec.h"

#include <cmath>

#include "base/random.h"

namespace lookback {
namespace {

// A number that depends on nothing but the id and the place, so that a matrix can grow without changing.
double element(const InputSpec& spec, int row, int column) {
  switch (spec.start) {
    case Start::constant:
      return spec.start_value;
    case Start::identity:
      return row == column ? 1 : 0;
    case Start::random:
      break;
  }
  std::uint64_t seed = 1469598103934665603U;  // FNV-1a
  for (const char letter : spec.id) {
    seed = (seed ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  }
  Random random(seed + static_cast<std::uint64_t>(row) * 1024 + static_cast<std::uint64_t>(column));
  // Ten steps to either side, in thousandths: a number that is short to read.
  return std::round((spec.start_value + spec.start_spread * (random.below(21) - 10) / 10.0) * 1000) / 1000;
}

// An axis of the input; `size` is one of its two.
int length_of(const InputSpec& spec, Size size, int tokens, int key_width, int value_width) {
  switch (size) {
    case Size::one:
      return 1;
    case Size::tokens:
      return tokens;
    case Size::key_width:
      return key_width;
    case Size::value_width:
      return value_width;
    case Size::fixed:
      return spec.fixed;
    case Size::key_and_value_width:
      break;
  }
  return key_width + value_width;
}

}  // namespace

Matrix<double> start_matrix(const InputSpec& spec, int tokens, int key_width, int value_width) {
  if (spec.optional) {
    return {};
  }
  Matrix<double> result(length_of(spec, spec.rows, tokens, key_width, value_width),
                        length_of(spec, spec.columns, tokens, key_width, value_width));
  for (int r = 0; r < result.rows(); ++r) {
    for (int c = 0; c < result.columns(); ++c) {
      result(r, c) = element(spec, r, c);
    }
  }
  return result;
}

}  // namespace lookback
