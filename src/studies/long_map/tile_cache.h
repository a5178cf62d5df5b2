#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "map/tile.h"
#include "map/visible_cells.h"

namespace lookback::long_map {

// The tiles that were computed, as many as memory allows: 15 MiB. What was wanted longest ago goes first. A
// tile may be a part: some of its rows wait, or have numbers from before an edit.
class TileCache {
 public:
  static constexpr std::size_t most = 48;

  const map::Tile* find(const map::TilePlace& place) const;
  // Whether it is there with all its numbers, and none is old.
  bool is_whole(const map::TilePlace& place) const;
  // Whether some of it was never computed.
  bool waits(const map::TilePlace& place) const;
  // Of a tile that is a part: how many of its rows are neither waiting nor old. 0 of one that is not there.
  int rows(const map::TilePlace& place) const;
  // See map::Tiles.
  std::uint64_t version(const map::TilePlace& place) const;
  // The largest magnitude among the numbers of those that are wanted; 0 where there are none.
  double largest_wanted() const;
  std::size_t size() const { return entries_.size(); }

  // Those on the screen, the middle first: no more than there is room for.
  void want(std::span<const map::TilePlace> places);
  std::span<const map::TilePlace> wanted() const { return wanted_; }

  // In place of what was there.
  void put(map::Tile tile);
  void put_part(map::Tile tile, int rows);
  // The cells of the block have other numbers now: those in the tiles are old.
  void outdate(const map::Block& cells);
  void forget_all();

 private:
  struct Entry {
    map::Tile tile;
    std::uint64_t version = 0;
    std::uint64_t asked = 0;  // when it was wanted last
    double largest = 0;
    bool whole = true;
    bool waits = false;
    int rows = 0;
  };
  const Entry* entry(const map::TilePlace& place) const;
  Entry& place_for(map::Tile tile);
  void make_room();

  std::vector<Entry> entries_;
  std::vector<map::TilePlace> wanted_;
  std::uint64_t changes_ = 0;
  std::uint64_t asks_ = 0;
};

}  // namespace lookback::long_map
