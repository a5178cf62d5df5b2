#include "ui/panels/chart.h"

#include <algorithm>
#include <vector>

#include "ui/widgets/choice.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float legend_pitch = 18;
constexpr float compact_pitch = 13;
constexpr float least_below = 170;  // a chart as high as this has its legend below it
constexpr float side = 8;           // between the curves and the edges of the plot
constexpr float edge = 3;           //
constexpr float least_plot = 24;    // below this height there is no room for curves

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
  const Rectangle plot = {area.x, top, area.width - (beside ? legend_width + 16 : 0),
                          area.bottom() - top - (below ? legend_height + 4 : 0)};
  if (plot.height < least_plot || plot.width < least_plot) {
    return;
  }
  int arrived = 0;
  double largest = 1;
  std::vector<double> tokens;
  for (const view::Node* node : series) {
    while (tokens.size() < node->points.size()) {
      tokens.push_back(static_cast<double>(tokens.size() + 1));
    }
    for (const double point : node->points) {
      largest = std::max(largest, point);
    }
    arrived = std::max(arrived, node->row);
    frame.place(*node, plot);
  }
  const PlotScale scale = {{plot.x + side, plot.y + edge, plot.width - 2 * side, plot.height - 2 * edge},
                           axis_along(tokens, false),
                           {0, largest, false}};
  draw_plot_edges(frame, plot);
  if (arrived > 0) {
    draw_abscissa(frame, scale, arrived);
  }
  // The run lies on one of the others: dots leave that one visible.
  for (std::size_t i = series.size(); i-- > 0;) {
    draw_curve(frame, scale, tokens, *series[i], i == 0 ? view::Look::dots : view::Look::usual);
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
