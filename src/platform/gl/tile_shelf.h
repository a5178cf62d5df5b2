#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "map/tiles.h"

namespace lookback::platform::maps {

struct TileKey {
  const map::Tiles* source = nullptr;
  map::TilePlace place;
  map::Pooling pooling = map::Pooling::mean;
  std::uint64_t version = 0;

  friend bool operator==(const TileKey&, const TileKey&) = default;
  bool same_place(const TileKey& other) const { return source == other.source && place == other.place; }
};

// Which tiles are kept as textures: no more than `most`, the one that was drawn longest ago making room.
class TileShelf {
 public:
  explicit TileShelf(std::size_t most) : most_(most) {}

  struct Slot {
    std::size_t index = 0;
    bool filled = false;  // it has this tile already
  };

  Slot take(const TileKey& key) {
    ++time_;
    std::size_t best = 0;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i].key == key) {
        kept_[i].drawn = time_;
        return {i, true};
      }
      // Of a tile that has changed nothing else can be of use.
      if (kept_[i].key.same_place(key)) {
        kept_[i].drawn = 0;
      }
      best = kept_[i].drawn < kept_[best].drawn ? i : best;
    }
    if (kept_.size() < most_ && (kept_.empty() || kept_[best].drawn > 0)) {
      best = kept_.size();
      kept_.emplace_back();
    }
    kept_[best] = {key, time_};
    return {best, false};
  }

  void forget(const map::Tiles* source) {
    for (Kept& kept : kept_) {
      kept = kept.key.source == source ? Kept{} : kept;
    }
  }

  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    TileKey key;
    std::uint64_t drawn = 0;
  };
  std::size_t most_;
  std::uint64_t time_ = 0;
  std::vector<Kept> kept_;
};

}  // namespace lookback::platform::maps
