#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "map/cell_explanation.h"
#include "map/pyramid.h"

namespace lookback::map {

// What a picture of the map asks: tiles of any level, cells in words, edits. The caller gives it time by
// step(), watches progress(), and stops by not calling any more.
class LongMap {
 public:
  explicit LongMap(LongAttention attention) : attention_(std::move(attention)), pyramid_(attention_) {}

  const LongAttention& attention() const { return attention_; }
  const Pyramid& pyramid() const { return pyramid_; }
  int top_level() const { return map::top_level(attention_.tokens()); }

  // Attention first, then the pyramid.
  bool step(std::int64_t multiply_adds) {
    if (!attention_.done()) {
      attention_.step(multiply_adds);
    } else {
      pyramid_.step(attention_, multiply_adds);
    }
    return !done();
  }
  bool done() const { return attention_.done() && pyramid_.done(); }

  // Rows of attention alone, the wanted first.
  void step_rows(std::int64_t multiply_adds, const Rows& wanted) { attention_.step(multiply_adds, wanted); }

  // So that a picture from afar grows: the next rows of the pyramid, those in view first, and of L what they
  // need. Not when the pyramid is done.
  void grow(std::int64_t multiply_adds, const Rows& in_view) {
    const Rows next = pyramid_.next(attention_, in_view);
    if (attention_.has_weights(next)) {
      pyramid_.step(attention_, multiply_adds, in_view);
    } else {
      attention_.step(multiply_adds, next);
    }
  }

  // Whether a tile of that level can be had: directly once attention is done, else once the pyramid is.
  bool ready(int level) const { return attention_.done() && (!pyramid_.serves(level) || pyramid_.done()); }

  // At once, where ready. A large one is better made by TileWork, in slices.
  std::optional<Tile> tile(const TilePlace& place, Pooling pooling) const {
    if (!exists(attention_.tokens(), place) || !ready(place.level)) {
      return std::nullopt;
    }
    return pyramid_.serves(place.level) ? pyramid_.tile(attention_, place, pooling)
                                        : make_tile(attention_, place, pooling);
  }

  // Tiles that the caller keeps are old where they overlap outcome.weights.
  EditOutcome apply(const RowEdit& edit) {
    const EditOutcome outcome = attention_.apply(edit);
    pyramid_.forget(outcome.weights);
    return outcome;
  }

 private:
  LongAttention attention_;
  Pyramid pyramid_;
};

}  // namespace lookback::map
