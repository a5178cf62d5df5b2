#include "ui/maps/tile_map.h"

#include <algorithm>
#include <cmath>

namespace lookback::ui::maps {
namespace {

// Where a tile lies along one axis, in cells, clipped to the picture and to the map.
struct Stretch {
  double from = 0;
  double to = 0;
};

Stretch stretch_of(int index, int level, double view_from, double view_to, int tokens) {
  const double side = std::ldexp(map::tile_side, level);
  return {std::max(index * side, view_from), std::min({(index + 1) * side, view_to, double{1} * tokens})};
}

struct Found {
  const map::Tile* tile = nullptr;
  map::TilePlace place;
};

Found finest(const map::Tiles& tiles, map::TilePlace place, int top) {
  for (; place.level <= top; place = {place.level + 1, place.row / 2, place.column / 2}) {
    if (const map::Tile* tile = tiles.find(place); tile != nullptr) {
      return {tile, place};
    }
  }
  return {};
}

}  // namespace

std::vector<TilePart> parts_of(const MapPlace& place, const map::Tiles& tiles,
                               const std::vector<map::TilePlace>& wanted) {
  std::vector<TilePart> parts;
  const int top = map::top_level(place.tokens);
  const Rectangle& area = place.area;
  for (const map::TilePlace& tile : wanted) {
    const Found found = finest(tiles, tile, top);
    const Stretch rows =
        stretch_of(tile.row, tile.level, place.row_at(area.y), place.row_at(area.bottom()), place.tokens);
    const Stretch columns = stretch_of(tile.column, tile.level, place.column_at(area.x),
                                       place.column_at(area.right()), place.tokens);
    if (found.tile == nullptr || rows.to <= rows.from || columns.to <= columns.from) {
      continue;
    }
    const double number = std::ldexp(1, found.place.level);  // cells along the side of a number
    const double side = number * map::tile_side;
    const auto window = [&](const Stretch& stretch, int index) {
      return static_cast<float>((stretch.from - index * side) / number);
    };
    parts.push_back(
        {found.tile,
         tiles.version(found.place),
         {place.x_of(columns.from), place.y_of(rows.from), place.x_of(columns.to) - place.x_of(columns.from),
          place.y_of(rows.to) - place.y_of(rows.from)},
         {window(columns, found.place.column), window(rows, found.place.row),
          static_cast<float>((columns.to - columns.from) / number),
          static_cast<float>((rows.to - rows.from) / number)}});
  }
  return parts;
}

}  // namespace lookback::ui::maps
