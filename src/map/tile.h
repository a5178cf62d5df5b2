#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// What a picture of the map is made of, as values.
namespace lookback::map {

enum class Pooling : std::uint8_t { mean, maximum };

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
  waiting,       // not computed yet
  old,           // a number from before an edit, which is not computed again yet
};
inline bool has_number(CellKind kind) { return kind == CellKind::number || kind == CellKind::old; }

// 256 × 256 numbers: a weight or a faded score each, or the mean or the maximum of those of 2^l × 2^l cells
// that are visible.
struct Tile {
  TilePlace place;
  Pooling pooling = Pooling::mean;
  std::vector<float> numbers;   // row-major; NaN where not_a_number, 0 where there is none
  std::vector<CellKind> kinds;  //

  float number(int row, int column) const { return numbers[index(row, column)]; }
  CellKind kind(int row, int column) const { return kinds[index(row, column)]; }

 private:
  static std::size_t index(int row, int column) {
    return static_cast<std::size_t>(row) * tile_side + static_cast<std::size_t>(column);
  }
};

// Tiles in a row of that level.
inline int tiles_across(int tokens, int level) {
  const std::int64_t side = std::int64_t{tile_side} << level;
  return static_cast<int>((tokens + side - 1) / side);
}

// The level whose only tile covers everything.
inline int top_level(int tokens) {
  int level = 0;
  while (tiles_across(tokens, level) > 1) {
    ++level;
  }
  return level;
}

inline bool exists(int tokens, const TilePlace& place) {
  if (place.level < 0 || place.level > top_level(tokens)) {
    return false;
  }
  const int across = tiles_across(tokens, place.level);
  return place.row >= 0 && place.row < across && place.column >= 0 && place.column < across;
}

}  // namespace lookback::map
