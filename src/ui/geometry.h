#pragma once

#include <imgui.h>

namespace lookback::ui {

// In CSS pixels of the canvas.
struct Rectangle {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  float right() const { return x + width; }
  float bottom() const { return y + height; }
  float centre_x() const { return x + width / 2; }
  float centre_y() const { return y + height / 2; }
  bool empty() const { return width <= 0 || height <= 0; }
  ImVec2 low() const { return {x, y}; }
  ImVec2 high() const { return {right(), bottom()}; }
  bool contains(ImVec2 point) const {
    return point.x >= x && point.x < right() && point.y >= y && point.y < bottom();
  }
  Rectangle grown(float by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
};

}  // namespace lookback::ui
