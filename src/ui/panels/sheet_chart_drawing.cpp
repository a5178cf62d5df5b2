#include "ui/panels/sheet_chart_drawing.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace lookback::ui {
namespace {

// The abscissa nearest to a place on the screen.
std::size_t nearest(const PlotScale& scale, std::span<const double> xs, float x) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < xs.size(); ++i) {
    const auto distance = [&](std::size_t at) { return std::fabs(scale.at(xs[at], 1).x - x); };
    if (distance(i) < distance(best)) {
      best = i;
    }
  }
  return best;
}

double value_under(const PlotScale& scale, float y) {
  const float part = (scale.area.bottom() - y) / scale.area.height;
  return rounded_to_three(scale.y.value_at(std::clamp(part, 0.0F, 1.0F)));
}

// The curve goes straight from where the pointer was to where it is.
void draw_to(Frame& frame, const view::Node& chart, const PlotScale& scale, int place, double value) {
  ViewMemory& memory = frame.memory;
  const int way = place - memory.drawn_place;
  const int steps = std::max(1, std::abs(way));
  const double from = scale.y.part_of(memory.drawn_value);
  const double to = scale.y.part_of(value);
  for (int i = way == 0 ? 0 : 1; i <= std::abs(way); ++i) {
    const double part = way == 0 ? to : from + (to - from) * i / steps;
    const double there = i == std::abs(way) ? value : rounded_to_three(scale.y.value_at(part));
    const int at = memory.drawn_place + (way < 0 ? -i : i);
    frame.out.actions.push_back(
        {chart.id, view::Verb::set, std::to_string(at) + " " + shortest(there), memory.gesture});
  }
  memory.drawn_place = place;
  memory.drawn_value = value;
}

}  // namespace

std::optional<std::size_t> follow_chart(Frame& frame, const view::Node& chart, const Rectangle& plot,
                                        const PlotScale& scale) {
  const Press press = frame.press(chart, plot);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  ViewMemory& memory = frame.memory;
  const bool draws = chart.editable && chart.enabled && frame.follows(press);
  std::optional<std::size_t> place;
  if (!chart.points.empty() && ImGui::IsMousePosValid(&mouse) &&
      (press.hovered || press.held || press.ended)) {
    place = nearest(scale, chart.points, mouse.x);
  }
  if (place && draws) {
    const int at = static_cast<int>(*place);
    const double value = value_under(scale, mouse.y);
    if (memory.drawn_chart != chart.id) {
      ++memory.gesture;
      memory.drawn_chart = chart.id;
      memory.drawn_axis = scale.y;
      memory.drawn_place = static_cast<int>(nearest(scale, chart.points, memory.pressed_at.x));
      memory.drawn_value = std::nan("");
      draw_to(frame, chart, scale, memory.drawn_place, value_under(scale, memory.pressed_at.y));
      frame.out.focus_request = chart.id;
    }
    if (at != memory.drawn_place || value != memory.drawn_value) {
      draw_to(frame, chart, scale, at, value);
    }
  }
  if (!press.held && memory.drawn_chart == chart.id) {
    memory.drawn_chart.clear();
  }
  return place;
}

}  // namespace lookback::ui
