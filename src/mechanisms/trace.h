#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mechanisms/head_inputs.h"

namespace lookback {

// What a matrix is for, in any mechanism. Views know roles and never mechanisms.
enum class MatrixRole : std::uint8_t { query, key, value, score, weight, state, output, plain };

// What an axis of a matrix counts.
enum class Axis : std::uint8_t {
  query,      // tokens, as queries
  key,        // tokens, as keys
  token,      // tokens
  dimension,  // of a vector
};

// An intermediate of one evaluation, which the board draws beside scores, weights and output.
struct TracedMatrix {
  std::string_view id;  // of its table; unlike any input's id
  std::string title;    // over its table
  MatrixRole role = MatrixRole::plain;
  Axis rows = Axis::token;
  Axis columns = Axis::dimension;
  Matrix<double> values;
  std::string_view meaning;  // one sentence
};

// Every intermediate of one evaluation, whether or not the chosen form holds it.
struct Trace : HeadOutputs<double> {
  std::vector<TracedMatrix> more = {};
  // q, k and v, where the mechanism computes them from its own inputs.
  std::optional<HeadInputs<double>> projected = {};
};

}  // namespace lookback
