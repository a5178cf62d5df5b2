#pragma once

#include <cstdint>
#include <string>

#include "platform/gl/heat_map_painter.h"

namespace lookback::platform {

enum class PointerKind : std::uint8_t { moved, down, up, left };
enum class PointerSource : std::uint8_t { mouse, touch, pen };

// A canvas of the page with its WebGL 2 context, and the pointer over it. The keyboard belongs to the DOM.
class Screen {
 public:
  Screen();

  // False where there is no WebGL 2.
  bool start(const char* canvas_selector);
  void resize(float css_width, float css_height, float pixel_ratio);
  void set_context_lost(bool lost);
  void point(PointerKind kind, float x, float y, bool shift, PointerSource source);
  void wheel(float by);

  bool can_draw() const { return context_ != 0 && !lost_ && width_ > 0 && height_ > 0; }
  float width() const { return width_; }
  float height() const { return height_; }
  ui::HeatMapPainter& painter() { return painter_; }
  std::string renderer() const;

  void begin_frame(double now_ms);
  // Ends it unpainted.
  void drop_frame();
  // `pointing`: show a hand. `ground`: the colour behind everything, as Dear ImGui packs it.
  // `anew`: also what looks as what was painted last, which is else left as it is.
  void end_frame(bool pointing, std::uint32_t ground, bool anew);
  // More frames are needed before everything that the pointer did has been seen.
  bool input_waits() const;

 private:
  void compose(std::uint32_t ground);

  std::string selector_;
  std::intptr_t context_ = 0;  // 0 without WebGL 2
  bool lost_ = false;
  float width_ = 0;
  float height_ = 0;
  double last_frame_ms_ = 0;
  int leave_after_ = -1;  // frames until a lifted finger leaves the canvas
  bool hand_ = false;
  GlHeatMapPainter painter_;
  FrameBytes composed_;  // this frame
  FrameBytes painted_;   // the last one that was painted
};

}  // namespace lookback::platform
