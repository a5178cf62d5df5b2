#pragma once

#include <cstdint>
#include <vector>

#include "map/tile_work.h"

namespace lookback::map {

// No level of the pyramid has more pooled cells than 2,048².
inline constexpr int most_pooled = 2048;

// The high levels, whose tiles cover too much to be computed when they are looked at. The base, the lowest
// level that has at most 2,048² pooled cells, is pooled from all cells once, O(S² d), in slices; the levels
// above it are pooled from it. Sums and largest are both kept, of each pooled cell eight bytes.
class Pyramid {
 public:
  explicit Pyramid(const LongAttention& attention);

  // The first level that the pyramid serves; above the top level where every tile can be computed directly.
  int base() const { return base_; }
  bool serves(int level) const { return level >= base_; }

  bool step(const LongAttention& attention, std::int64_t multiply_adds);
  bool done() const { return rows_left_ == 0; }
  double progress() const;
  Operations cost(const LongAttention& attention) const;   // of the rows that are left
  Operations whole(const LongAttention& attention) const;  // of all rows

  // The cells of the block have changed.
  void forget(const Block& cells);

  // Of a level that it serves, when done.
  Tile tile(const LongAttention& attention, const TilePlace& place, Pooling pooling) const;

 private:
  struct Level {
    int side = 0;
    std::vector<float> sums;     // [side, side]
    std::vector<float> largest;  //
  };

  int rows_together(int panel) const;
  std::int64_t compute_keys(const LongAttention& attention, std::int64_t multiply_adds);
  void pool_upwards(bool signs);

  int tokens_;
  int base_;
  std::vector<Level> levels_;  // from the base up
  std::vector<std::uint8_t> left_;
  std::vector<std::uint8_t> changed_;  // base rows that the levels above have not taken in
  int rows_left_ = 0;
  int next_ = 0;      // the row of the base that comes next
  int rows_ = 1;      // are computed together
  int next_key_ = 0;  // and the column: they are computed in parts
};

}  // namespace lookback::map
