#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "ui/frame.h"

namespace lookback::ui {

// The lab: places the panels and draws one frame from the nodes. Everything happens between ImGui::NewFrame
// and ImGui::Render; nothing here knows a browser or a graphics library.
class WorkspaceView {
 public:
  explicit WorkspaceView(HeatMapPainter& heat_maps) : heat_maps_(heat_maps) {}

  Fonts& fonts() { return fonts_; }

  // `revision` grows whenever `nodes` changed.
  Interactions draw(const view::NodeList& nodes, std::uint64_t revision, const Surroundings& surroundings);

  // The height at which nothing of the lab is cut, on a canvas of this width.
  float needed_height(const view::NodeList& nodes, std::uint64_t revision, float width, bool touch);

 private:
  const NodeIndex& index_of(const view::NodeList& nodes, std::uint64_t revision);
  void show_theme(Palette palette, WeightColours weights);

  HeatMapPainter& heat_maps_;
  Fonts fonts_;
  ViewMemory memory_;
  NodeIndex index_;
  std::optional<std::uint64_t> indexed_;
  Theme theme_;
  std::unique_ptr<ColourTable> colours_;
};

}  // namespace lookback::ui
