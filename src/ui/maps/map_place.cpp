#include "ui/maps/map_place.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace lookback::ui::maps {
namespace {

constexpr double grains = 2048;  // of a side: finer places are not told apart

Range tokens_between(double from, double to, int tokens) {
  const double most = tokens - 1;
  if (!(from < tokens && to > 0)) {
    return {};
  }
  return {static_cast<int>(std::clamp(std::floor(from), 0.0, most)),
          static_cast<int>(std::clamp(std::ceil(to) - 1, 0.0, most))};
}

double centre_within(double centre, double span, int tokens) {
  return std::clamp(centre, span / 2, std::max(span / 2, tokens - span / 2));
}

double distance_from_middle(const MapPlace& place, const map::TilePlace& tile) {
  const double side = std::ldexp(map::tile_side, tile.level);
  return std::hypot((tile.row + 0.5) * side - place.view.row, (tile.column + 0.5) * side - place.view.column);
}

}  // namespace

Range rows_in_view(const MapPlace& place) {
  return tokens_between(place.row_at(place.area.y), place.row_at(place.area.bottom()), place.tokens);
}

Range columns_in_view(const MapPlace& place) {
  return tokens_between(place.column_at(place.area.x), place.column_at(place.area.right()), place.tokens);
}

Cell cell_at(const MapPlace& place, ImVec2 point) {
  const auto token = [&](double at) {
    return static_cast<int>(std::clamp(std::floor(at), 0.0, place.tokens - 1.0));
  };
  return {token(place.row_at(point.y)), token(place.column_at(point.x))};
}

map::View within(map::View view, int tokens) {
  const double all = tokens;
  view.span = std::clamp(view.span, std::min(map::closest_span, all), all);
  // A power of two, so that the numbers have few digits.
  const double grain = std::exp2(std::floor(std::log2(view.span / grains)));
  const auto short_number = [&](double number) { return std::round(number / grain) * grain; };
  view.span = std::min(short_number(view.span), all);
  view.row = centre_within(short_number(view.row), view.span, tokens);
  view.column = centre_within(short_number(view.column), view.span, tokens);
  return view;
}

map::View whole(int tokens) { return {tokens / 2.0, tokens / 2.0, static_cast<double>(tokens)}; }

map::View zoomed(const map::View& view, int tokens, double factor, double row, double column) {
  const double span = within({view.row, view.column, view.span * factor}, tokens).span;
  const double part = span / view.span;
  return within({row + (view.row - row) * part, column + (view.column - column) * part, span}, tokens);
}

std::string words_of(const map::View& view) {
  return shortest(view.row) + " " + shortest(view.column) + " " + shortest(view.span);
}

int level_for(const MapPlace& place, float pixel_ratio) {
  const double cells_a_pixel = 1 / (place.cell() * pixel_ratio);
  // A whole view whose side is a power of two must not slip to the next level by rounding.
  constexpr double slack = 1e-9;
  const auto level = static_cast<int>(std::ceil(std::log2(cells_a_pixel) - slack));
  return std::clamp(level, 0, map::top_level(place.tokens));
}

std::vector<map::TilePlace> tiles_in_view(const MapPlace& place, int level) {
  std::vector<map::TilePlace> tiles;
  const Range rows = rows_in_view(place);
  const Range columns = columns_in_view(place);
  if (rows.count() <= 0 || columns.count() <= 0) {
    return tiles;
  }
  const int side = map::tile_side << level;
  for (int row = rows.first / side; row <= rows.last / side; ++row) {
    for (int column = columns.first / side; column <= columns.last / side; ++column) {
      tiles.push_back({level, row, column});
    }
  }
  std::ranges::stable_sort(tiles, {},
                           [&](const map::TilePlace& tile) { return distance_from_middle(place, tile); });
  return tiles;
}

std::vector<map::TilePlace> few_tiles_in_view(const MapPlace& place, int level, std::size_t most) {
  std::vector<map::TilePlace> tiles = tiles_in_view(place, level);
  while (tiles.size() > most && level < map::top_level(place.tokens)) {
    tiles = tiles_in_view(place, ++level);
  }
  return tiles;
}

}  // namespace lookback::ui::maps
