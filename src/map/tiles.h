#pragma once

#include <cstdint>
#include <string>

#include "map/tile.h"

namespace lookback::map {

// The tiles that there are of one map. A picture draws from it what it finds, and asks for the rest.
class Tiles {
 public:
  virtual ~Tiles() = default;

  // Null until it has been computed. Valid until the map is given time, edited or asked for other tiles.
  virtual const Tile* find(const TilePlace& place) const = 0;

  // Grows whenever a tile that was there has other numbers, or is gone: copies from before are old.
  virtual std::uint64_t version(const TilePlace& place) const = 0;

  virtual std::string token(int index) const = 0;
};

// Where a picture looks, whatever its size on the screen: the cell in its middle, and how many cells lie
// along its shorter side.
struct View {
  double row = 0;     // of queries
  double column = 0;  // of keys
  double span = 1;

  friend bool operator==(const View&, const View&) = default;
};
inline constexpr double closest_span = 8;  // where there are so many tokens

}  // namespace lookback::map
