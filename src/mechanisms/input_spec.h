#pragma once

#include <cstdint>
#include <string_view>

#include "mechanisms/setting.h"
#include "tensor/matrix.h"

namespace lookback {

// How long an axis of an input is.
enum class Size : std::uint8_t { one, tokens, key_width, value_width, key_and_value_width, fixed };

// What an input holds until the learner changes it.
enum class Start : std::uint8_t {
  constant,  // `start_value` everywhere
  identity,  // 1 on the diagonal
  random,    // `start_value` ± up to `start_spread`; each element depends on the id and its place alone
};

// A matrix that a mechanism reads beside Q, K and V: weights, gates, biases. The learner can edit it.
struct InputSpec {
  std::string_view id;       // in links, and of its table; unlike any parameter's id
  std::string_view title;    // over its table
  std::string_view meaning;  // one sentence
  Size rows = Size::one;
  Size columns = Size::one;
  Start start = Start::constant;
  double start_value = 0;
  double minimum = -1e9;
  double maximum = 1e9;

  // Whether it is read under these parameters; absent: always. The board hides what is not read.
  bool (*read)(const Parameters&) = nullptr;

  double start_spread = 1;  // of random starts, to either side of `start_value`
  int fixed = 1;            // the length of an axis that is fixed

  // Nothing until it is given. Then its rows are those of the first tokens, as many as were given, and it may
  // be narrower than its columns say.
  bool optional = false;
};

// What the input holds before anyone edits it.
Matrix<double> start_matrix(const InputSpec& spec, int tokens, int key_width, int value_width);

}  // namespace lookback
