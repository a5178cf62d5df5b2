#pragma once

#include <string>
#include <vector>

#include "platform/gl/tile_shelf.h"
#include "ui/heat_map.h"

namespace lookback::monkey {

// Paints nothing. It keeps tiles as the painter of the page does, and sees whether what it is asked to paint
// makes sense.
class Painter : public ui::HeatMapPainter {
 public:
  static constexpr std::size_t most_tiles = 96;

  void begin_frame(const ui::ColourTable& /*colours*/) override {}
  void paint(ImDrawList& list, ui::HeatMap map) override;
  void paint(ImDrawList& list, ui::maps::TileMap map) override;

  const std::string& fault() const { return fault_; }  // the first; else empty
  std::size_t tiles() const { return shelf_.size(); }

 private:
  void expect(bool holds, const char* fault) {
    if (!holds && fault_.empty()) {
      fault_ = fault;
    }
  }

  platform::maps::TileShelf shelf_{most_tiles};
  std::vector<std::uint64_t> uploaded_;  // a hash of what each place of the shelf has
  std::string fault_;
};

}  // namespace lookback::monkey
