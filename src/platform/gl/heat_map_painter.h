#pragma once

#include <GLES3/gl3.h>

#include <memory>
#include <optional>
#include <vector>

#include "platform/gl/frame_bytes.h"
#include "platform/gl/tile_painter.h"
#include "ui/heat_map.h"

namespace lookback::platform {

// Paints heat maps with shaders/heat_map.*, each from a texture of its values, in order with what Dear ImGui
// draws. Needs a current WebGL 2 context.
class GlHeatMapPainter : public ui::HeatMapPainter {
 public:
  GlHeatMapPainter() = default;
  ~GlHeatMapPainter() override { release(); }
  GlHeatMapPainter(const GlHeatMapPainter&) = delete;
  GlHeatMapPainter& operator=(const GlHeatMapPainter&) = delete;

  void begin_frame(const ui::ColourTable& colours) override;
  void paint(ImDrawList& list, ui::HeatMap map) override;
  void paint(ImDrawList& list, ui::maps::TileMap map) override;

  // All that it paints in this frame.
  void add_to(FrameBytes& frame) const;

  // Forgets every GL object without deleting it: they went with the lost context.
  void context_lost();

 private:
  struct Uniforms {
    GLint area, display, values, colours, cells, pitch, gap, radius, colour_map, placing, scale, empty, hatch,
        pixel;
  };

  void create();
  void release();
  void upload_colours();
  void draw(const ui::HeatMap& map);
  static void draw_callback(const ImDrawList* list, const ImDrawCmd* command);

  std::vector<ui::HeatMap> maps_;       // of this frame, until it is rendered
  std::unique_ptr<TilePainter> tiles_;  // null until there is a map
  std::optional<ui::ColourTable> colours_;
  bool colours_uploaded_ = false;
  GLuint program_ = 0;
  GLuint vertex_array_ = 0;
  GLuint values_texture_ = 0;
  GLuint colours_texture_ = 0;
  Uniforms uniforms_ = {};
};

}  // namespace lookback::platform
