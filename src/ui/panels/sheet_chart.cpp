#include "ui/panels/sheet_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/format.h"
#include "ui/panels/sheet_chart_drawing.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Role;

constexpr float legend_beside_from = 560;
constexpr float low_below_width = 440;
constexpr float legend_part = 0.36F;  // of the width, at most
constexpr float legend_distance = 24;
constexpr float swatch = 26;
constexpr float swatch_gap = 8;
constexpr float tick_gap = 6;
constexpr float tick_quantum = 8;  // labels of ticks may grow a little before the plot moves
constexpr float least_ticks = 32;
constexpr float inset = 8;  // between the outermost abscissas and the edges
constexpr float x_tick_room = 72;
constexpr float y_tick_room = 44;
constexpr std::string_view longest_value = "−0.0000e00";

std::vector<const view::Node*> series_of(const Frame& frame, const view::Node& chart) {
  std::vector<const view::Node*> series;
  for (const view::Node* node : frame.nodes.children(chart.id)) {
    if (node->role == Role::series) {
      series.push_back(node);
    }
  }
  return series;
}

TextStyle small(const Frame& frame, Face face = Face::words) {
  return {face, frame.sizes.small, frame.theme.dim()};
}

float value_width(const Frame& frame) {
  return std::ceil(text_width(frame, small(frame, Face::numbers), longest_value));
}

// The scale of everything that the chart shows, however large it is drawn.
PlotScale scale_of(const Frame& frame, const view::Node& chart, std::span<const view::Node* const> series) {
  const view::ChartAxes axes = chart.axes.value_or(view::ChartAxes{});
  PlotScale scale;
  scale.x = axis_along(chart.points, axes.log_x);
  if (frame.memory.drawn_chart == chart.id) {
    scale.y = frame.memory.drawn_axis;
    return scale;
  }
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const view::Node* node : series) {
    for (const double y : node->points) {
      if (std::isfinite(y) && (!axes.log_y || y > 0)) {
        low = std::min(low, y);
        high = std::max(high, y);
      }
    }
  }
  scale.y = axis_around(low, high, axes.log_y, chart.editable);
  return scale;
}

struct ChartPlace {
  Rectangle title;
  Rectangle y_title;
  Rectangle plot;  // with its edges
  Rectangle x_title;
  Rectangle legend;
  float names = 0;  // width of the curves' names in the legend
  PlotScale scale;
  std::vector<Tick> x_ticks;
  std::vector<Tick> y_ticks;
  float height = 0;
};

float entry_height(const Frame& frame, const view::Node& series, float names) {
  const std::vector<view::Run> runs = {{series.name, series.tone}};
  const int lines = count_lines(frame, names, small(frame), runs);
  return static_cast<float>(lines - 1) * frame.sizes.line + frame.sizes.legend_line;
}

ChartPlace place_chart(const Frame& frame, const view::Node& chart, const Rectangle& area) {
  const Sizes& sizes = frame.sizes;
  const std::vector<const view::Node*> series = series_of(frame, chart);
  ChartPlace place;
  place.scale = scale_of(frame, chart, series);
  const bool beside = area.width >= legend_beside_from;
  const float values = value_width(frame);
  float longest = 0;
  for (const view::Node* node : series) {
    longest = std::max(longest, std::ceil(text_width(frame, small(frame), node->name)));
  }
  const float around = swatch + swatch_gap + values;
  const float legend = beside ? std::min(longest + around, std::round(area.width * legend_part)) : area.width;
  place.names = std::min(longest, legend - around) + 1;
  float y = area.y;
  if (!chart.text.empty()) {
    place.title = {area.x, y, area.width, sizes.line};
    y = place.title.bottom() + 4;
  }
  if (chart.axes && !chart.axes->y_title.empty()) {
    place.y_title = {area.x, y, area.width, sizes.line};
    y = place.y_title.bottom();
  }
  const float height = area.width < low_below_width ? sizes.chart_height_low : sizes.chart_height;
  place.y_ticks = ticks_of(place.scale.y, static_cast<int>(height / y_tick_room));
  float labels = least_ticks;
  for (const Tick& tick : place.y_ticks) {
    labels = std::max(labels, text_width(frame, small(frame, Face::numbers), tick.text));
  }
  labels = std::ceil(labels / tick_quantum) * tick_quantum + tick_gap;
  place.plot = {area.x + labels, y + 4, area.width - labels - (beside ? legend + legend_distance : inset),
                height};
  place.scale.area = {place.plot.x + inset, place.plot.y + 4, place.plot.width - 2 * inset,
                      place.plot.height - 8};
  place.x_ticks =
      ticks_of(place.scale.x, std::max(2, static_cast<int>(place.plot.width / x_tick_room)), chart.points);
  y = place.plot.bottom() + sizes.line;
  if (chart.axes && !chart.axes->x_title.empty()) {
    place.x_title = {place.plot.x, y, place.plot.width, sizes.line};
    y += sizes.line;
  }
  float entries = sizes.legend_line;  // of the abscissa under the pointer
  for (const view::Node* node : series) {
    entries += entry_height(frame, *node, place.names);
  }
  place.legend = beside ? Rectangle{area.right() - legend, place.plot.y, legend, entries}
                        : Rectangle{area.x, y + 4, legend, entries};
  place.height = std::max(y, place.legend.bottom()) - area.y;
  return place;
}

