#pragma once

#include <algorithm>
#include <cstdint>

#include "numbers/counted.h"

namespace lookback {

// What a definition reports beside its arithmetic: what it reads, writes and holds. It measures nothing
// unless the scalar counts.
template <class T>
struct Meter {
  // A number that belongs to the run, so that what is done with it counts: the zeros a state starts from.
  T number(double value) const { return T(value); }

  void score_dot_product() const {}
  void row_tile_visit() const {}
  void scores(std::int64_t /*held*/, std::int64_t /*moved*/) const {}
  void accumulators(std::int64_t /*held*/) const {}
  void state_read(std::int64_t /*numbers*/) const {}
  void state_written(std::int64_t /*numbers*/) const {}
  void state_held(std::int64_t /*numbers*/) const {}
  void depth(std::int64_t /*steps*/) const {}
};

template <>
struct Meter<Counted> {
  Cost* cost;

  Counted number(double value) const { return Counted(value, cost); }

  void score_dot_product() const { ++cost->score_dot_products; }
  void row_tile_visit() const { ++cost->row_tile_visits; }
  void scores(std::int64_t held, std::int64_t moved) const {
    cost->scores_held = std::max(cost->scores_held, held);
    cost->scores_moved += moved;
  }
  void accumulators(std::int64_t held) const {
    cost->accumulators_held = std::max(cost->accumulators_held, held);
  }
  void state_read(std::int64_t numbers) const { cost->state_read += numbers; }
  void state_written(std::int64_t numbers) const { cost->state_written += numbers; }
  void state_held(std::int64_t numbers) const { cost->state_held = numbers; }
  void depth(std::int64_t steps) const { cost->sequential_depth += steps; }
};

}  // namespace lookback
