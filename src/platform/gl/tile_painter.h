#pragma once

#include <memory>

#include "platform/gl/frame_bytes.h"
#include "ui/heat_map.h"

namespace lookback::platform {

// Paints maps of tiles; deleting it deletes its textures.
class TilePainter {
 public:
  virtual ~TilePainter() = default;
  virtual void begin_frame() = 0;
  virtual void paint(ImDrawList& list, ui::maps::TileMap map, const ui::ColourTable& colours) = 0;
  virtual void add_to(FrameBytes& frame) const = 0;
};

// Only what is named here is part of the page's first module; see cmake/split.mjs.
namespace maps {
std::unique_ptr<TilePainter> make_tile_painter();
}

}  // namespace lookback::platform
