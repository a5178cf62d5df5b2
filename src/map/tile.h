#pragma once

#include <cstdint>
#include <vector>

#include "map/pooled_cells.h"

namespace lookback::map {

inline constexpr int tile_side = 256;

// At level l a tile covers (256 · 2^l)² cells, from query row · 256 · 2^l and key column · 256 · 2^l on.
struct TilePlace {
  int level = 0;
  int row = 0;
  int column = 0;

  friend bool operator==(const TilePlace&, const TilePlace&) = default;
};

enum class CellKind : std::uint8_t {
  number,
  not_a_number,  // a visible cell is NaN: so is what it is pooled into
  masked,        // no visible cell
  outside,       // beyond the last token
};

// 256 × 256 numbers: a weight or a faded score each, or the mean or the maximum of those of 2^l × 2^l cells
// that are visible.
struct Tile {
  TilePlace place;
  Pooling pooling = Pooling::mean;
  std::vector<float> numbers;   // row-major; NaN where not_a_number, 0 where masked or outside
  std::vector<CellKind> kinds;  //

  float number(int row, int column) const { return numbers[index(row, column)]; }
  CellKind kind(int row, int column) const { return kinds[index(row, column)]; }

 private:
  static std::size_t index(int row, int column) {
    return static_cast<std::size_t>(row) * tile_side + static_cast<std::size_t>(column);
  }
};

// The level whose only tile covers everything.
int top_level(int tokens);
// Tiles in a row of that level.
int tiles_across(int tokens, int level);
bool exists(int tokens, const TilePlace& place);

// What a tile of that level covers, clipped to S.
Block cells_of(int tokens, const TilePlace& place);

// The number of a pooled cell that has `visible` visible cells, of which `sum` and `largest` are known as in
// PooledCells.
struct PooledNumber {
  float number = 0;
  CellKind kind = CellKind::masked;
};
PooledNumber pooled_number(bool is_retention, Pooling pooling, std::int64_t visible, double sum,
                           float largest);

// A tile from q, k and L, in slices.
class TileWork {
 public:
  TileWork(const LongAttention& attention, const TilePlace& place, Pooling pooling);

  // About so many multiply–adds, some in any case; the attention must be the same and done. Returns whether
  // more is left.
  bool step(const LongAttention& attention, std::int64_t multiply_adds);
  double progress() const;
  Operations cost(const LongAttention& attention) const;

  // When nothing is left.
  Tile tile(const LongAttention& attention) const;

 private:
  TilePlace place_;
  Pooling pooling_;
  PooledCells cells_;
  std::int64_t next_;
};

// At once.
Tile make_tile(const LongAttention& attention, const TilePlace& place, Pooling pooling);

}  // namespace lookback::map
