#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/say.h"
#include "numbers/cost.h"

namespace lookback {

// How a counter of one step goes into the counter of a run.
enum class Sum : std::uint8_t {
  total,    // steps add up
  largest,  // the largest of the steps: memory that is used again
  latest,   // what the last step left: memory that stays
};

struct CostField {
  std::string_view id;
  std::string_view label;  // with its unit
  std::int64_t Cost::* count;
  Sum sum;
};

// Every counter, in the order in which people read them. The names stand here and nowhere else.
inline constexpr std::array<CostField, 20> cost_fields = {{
    {"tokens_projected", "Tokens projected to q, k, v"_said, &Cost::tokens_projected, Sum::total},
    {"score_dot_products", "Score dot products q·k"_said, &Cost::score_dot_products, Sum::total},
    {"mac", "Multiply–adds"_said, &Cost::mac, Sum::total},
    {"exp", "Exponentials"_said, &Cost::exp, Sum::total},
    {"state_read", "Numbers read from cache"_said, &Cost::state_read, Sum::total},
    {"state_held", "Cache held now, numbers"_said, &Cost::state_held, Sum::latest},
    {"scores_held", "Scores held at once"_said, &Cost::scores_held, Sum::largest},
    {"sequential_depth", "Sequential steps"_said, &Cost::sequential_depth, Sum::total},
    {"mul", "Multiplications"_said, &Cost::mul, Sum::total},
    {"add", "Additions"_said, &Cost::add, Sum::total},
    {"div", "Divisions"_said, &Cost::div, Sum::total},
    {"cmp", "Comparisons"_said, &Cost::cmp, Sum::total},
    {"log", "Logarithms"_said, &Cost::log, Sum::total},
    {"tanh", "Hyperbolic tangents"_said, &Cost::tanh, Sum::total},
    {"sqrt", "Square roots"_said, &Cost::sqrt, Sum::total},
    {"phi", "Feature maps φ"_said, &Cost::phi, Sum::total},
    {"row_tile_visits", "Visits of a row to a key tile"_said, &Cost::row_tile_visits, Sum::total},
    {"state_written", "Numbers written to cache"_said, &Cost::state_written, Sum::total},
    {"scores_moved", "Score numbers moved"_said, &Cost::scores_moved, Sum::total},
    {"accumulators_held", "Accumulators held per row"_said, &Cost::accumulators_held, Sum::largest},
}};

// The run so far, extended by one step.
Cost operator+(Cost run, const Cost& step);

}  // namespace lookback
