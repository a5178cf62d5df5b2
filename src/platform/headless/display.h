#pragma once

#include "ui/heat_map.h"

namespace lookback::platform {

// Paints nothing and keeps what it was asked to paint.
class NullPainter : public ui::HeatMapPainter {
 public:
  void begin_frame(const ui::ColourTable& /*colours*/) override {
    maps_.clear();
    tile_maps_.clear();
  }
  void paint(ImDrawList& /*list*/, ui::HeatMap map) override { maps_.push_back(std::move(map)); }
  void paint(ImDrawList& /*list*/, ui::maps::TileMap map) override { tile_maps_.push_back(std::move(map)); }
  const std::vector<ui::HeatMap>& maps() const { return maps_; }
  const std::vector<ui::maps::TileMap>& tile_maps() const { return tile_maps_; }

 private:
  std::vector<ui::HeatMap> maps_;
  std::vector<ui::maps::TileMap> tile_maps_;
};

// A display without a screen: a Dear ImGui context, a pointer and a clock that only moves when told.
class Display {
 public:
  Display(float width, float height);
  ~Display();
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;

  void resize(float width, float height);
  void move_to(float x, float y);
  void press(bool down);
  void leave();
  void wheel(float by);

  void begin_frame();  // a sixtieth of a second after the last one
  void end_frame();

 private:
  ImGuiContext* context_ = nullptr;
};

}  // namespace lookback::platform
