#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "map/long_map.h"
#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/softmax_attention/softmax_attention.h"

// A map beside its definition in double.
namespace lookback::testing {

inline map::LongAttention attention_over(const map::LongSpec& spec, const map::Rule& rule) {
  Expected<map::LongInputs> inputs = map::LongInputs::generated(spec);
  REQUIRE(inputs.has_value());
  Expected<map::LongAttention> attention = map::LongAttention::of(std::move(*inputs), rule);
  REQUIRE(attention.has_value());
  return std::move(*attention);
}

inline void finish(map::LongAttention& attention) {
  while (attention.step(1'000'000)) {
  }
}

inline map::LongAttention done(const map::LongSpec& spec, const map::Rule& rule) {
  map::LongAttention attention = attention_over(spec, rule);
  finish(attention);
  return attention;
}

inline map::LongSpec random_spec(int tokens, int width, std::uint64_t seed = 1) {
  return {.generator = "random", .tokens = tokens, .width = width, .seed = seed};
}

inline Matrix<double> matrix_of(const map::LongInputs& inputs, map::Role role) {
  Matrix<double> result(inputs.tokens(), inputs.width(role));
  for (int i = 0; i < result.rows(); ++i) {
    std::ranges::copy(inputs.row(role, i), result.row(i).begin());
  }
  return result;
}

// The definition's outputs of `count` queries from `first` on.
inline HeadOutputs<double> definition(const map::LongAttention& attention, int first, int count) {
  const map::LongInputs& inputs = attention.inputs();
  const HeadInputs<double> head = {matrix_of(inputs, map::Role::queries).slice(first, count),
                                   matrix_of(inputs, map::Role::keys),
                                   matrix_of(inputs, map::Role::values),
                                   {}};
  return softmax_attention::materialised<double>(
      head, attention.rule().mask, {.scale = attention.scale(), .query_offset = first, .log_sum_exp = true},
      Meter<double>());
}

inline HeadOutputs<double> definition(const map::LongAttention& attention) {
  if (!attention.is_retention()) {
    return definition(attention, 0, attention.tokens());
  }
  const map::LongInputs& inputs = attention.inputs();
  HeadInputs<double> head = {matrix_of(inputs, map::Role::queries),
                             matrix_of(inputs, map::Role::keys),
                             matrix_of(inputs, map::Role::values),
                             {}};
  head = decayed_attention::prepared<double>(std::move(head),
                                             {.decay = attention.rule().decay, .scale = attention.scale()});
  return decayed_attention::weighted_sums<double>(head, Mask::causal(), attention.rule().decay,
                                                  Meter<double>());
}

inline double largest_norm(const map::LongInputs& inputs, map::Role role) {
  double largest = 0;
  for (int i = 0; i < inputs.tokens(); ++i) {
    double sum = 0;
    for (const float x : inputs.row(role, i)) {
      sum += double{x} * x;
    }
    largest = std::max(largest, std::sqrt(sum));
  }
  return largest;
}

inline double largest_number(std::span<const float> numbers) {
  double largest = 0;
  for (const float x : numbers) {
    largest = std::max(largest, std::abs(double{x}));
  }
  return largest;
}

// What src/map/README.md states of L from scratch.
inline double allowed_log_error(const map::LongAttention& attention) {
  return std::ldexp(2 + attention.scale() * largest_norm(attention.inputs(), map::Role::queries) *
                            largest_norm(attention.inputs(), map::Role::keys),
                    -22);
}

// The same of a weight, as a part of it.
inline double allowed_weight_error(const map::LongAttention& attention) {
  return 4 * allowed_log_error(attention) + 0x1.0p-19;
}

// A pooled cell by brute force: `weights` are those of the queries from `first_query` on.
struct Brute {
  double mean = 0;
  double mean_magnitude = 0;
  double largest = 0;
  std::int64_t visible = 0;
};
inline Brute brute_force(const map::LongAttention& attention, const Matrix<double>& weights, int first_query,
                         const map::Block& block) {
  Brute result;
  for (auto i = block.first_query; i < block.end_query; ++i) {
    for (auto j = block.first_key; j < block.end_key; ++j) {
      if (!attention.rule().mask.visible(static_cast<int>(i), static_cast<int>(j))) {
        continue;
      }
      const double weight = weights(static_cast<int>(i) - first_query, static_cast<int>(j));
      const bool more =
          attention.is_retention() ? std::abs(weight) > std::abs(result.largest) : weight > result.largest;
      result.largest = more || result.visible == 0 ? weight : result.largest;
      result.mean += weight;
      result.mean_magnitude += std::abs(weight);
      ++result.visible;
    }
  }
  if (result.visible > 0) {
    result.mean /= static_cast<double>(result.visible);
    result.mean_magnitude /= static_cast<double>(result.visible);
  }
  return result;
}

// The first cell of a tile that is not as the definition has it, in words; nothing when all are.
inline std::string difference(const map::LongAttention& attention, const map::Tile& tile,
                              const Matrix<double>& weights, int first_query) {
  const int level = tile.place.level;
  const double allowed = allowed_weight_error(attention);
  const double score_error = attention.is_retention() ? allowed_log_error(attention) : std::ldexp(1.0, -125);
  for (int r = 0; r < map::tile_side; ++r) {
    for (int c = 0; c < map::tile_side; ++c) {
      const auto clipped = [&](std::int64_t n) {
        return std::min<std::int64_t>(n << level, attention.tokens());
      };
      const std::int64_t row = std::int64_t{tile.place.row} * map::tile_side + r;
      const std::int64_t column = std::int64_t{tile.place.column} * map::tile_side + c;
      const map::Block block = {clipped(row), clipped(row + 1), clipped(column), clipped(column + 1)};
      const std::string where = "cell " + std::to_string(r) + ", " + std::to_string(c) + " of level " +
                                std::to_string(level) + ": ";
      if (block.cells() == 0) {
        if (tile.kind(r, c) != map::CellKind::outside) {
          return where + "is not outside";
        }
        continue;
      }
      const Brute should = brute_force(attention, weights, first_query, block);
      if (should.visible == 0) {
        if (tile.kind(r, c) != map::CellKind::masked) {
          return where + "is not masked";
        }
        continue;
      }
      if (tile.kind(r, c) != map::CellKind::number) {
        return where + "is no number";
      }
      const bool mean = tile.pooling == map::Pooling::mean;
      const double number = mean ? should.mean : should.largest;
      const double size = mean ? should.mean_magnitude : std::abs(should.largest);
      const double is = double{tile.number(r, c)};
      // Of two scores that are equally far from zero, either may be taken.
      const bool other_sign =
          attention.is_retention() && !mean && std::abs(std::abs(is) - size) <= size * allowed + score_error;
      if (!(std::abs(is - number) <= size * allowed + score_error) && !other_sign) {
        return where + std::to_string(is) + ", not " + std::to_string(number);
      }
    }
  }
  return "";
}

}  // namespace lookback::testing
