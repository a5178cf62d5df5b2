#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/random.h"
#include "kernels/kernels.h"
#include "mechanisms/softmax_attention/online.h"

// Softmax attention of float32 arrays beside its definition in double, head by head.
namespace lookback::testing {

using Floats = std::vector<float>;

inline Floats random_floats(std::int64_t count, Random& random, double magnitude) {
  Floats result(static_cast<std::size_t>(count));
  for (float& x : result) {
    x = static_cast<float>((random.unit() * 2 - 1) * magnitude);
  }
  return result;
}

struct AttentionCase {
  kernels::AttentionShape shape;
  Mask mask;
  kernels::VisibleKeys visible;  // the same pairs
  float scale = 1;
  Floats q = {};
  Floats k = {};
  Floats v = {};

  std::int64_t rows() const { return std::int64_t{shape.batch} * shape.heads * shape.queries; }
  int kv_head(int head) const { return head / (shape.heads / shape.kv_heads); }
  kernels::AttentionInputs inputs() const { return {q.data(), k.data(), v.data(), scale}; }
};

inline void fill(AttentionCase& given, std::uint64_t seed, double magnitude = 1) {
  Random random(seed);
  const kernels::AttentionShape& shape = given.shape;
  const std::int64_t key_rows = std::int64_t{shape.batch} * shape.kv_heads * shape.keys;
  given.q = random_floats(given.rows() * shape.key_width, random, magnitude);
  given.k = random_floats(key_rows * shape.key_width, random, magnitude);
  given.v = random_floats(key_rows * shape.value_width, random, 1);
  given.scale = static_cast<float>(1 / std::sqrt(shape.key_width));
}

inline Matrix<double> rows_of(const Floats& array, std::int64_t first, int rows, int width) {
  Matrix<double> result(rows, width);
  for (std::size_t i = 0; i < result.elements().size(); ++i) {
    result.elements()[i] = array[static_cast<std::size_t>(first * width) + i];
  }
  return result;
}

inline HeadInputs<double> head_of(const AttentionCase& given, int head) {
  const kernels::AttentionShape& s = given.shape;
  const std::int64_t key_row = std::int64_t{given.kv_head(head)} * s.keys;
  return {rows_of(given.q, std::int64_t{head} * s.queries, s.queries, s.key_width),
          rows_of(given.k, key_row, s.keys, s.key_width),
          rows_of(given.v, key_row, s.keys, s.value_width),
          {}};
}

inline HeadOutputs<double> definition(const AttentionCase& given, int head) {
  return softmax_attention::online<double>(
      head_of(given, head), given.mask, 64,
      {.scale = given.scale, .query_offset = static_cast<int>(given.visible.offset)}, Meter<double>());
}

inline double largest_row(const Matrix<double>& matrix) {
  double largest = 0;
  for (int i = 0; i < matrix.rows(); ++i) {
    double sum = 0;
    for (const double x : matrix.row(i)) {
      sum += x * x;
    }
    largest = std::max(largest, std::sqrt(sum));
  }
  return largest;
}

// What src/kernels/README.md states: of a score, a few units in the last place of the largest there could be;
// of an output the same part of the largest value, as weights are e to the scores.
inline double allowed_error(const AttentionCase& given, const HeadInputs<double>& head) {
  return std::ldexp(2 + given.scale * largest_row(head.q) * largest_row(head.k), -22);
}

// The same number, or both not a number, or as near as allowed.
inline bool near(double is, double should, double allowed) {
  return is == should || (std::isnan(is) && std::isnan(should)) || std::abs(is - should) <= allowed;
}

struct AttentionResult {
  Floats output;
  Floats log_sum_exp;
};

inline AttentionResult forward(const kernels::Kernels& kernels, const AttentionCase& given) {
  const kernels::AttentionShape& s = given.shape;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  AttentionResult result{Floats(static_cast<std::size_t>(given.rows() * s.value_width), nan),
                         Floats(static_cast<std::size_t>(given.rows()), nan)};
  Floats scratch(static_cast<std::size_t>(kernels.attention_forward_scratch(s)), nan);
  kernels.attention_forward(s, given.visible, given.inputs(),
                            {result.output.data(), result.log_sum_exp.data()},
                            {0, s.batch * s.heads, 0, s.queries}, scratch.data());
  return result;
}

// The first row that is too far from the definition, in words; nothing when all are near.
inline std::string difference(const AttentionCase& given, const AttentionResult& result) {
  const kernels::AttentionShape& s = given.shape;
  for (int head = 0; head < s.batch * s.heads; ++head) {
    const HeadOutputs<double> should = definition(given, head);
    const double allowed = allowed_error(given, head_of(given, head));
    for (int i = 0; i < s.queries; ++i) {
      const std::size_t row = static_cast<std::size_t>(head) * s.queries + i;
      bool right = near(result.log_sum_exp[row], should.log_sum_exp[i], allowed);
      for (int c = 0; c < s.value_width; ++c) {
        right = right && near(result.output[row * s.value_width + c], should.output(i, c), allowed);
      }
      if (!right) {
        return "head " + std::to_string(head) + ", query " + std::to_string(i) +
               ": o_0 = " + std::to_string(result.output[row * s.value_width]) + ", not " +
               std::to_string(should.output(i, 0)) + "; L = " + std::to_string(result.log_sum_exp[row]) +
               ", not " + std::to_string(should.log_sum_exp[i]);
      }
    }
  }
  return "";
}

// Masks by turns: causal, a window, every key, a window with a look ahead, self only.
inline void choose_mask(AttentionCase& given, int turn) {
  const auto window = [&given](int left, int right) {
    given.mask = Mask::window(left, right);
    given.visible.left = left;
    given.visible.right = right;
  };
  switch (turn % 5) {
    case 0:
      given.mask = Mask::causal();
      given.visible = kernels::causal_keys(given.visible.offset);
      break;
    case 1:
      window(17, 0);
      break;
    case 2:
      given.mask = Mask::none();
      break;
    case 3:
      window(40, 9);
      break;
    default:
      window(0, 0);
      break;
  }
}

}  // namespace lookback::testing
