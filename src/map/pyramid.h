#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "map/tile_work.h"

namespace lookback::map {

// No level of the pyramid has more pooled cells than 2,048².
inline constexpr int most_pooled = 2048;

// The high levels, whose tiles cover too much to be computed when they are looked at. The base, the lowest
// level that has at most 2,048² pooled cells, is pooled from all cells once, O(S² d), in slices; the levels
// above it are pooled from it, each row when all rows below it are there: a picture grows while they are
// computed. Sums and largest are both kept, of each pooled cell eight bytes.
class Pyramid {
 public:
  explicit Pyramid(const LongAttention& attention);

  // The first level that the pyramid serves; above the top level where every tile can be computed directly.
  int base() const { return base_; }
  bool serves(int level) const { return level >= base_; }

  // The queries of the rows of the base that come next: of those that are left, the first in view if there is
  // one. Not when done.
  Rows next(const LongAttention& attention, const Rows& in_view);
  // About so many multiply–adds, as far as the attention has the weights of the rows that come next. Returns
  // whether more is left.
  bool step(const LongAttention& attention, std::int64_t multiply_adds, const Rows& in_view = {});
  // No row has some new numbers and some that are old.
  bool between_rows() const {
    return rows_ == 0 || next_key_ == left_[static_cast<std::size_t>(next_)].first;
  }
  bool done() const { return rows_left_ == 0; }
  double progress() const;
  Operations cost(const LongAttention& attention) const;   // of the rows that are left
  Operations whole(const LongAttention& attention) const;  // of all rows

  // The cells of the block have changed: what is pooled of them is old.
  void forget(const Block& cells);

  // How many of the tile's rows are pooled; and whether all are, or none ever was.
  int pooled_rows(const TilePlace& place) const;
  bool has(const TilePlace& place) const;
  bool has_nothing(const TilePlace& place) const;
  // Of a level that it serves, as far as it is pooled.
  Tile tile(const LongAttention& attention, const TilePlace& place, Pooling pooling) const;

 private:
  enum class RowState : std::uint8_t { waiting, old, pooled };
  struct Level {
    int side = 0;
    std::vector<float> sums;       // [side, side]
    std::vector<float> largest;    //
    std::vector<RowState> states;  // [side]
  };
  // Of a row of the base, those that are left to be computed.
  struct Columns {
    int first = 0;
    int end = 0;
    bool empty() const { return first == end; }
    friend bool operator==(const Columns&, const Columns&) = default;
  };

  const Level& level_of(const TilePlace& place) const {
    return levels_[static_cast<std::size_t>(place.level - base_)];
  }
  std::span<const RowState> states_of(const TilePlace& place) const;
  int rows_together(int panel) const;
  std::int64_t compute_keys(const LongAttention& attention, std::int64_t multiply_adds);
  void finish_rows(bool signs);
  static void pool_row(const Level& below, Level& level, int row, bool signs);

  int tokens_;
  int base_;
  std::vector<Level> levels_;  // from the base up
  std::vector<Columns> left_;  // [rows of the base]
  int rows_left_ = 0;
  int next_ = 0;      // the row of the base that comes next
  int rows_ = 0;      // are computed together; 0: none is begun
  int next_key_ = 0;  // and the column: they are computed in parts
};

}  // namespace lookback::map
