#include "monkey/painter.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace lookback::monkey {
namespace {

bool is_finite(const ui::Rectangle& area) {
  return std::isfinite(area.x) && std::isfinite(area.y) && std::isfinite(area.width) &&
         std::isfinite(area.height);
}

// An old number looks like any other.
std::uint64_t hash_of(const map::Tile& tile) {
  const auto bytes = [](const auto& numbers) {
    return std::string_view(reinterpret_cast<const char*>(numbers.data()),
                            numbers.size() * sizeof(numbers.front()));
  };
  std::vector<map::CellKind> kinds = tile.kinds;
  std::ranges::replace(kinds, map::CellKind::old, map::CellKind::number);
  return fnv_hash(bytes(kinds), fnv_hash(bytes(tile.numbers)));
}

}  // namespace

void Painter::paint(ImDrawList& /*list*/, ui::HeatMap map) {
  expect(is_finite(map.area), "a heat map's area is not finite");
  expect(map.rows >= 0 && map.columns >= 0 &&
             map.texels.size() == static_cast<std::size_t>(map.rows) * static_cast<std::size_t>(map.columns),
         "a heat map has other texels than rows and columns");
  expect(!std::isnan(map.scale), "a heat map's scale is no number");
}

void Painter::paint(ImDrawList& /*list*/, ui::maps::TileMap map) {
  if (map.parts.empty()) {
    shelf_.forget(map.source);
    return;
  }
  for (const ui::maps::TilePart& part : map.parts) {
    expect(part.tile != nullptr && is_finite(part.area) && is_finite(part.window), "a tile lies nowhere");
    if (part.tile == nullptr) {
      continue;
    }
    const auto slot = shelf_.take({map.source, part.tile->place, part.tile->pooling, part.version});
    const std::uint64_t now = hash_of(*part.tile);
    if (uploaded_.size() <= slot.index) {
      uploaded_.resize(slot.index + 1);
    }
    expect(!slot.filled || uploaded_[slot.index] == now, "a tile that changed has the version that it had");
    uploaded_[slot.index] = now;
  }
  expect(shelf_.size() <= most_tiles, "more tiles are kept than there is room for");
}

}  // namespace lookback::monkey
