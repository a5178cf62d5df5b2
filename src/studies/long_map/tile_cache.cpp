#include "studies/long_map/tile_cache.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace lookback::long_map {
namespace {

double largest_of(const map::Tile& tile) {
  double largest = 0;
  for (std::size_t n = 0; n < tile.numbers.size(); ++n) {
    if (map::has_number(tile.kinds[n])) {
      largest = std::max(largest, std::abs(double{tile.numbers[n]}));
    }
  }
  return largest;
}

// Along one side of a tile, the numbers that have a cell of those from `first` to before `end`.
struct Part {
  std::int64_t first;
  std::int64_t end;
};
Part part_of(int index, int level, std::int64_t first, std::int64_t end) {
  const std::int64_t from = std::int64_t{index} * map::tile_side;
  return {std::max<std::int64_t>(0, (first >> level) - from),
          std::min<std::int64_t>(map::tile_side, ((end - 1) >> level) + 1 - from)};
}

// Whether it has a cell of the block.
bool make_old(map::Tile& tile, const map::Block& cells) {
  const map::TilePlace& place = tile.place;
  const Part rows = part_of(place.row, place.level, cells.first_query, cells.end_query);
  const Part columns = part_of(place.column, place.level, cells.first_key, cells.end_key);
  for (std::int64_t row = rows.first; row < rows.end; ++row) {
    for (std::int64_t column = columns.first; column < columns.end; ++column) {
      map::CellKind& kind = tile.kinds[static_cast<std::size_t>(row * map::tile_side + column)];
      kind = kind == map::CellKind::number ? map::CellKind::old : kind;
    }
  }
  return rows.first < rows.end && columns.first < columns.end;
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

bool TileCache::is_whole(const map::TilePlace& place) const {
  const Entry* found = entry(place);
  return found != nullptr && found->whole;
}

bool TileCache::waits(const map::TilePlace& place) const {
  const Entry* found = entry(place);
  return found == nullptr || found->waits;
}

int TileCache::rows(const map::TilePlace& place) const {
  const Entry* found = entry(place);
  return found == nullptr ? 0 : found->rows;
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

TileCache::Entry& TileCache::place_for(map::Tile tile) {
  auto found = std::ranges::find_if(entries_, [&](const Entry& one) { return one.tile.place == tile.place; });
  if (found == entries_.end()) {
    make_room();
    found = entries_.insert(entries_.end(), {.asked = asks_});
  }
  found->largest = largest_of(tile);
  found->waits = std::ranges::find(tile.kinds, map::CellKind::waiting) != tile.kinds.end();
  found->tile = std::move(tile);
  found->version = ++changes_;
  return *found;
}

void TileCache::put(map::Tile tile) { place_for(std::move(tile)).whole = true; }

void TileCache::put_part(map::Tile tile, int rows) {
  Entry& part = place_for(std::move(tile));
  part.whole = false;
  part.rows = rows;
}

// The numbers are as they were, and so are the versions.
void TileCache::outdate(const map::Block& cells) {
  for (Entry& one : entries_) {
    if (make_old(one.tile, cells)) {
      one.whole = false;
      one.rows = 0;
    }
  }
}

void TileCache::forget_all() {
  changes_ += entries_.size();
  entries_.clear();
}

}  // namespace lookback::long_map
