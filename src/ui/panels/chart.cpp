#include "ui/panels/chart.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/widgets/choice.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float legend_pitch = 18;
constexpr float compact_pitch = 13;
constexpr float least_below = 170;  // a chart as high as this has its legend below it
constexpr float least_plot = 24;    // below this height there is no room for curves

struct Scale {
  Rectangle plot;
  double largest = 1;
  std::size_t tokens = 1;

  ImVec2 at(std::size_t token, double value) const {
    const float across = tokens < 2 ? 0.5F : static_cast<float>(token) / static_cast<float>(tokens - 1);
    return {plot.x + 8 + (plot.width - 16) * across,
            plot.bottom() - 3 - (plot.height - 6) * static_cast<float>(value / largest)};
  }
};

void draw_curve(const Frame& frame, const view::Node& series, const Scale& scale, bool run) {
  const ImU32 colour = frame.theme.tone(series.tone);
  std::vector<ImVec2> points;
  points.reserve(series.points.size());
  for (std::size_t token = 0; token < series.points.size(); ++token) {
    points.push_back(scale.at(token, series.points[token]));
  }
  if (run) {
    // The run lies on one of the others: dots leave that one visible.
    const float radius = points.size() > 24 ? 1.5F : 2.6F;
    for (const ImVec2& point : points) {
      frame.list->AddCircleFilled(point, radius, colour);
    }
    return;
  }
  frame.list->AddPolyline(points.data(), static_cast<int>(points.size()), colour, ImDrawFlags_None, 1.8F);
}

void draw_legend(Frame& frame, std::span<const view::Node* const> series, const Rectangle& area,
                 bool valued) {
  float y = area.y;
  const float pitch = area.height / static_cast<float>(std::max<std::size_t>(series.size(), 1));
  for (const view::Node* node : series) {
    const TextStyle style{Face::numbers, frame.sizes.small, frame.theme.tone(node->tone)};
    const float digits = valued ? text_width(frame, style, node->text) + 8 : 0;
    draw_text_in(frame, {area.x, y, area.width - digits, pitch}, style, node->name);
    if (valued) {
      draw_text_in(frame, {area.right() - digits, y, digits, pitch}, style, node->text, Align::right);
    }
    y += pitch;
  }
}

void draw_position(const Frame& frame, const Scale& scale, int tokens_arrived) {
  if (tokens_arrived < 1) {
    return;
  }
  const float x = std::round(scale.at(static_cast<std::size_t>(tokens_arrived - 1), 0).x) + 0.5F;
  for (float y = scale.plot.y; y < scale.plot.bottom(); y += 5) {
    frame.list->AddLine({x, y}, {x, std::min(y + 2, scale.plot.bottom())}, frame.theme.dim(), 1);
  }
}

}  // namespace

void draw_chart(Frame& frame, const Rectangle& area) {
  const view::Node* group = frame.nodes.find("chart");
  if (group == nullptr || area.empty()) {
    return;
  }
  std::vector<const view::Node*> series;
  float top = area.y;
  for (const view::Node* node : frame.nodes.children("chart")) {
    if (node->role == Role::series) {
      series.push_back(node);
    } else if (node->role == Role::choice) {
      const float width = std::min(drop_down_width(frame, *node), area.width);
      draw_drop_down(frame, *node, {area.x, area.y, width, frame.sizes.control});
      top = area.y + frame.sizes.control + 8;
    }
  }
  frame.place(*group, area);
  // The legend stands beside the curves, below them, or, where both are too much, in the corner that the
  // curves leave free.
  const bool beside = area.width >= 300;
  const bool below = !beside && area.height >= least_below;
  const auto count = static_cast<float>(series.size());
  const float legend_width = beside ? std::min(200.0F, area.width * 0.45F) : area.width - (below ? 0 : 60);
  const float legend_height = count * (beside || below ? legend_pitch : compact_pitch);
  Scale scale;
  scale.plot = {area.x, top, area.width - (beside ? legend_width + 16 : 0),
                area.bottom() - top - (below ? legend_height + 4 : 0)};
  if (scale.plot.height < least_plot || scale.plot.width < least_plot) {
    return;
  }
  int arrived = 0;
  for (const view::Node* node : series) {
    scale.tokens = std::max(scale.tokens, node->points.size());
    for (const double point : node->points) {
      scale.largest = std::max(scale.largest, point);
    }
    arrived = std::max(arrived, node->row);
    frame.place(*node, scale.plot);
  }
  const Rectangle& plot = scale.plot;
  frame.list->AddLine({plot.x + 0.5F, plot.y}, {plot.x + 0.5F, plot.bottom() - 0.5F}, frame.theme.line, 1);
  frame.list->AddLine({plot.x, plot.bottom() - 0.5F}, {plot.right(), plot.bottom() - 0.5F}, frame.theme.line,
                      1);
  draw_position(frame, scale, arrived);
  for (std::size_t i = series.size(); i-- > 0;) {
    draw_curve(frame, *series[i], scale, i == 0);
  }
  Rectangle legend = {plot.x + 6, plot.y, legend_width, std::min(legend_height, plot.height)};
  if (beside) {
    legend.x = area.right() - legend_width;
  } else if (below) {
    legend = {area.x, plot.bottom() + 4, legend_width, legend_height};
  }
  draw_legend(frame, series, legend, beside || below);
}

}  // namespace lookback::ui
