#include "studies/long_map/tile_cache.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace lookback::long_map {
namespace {

double largest_of(const map::Tile& tile) {
  double largest = 0;
  for (std::size_t n = 0; n < tile.numbers.size(); ++n) {
    if (tile.kinds[n] == map::CellKind::number) {
      largest = std::max(largest, std::abs(double{tile.numbers[n]}));
    }
  }
  return largest;
}

bool overlaps(const map::TilePlace& place, const map::Block& cells) {
  const std::int64_t side = std::int64_t{map::tile_side} << place.level;
  return place.row * side < cells.end_query && (place.row + 1) * side > cells.first_query &&
         place.column * side < cells.end_key && (place.column + 1) * side > cells.first_key;
}

}  // namespace

const TileCache::Entry* TileCache::entry(const map::TilePlace& place) const {
  const auto found =
      std::ranges::find_if(entries_, [&](const Entry& one) { return one.tile.place == place; });
  return found == entries_.end() ? nullptr : &*found;
}

const map::Tile* TileCache::find(const map::TilePlace& place) const {
  const Entry* found = entry(place);
  return found == nullptr ? nullptr : &found->tile;
}

// That of a tile which is gone is above all that it had.
std::uint64_t TileCache::version(const map::TilePlace& place) const {
  const Entry* found = entry(place);
  return found == nullptr ? changes_ : found->version;
}

double TileCache::largest_wanted() const {
  double largest = 0;
  for (const map::TilePlace& place : wanted_) {
    const Entry* found = entry(place);
    largest = found == nullptr ? largest : std::max(largest, found->largest);
  }
  return largest;
}

void TileCache::want(std::span<const map::TilePlace> places) {
  LOOKBACK_ASSERT(places.size() <= most);
  wanted_.assign(places.begin(), places.end());
  ++asks_;
  for (Entry& one : entries_) {
    one.asked = std::ranges::find(wanted_, one.tile.place) == wanted_.end() ? one.asked : asks_;
  }
}

void TileCache::make_room() {
  if (entries_.size() < most) {
    return;
  }
  entries_.erase(std::ranges::min_element(entries_, {}, &Entry::asked));
  ++changes_;
}

void TileCache::put(map::Tile tile) {
  LOOKBACK_ASSERT(find(tile.place) == nullptr);
  make_room();
  const double largest = largest_of(tile);
  entries_.push_back({std::move(tile), ++changes_, asks_, largest});
}

void TileCache::forget(const map::Block& cells) {
  changes_ += std::erase_if(entries_, [&](const Entry& one) { return overlaps(one.tile.place, cells); });
}

void TileCache::forget_all() {
  changes_ += entries_.size();
  entries_.clear();
}

}  // namespace lookback::long_map
