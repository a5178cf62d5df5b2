#include "ui/maps/map_axes.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "ui/widgets/labels.h"

namespace lookback::ui::maps {
namespace {

constexpr float row_pitch = 15;   // of labels
constexpr float label_line = 13;  // of a label over a column
constexpr float label_gap = 8;    // between a label and the picture
constexpr float side_gap = 10;    // between labels side by side
constexpr float word_least = 30;  // a column with a token's text
constexpr float tick = 4;

// The least of 1, 2, 5, 10, 20, … tokens that lie at least so far apart.
int step_for(double cell, float apart) {
  double decade = 1;
  for (;; decade *= 10) {
    for (const int digit : {1, 2, 5}) {
      if (digit * decade * cell >= apart || digit * decade >= 5e8) {
        return static_cast<int>(digit * decade);
      }
    }
  }
}

TextStyle label_style(const Frame& frame, float size, bool chosen) {
  return {Face::numbers, size, chosen ? frame.theme.accent() : frame.theme.dim()};
}

float position_width(int token, float character) {
  return static_cast<float>(count_characters(grouped(token))) * character;
}

bool touch(const Rectangle& a, const Rectangle& b, float gap) {
  return a.x < b.right() + gap && b.x < a.right() + gap && a.y < b.bottom() && b.y < a.bottom();
}

// What `make` gives for the chosen token and for every step-th one that leaves the others alone.
template <class Make>
std::vector<AxisLabel> place_labels(const Range& range, int step, int chosen, float gap, Make make) {
  std::vector<AxisLabel> labels;
  const auto add = [&](int token) {
    const AxisLabel label{token, make(token), token == chosen};
    const auto in_the_way = [&](const AxisLabel& other) { return touch(other.area, label.area, gap); };
    if (std::ranges::none_of(labels, in_the_way)) {
      labels.push_back(label);
    }
  };
  if (range.first <= chosen && chosen <= range.last) {
    add(chosen);
  }
  for (int token = (range.first + step - 1) / step * step; token <= range.last && token >= 0; token += step) {
    add(token);
  }
  return labels;
}

// "the 12"; only the position where there is no text, or the text is the position.
std::string named(const map::Tiles* tiles, int token) {
  const std::string position = grouped(token);
  const std::string text = tiles == nullptr ? std::string() : tiles->token(token);
  return text.empty() || text == position || text == std::to_string(token) ? position : text + " " + position;
}

void draw_row(const Frame& frame, const view::Node& map, const AxisLabel& label, bool with_text) {
  const std::string name = named(with_text ? map.map->tiles : nullptr, label.token);
  draw_label(frame, label.area, label_style(frame, frame.sizes.column_label + 1, label.chosen), name,
             Align::right, Shortening::cut_word);
}

void draw_column(const Frame& frame, const view::Node& map, const AxisLabel& label, bool with_text) {
  const TextStyle style = label_style(frame, frame.sizes.column_label, label.chosen);
  const Rectangle& area = label.area;
  draw_text_in(frame, {area.x, area.bottom() - label_line, area.width, label_line}, style,
               grouped(label.token), Align::centre);
  if (with_text && map.map->tiles != nullptr) {
    const std::string text = map.map->tiles->token(label.token);
    if (text != std::to_string(label.token)) {
      draw_text_in(frame, {area.x, area.y, area.width, label_line}, style, text, Align::centre);
    }
  }
}

}  // namespace

std::vector<AxisLabel> row_labels(const MapPlace& place, float left, int chosen) {
  const int step = step_for(place.cell(), row_pitch);
  return place_labels(rows_in_view(place), step, chosen, 0, [&](int token) {
    const float middle = std::clamp(place.y_of(token + 0.5), place.area.y, place.area.bottom());
    return Rectangle{left, middle - row_pitch / 2 + 0.5F, place.area.x - left - label_gap, row_pitch - 1};
  });
}

std::vector<AxisLabel> column_labels(const MapPlace& place, float top, int chosen, float character) {
  const Range range = columns_in_view(place);
  const int step = step_for(place.cell(), position_width(range.last, character) + side_gap);
  const auto cell = static_cast<float>(place.cell());
  return place_labels(range, step, chosen, 2, [&](int token) {
    const float width = std::max(position_width(token, character), cell - side_gap / 2);
    const float middle = std::clamp(place.x_of(token + 0.5), place.area.x, place.area.right());
    const float x = std::clamp(middle - width / 2, place.area.x - label_gap,
                               std::max(place.area.x - label_gap, place.area.right() - width));
    return Rectangle{x, top, width, place.area.y - tick - top};
  });
}

void draw_axes(const Frame& frame, const view::Node& map, const MapPlace& place, float left, float top) {
  const Rectangle& area = place.area;
  const float character = text_width(frame, label_style(frame, frame.sizes.column_label, false), "0");
  const float cell = static_cast<float>(place.cell());
  for (const AxisLabel& label : row_labels(place, left, map.row)) {
    draw_row(frame, map, label, cell >= label_line);
    const float y = std::clamp(place.y_of(label.token + 0.5), area.y, area.bottom());
    frame.list->AddLine({area.x - tick - 1, y}, {area.x - 1, y},
                        label.chosen ? frame.theme.accent() : frame.theme.dim());
  }
  for (const AxisLabel& label : column_labels(place, top, map.column, character)) {
    draw_column(frame, map, label, cell >= word_least);
    const float x = std::clamp(place.x_of(label.token + 0.5), area.x, area.right());
    frame.list->AddLine({x, area.y - tick - 1}, {x, area.y - 1},
                        label.chosen ? frame.theme.accent() : frame.theme.dim());
  }
}

}  // namespace lookback::ui::maps
