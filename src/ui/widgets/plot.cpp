#include "ui/widgets/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace lookback::ui {
namespace {

constexpr float line_width = 1.8F;
// Curves of one colour differ by the length of their dashes and of the gaps between.
struct Dashes {
  float dash;
  float gap;
};
constexpr std::array<Dashes, 4> dashes = {{{6, 4}, {2, 3}, {14, 4}, {8, 10}}};
constexpr float dot = 2.6F;
constexpr float small_dot = 1.5F;
constexpr std::size_t many_dots = 24;

bool is_finite(ImVec2 point) { return std::isfinite(point.x) && std::isfinite(point.y); }

// Dashes go on around the corners of the line.
void draw_dashes(const Frame& frame, std::span<const ImVec2> points, ImU32 colour, int pattern) {
  const auto [dash, gap] = dashes.at(static_cast<std::size_t>(pattern) % dashes.size());
  float along = 0;  // since the last dash began
  for (std::size_t i = 1; i < points.size(); ++i) {
    const ImVec2 from = points[i - 1];
    const ImVec2 way = {points[i].x - from.x, points[i].y - from.y};
    const float length = std::hypot(way.x, way.y);
    float done = 0;
    while (done < length) {
      const bool on = along < dash;
      const float part = std::min(length - done, (on ? dash : dash + gap) - along);
      if (on) {
        const float a = done / length;
        const float b = (done + part) / length;
        frame.list->AddLine({from.x + way.x * a, from.y + way.y * a},
                            {from.x + way.x * b, from.y + way.y * b}, colour, line_width);
      }
      done += std::max(part, 0.01F);
      along = along + part >= dash + gap - 0.01F ? 0 : along + part;
    }
  }
}

void draw_stretch(const Frame& frame, std::span<const ImVec2> points, ImU32 colour, view::Look look,
                  int pattern) {
  if (look == view::Look::dots || points.size() == 1) {
    for (const ImVec2& point : points) {
      frame.list->AddCircleFilled(point, points.size() > many_dots ? small_dot : dot, colour);
    }
  } else if (look == view::Look::dashed) {
    draw_dashes(frame, points, colour, pattern);
  } else {
    frame.list->AddPolyline(points.data(), static_cast<int>(points.size()), colour, ImDrawFlags_None,
                            line_width);
  }
}

}  // namespace

ImVec2 PlotScale::at(double across, double up) const {
  return {area.x + area.width * static_cast<float>(x.part_of(across)),
          area.bottom() - area.height * static_cast<float>(y.part_of(up))};
}

void draw_curve(const Frame& frame, const PlotScale& scale, std::span<const double> xs,
                const view::Node& series, view::Look look, int pattern) {
  const ImU32 colour = frame.theme.tone(series.tone);
  std::vector<ImVec2> stretch;
  const auto end_stretch = [&] {
    if (!stretch.empty()) {
      draw_stretch(frame, stretch, colour, look, pattern);
      stretch.clear();
    }
  };
  for (std::size_t i = 0; i < std::min(xs.size(), series.points.size()); ++i) {
    const ImVec2 point = scale.at(xs[i], series.points[i]);
    if (is_finite(point)) {
      stretch.push_back(point);
    } else {
      end_stretch();
    }
  }
  end_stretch();
}

void draw_swatch(const Frame& frame, const Rectangle& area, const view::Node& series, int pattern) {
  const float y = std::round(area.centre_y()) + 0.5F;
  const ImU32 colour = frame.theme.tone(series.tone);
  if (series.look == view::Look::dots) {
    for (const float part : {0.15F, 0.5F, 0.85F}) {
      frame.list->AddCircleFilled({area.x + area.width * part, y}, 2, colour);
    }
    return;
  }
  const std::array<ImVec2, 2> line = {ImVec2{area.x, y}, ImVec2{area.right(), y}};
  draw_stretch(frame, line, colour, series.look, pattern);
}

void draw_abscissa(const Frame& frame, const PlotScale& scale, double x) {
  const float at = std::round(scale.at(x, scale.y.low).x) + 0.5F;
  const Rectangle& plot = scale.area;
  for (float y = plot.y; y < plot.bottom(); y += 5) {
    frame.list->AddLine({at, y}, {at, std::min(y + 2, plot.bottom())}, frame.theme.dim(), 1);
  }
}

void draw_plot_edges(const Frame& frame, const Rectangle& plot) {
  frame.list->AddLine({plot.x + 0.5F, plot.y}, {plot.x + 0.5F, plot.bottom() - 0.5F}, frame.theme.line, 1);
  frame.list->AddLine({plot.x, plot.bottom() - 0.5F}, {plot.right(), plot.bottom() - 0.5F}, frame.theme.line,
                      1);
}

}  // namespace lookback::ui
