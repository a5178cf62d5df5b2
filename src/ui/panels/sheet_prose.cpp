#include "ui/panels/sheet_prose.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Look;

constexpr float prose_quantum = 40;  // short lines may grow a little before what is beside them moves
constexpr float prose_gap = 4;       // between lines

TextStyle prose_style(const Frame& frame, const view::Node& line) {
  const Sizes& sizes = frame.sizes;
  switch (line.look) {
    case Look::headline:
      return {Face::words, sizes.section_title, 0, sizes.equation_line};
    case Look::equation:
      return {Face::numbers, sizes.equation, 0, sizes.equation_line};
    default:
      return {Face::words, sizes.label, 0, sizes.line};
  }
}

float line_width(const Frame& frame, const view::Node& line) {
  return text_width(frame, prose_style(frame, line), line.text);
}

}  // namespace

float prose_width(const Frame& frame, std::span<const view::Node* const> text) {
  float width = 0;
  for (const view::Node* line : text) {
    const float natural = line_width(frame, *line);
    width =
        std::max(width, line->look == Look::equation ? natural : std::min(natural, frame.sizes.text_most));
  }
  return std::ceil(width / prose_quantum) * prose_quantum;
}

float prose_height(const Frame& frame, std::span<const view::Node* const> text, float width) {
  float height = -prose_gap;
  for (const view::Node* line : text) {
    const TextStyle style = prose_style(frame, *line);
    height += static_cast<float>(count_lines(frame, width, style, runs_of(*line))) * style.pitch + prose_gap;
  }
  return height;
}

void draw_prose(Frame& frame, std::span<const view::Node* const> text, const Rectangle& area) {
  float y = area.y;
  for (const view::Node* line : text) {
    const TextStyle style = prose_style(frame, *line);
    const std::vector<view::Run> runs = runs_of(*line);
    const int lines = count_lines(frame, area.width, style, runs);
    const Rectangle place = {area.x, y, area.width, static_cast<float>(lines) * style.pitch};
    draw_runs(frame, place, style, runs, lines);
    frame.place(*line, place);
    y = place.bottom() + prose_gap;
  }
}

}  // namespace lookback::ui