void draw_ticks(const Frame& frame, const ChartPlace& place) {
  const Rectangle& plot = place.plot;
  for (const Tick& tick : place.y_ticks) {
    const float y = std::round(place.scale.at(place.scale.x.low, tick.value).y);
    frame.list->AddLine({plot.x, y + 0.5F}, {plot.right(), y + 0.5F}, faded(frame.theme.line, 0.5F), 1);
    draw_text_in(frame, {plot.x - tick_gap - 200, y - 8, 200, 16}, small(frame, Face::numbers), tick.text,
                 Align::right);
  }
  for (const Tick& tick : place.x_ticks) {
    const float x = std::round(place.scale.at(tick.value, place.scale.y.low).x);
    frame.list->AddLine({x + 0.5F, plot.bottom()}, {x + 0.5F, plot.bottom() + 4}, frame.theme.line, 1);
    const float width = text_width(frame, small(frame, Face::numbers), tick.text);
    const float left = std::min(x - width / 2, plot.right() + inset - width);
    draw_text(frame, left, plot.bottom() + frame.sizes.line / 2 + 2, small(frame, Face::numbers), tick.text);
  }
}

// Which dashes a curve has: another one than those before it of its colour.
int pattern_of(std::span<const view::Node* const> series, const view::Node& curve) {
  int before = 0;
  for (const view::Node* other : series) {
    if (other == &curve) {
      break;
    }
    before += other->tone == curve.tone && other->look == curve.look ? 1 : 0;
  }
  return before;
}

// The curves' names and, behind them, their numbers at the abscissa that the pointer is at.
void draw_chart_legend(Frame& frame, const view::Node& chart, const ChartPlace& place,
                       std::optional<std::size_t> pointed) {
  const Rectangle& legend = place.legend;
  float y = legend.y;
  const std::vector<const view::Node*> series = series_of(frame, chart);
  for (const view::Node* node : series) {
    const float height = entry_height(frame, *node, place.names);
    draw_swatch(frame, {legend.x, y, swatch, frame.sizes.legend_line}, *node, pattern_of(series, *node));
    const std::vector<view::Run> runs = {{node->name, node->tone}};
    draw_runs(frame, {legend.x + swatch + swatch_gap, y, place.names, height}, small(frame), runs, 9);
    const float values = legend.x + swatch + swatch_gap + place.names;
    if (pointed && *pointed < node->points.size() && std::isfinite(node->points[*pointed])) {
      const TextStyle style{Face::numbers, frame.sizes.small, frame.theme.tone(node->tone)};
      draw_text_in(frame, {values, y, value_width(frame) - 1, frame.sizes.legend_line}, style,
                   brief(node->points[*pointed]), Align::right);
    }
    frame.place(*node, {legend.x, y, legend.width, height});
    y += height;
  }
  if (pointed && chart.axes) {
    const std::string at = chart.axes->x_title + " " + brief(chart.points[*pointed]);
    draw_text_in(frame, {legend.x + swatch + swatch_gap, y, legend.width - swatch, frame.sizes.legend_line},
                 small(frame), at);
  }
}

}  // namespace

float sheet_chart_height(const Frame& frame, const view::Node& chart, float width) {
  return std::ceil(place_chart(frame, chart, {0, 0, width, 0}).height);
}

void draw_sheet_chart(Frame& frame, const view::Node& chart, const Rectangle& area) {
  const ChartPlace place = place_chart(frame, chart, area);
  draw_title(frame, place.title, {Face::words, frame.sizes.label, frame.theme.ink()}, chart.text,
             frame.sizes.column_label);
  if (chart.axes) {
    draw_text_in(frame, place.y_title, small(frame), chart.axes->y_title);
    draw_text_in(frame, place.x_title, small(frame), chart.axes->x_title, Align::centre);
  }
  draw_plot_edges(frame, place.plot);
  draw_ticks(frame, place);
  const std::vector<const view::Node*> series = series_of(frame, chart);
  for (auto curve = series.rbegin(); curve != series.rend(); ++curve) {
    draw_curve(frame, place.scale, chart.points, **curve, (*curve)->look, pattern_of(series, **curve));
  }
  const std::optional<std::size_t> pointed = follow_chart(frame, chart, place.plot, place.scale);
  if (pointed) {
    draw_abscissa(frame, place.scale, chart.points[*pointed]);
    for (const view::Node* node : series) {
      const std::size_t at = *pointed;
      const double y = at < node->points.size() ? node->points[at] : std::nan("");
      if (const ImVec2 point = place.scale.at(chart.points[at], y); std::isfinite(point.y)) {
        frame.list->AddCircleFilled(point, 3.5F, frame.theme.tone(node->tone));
      }
    }
  }
  draw_chart_legend(frame, chart, place, pointed);
  frame.place(chart, place.plot);
}

}  // namespace lookback::ui
