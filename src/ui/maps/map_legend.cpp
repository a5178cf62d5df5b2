#include "ui/maps/map_legend.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "ui/widgets/cell_grid.h"
#include "ui/widgets/text.h"

namespace lookback::ui::maps {
namespace {

constexpr float above = 10;  // of the legend
constexpr float bar_height = 10;
constexpr float bar_most = 160;
constexpr float bar_part = 0.3F;  // of the width
constexpr float line_height = 20;
constexpr float swatch = 12;
constexpr float between = 6;          // a swatch or a bar and its text
constexpr float apart = 16;           // two of them
constexpr float narrow_legend = 440;  // the swatches stand below the bar
constexpr float words_line = 16;
constexpr int wide_lines = 2;
constexpr int narrow_lines = 3;
constexpr float overview_side = 60;

TextStyle words(const Frame& frame) { return {Face::words, frame.sizes.small, frame.theme.dim()}; }

double most_of(const view::Node& map) {
  return map.maximum > 0 && std::isfinite(map.maximum) ? map.maximum : 1;
}

bool is_signed(const view::Node& map) { return placing_of(colours_of(map.tone)) == Placing::diverging; }

// "0", "0.001" or "−2": where the colours begin.
std::string low_end(const view::Node& map) {
  if (is_signed(map)) {
    return brief(-most_of(map));
  }
  return map.map->logarithmic ? "≤ " + brief(most_of(map) / std::pow(10.0, decades)) : "0";
}

void draw_bar(const Frame& frame, const view::Node& map, const Rectangle& bar) {
  const ColourMap colours = colours_of(map.tone);
  const auto& row = frame.colours.rows[static_cast<std::size_t>(colours)];
  constexpr int pieces = 64;
  for (int i = 0; i < pieces; ++i) {
    const float from = bar.x + bar.width * static_cast<float>(i) / pieces;
    const float to = bar.x + bar.width * static_cast<float>(i + 1) / pieces;
    frame.fill({from, bar.y, to - from, bar.height},
               row[static_cast<std::size_t>(i * (colour_steps - 1) / (pieces - 1))]);
  }
}

void draw_hatched(const Frame& frame, const Rectangle& area) {
  frame.fill(area, frame.theme.cell_empty);
  frame.list->PushClipRect(area.low(), area.high(), true);
  for (float x = area.x - area.height; x < area.right(); x += area.height / 2) {
    frame.list->AddLine({x, area.bottom()}, {x + area.height, area.y}, frame.theme.hatch);
  }
  frame.list->PopClipRect();
}

// Writes what follows a bar or a swatch; gives back where the next one begins.
float write(const Frame& frame, float x, float middle, std::string_view text) {
  return draw_text(frame, x, middle, words(frame), text) + apart;
}

std::string scale_words(const view::Node& map) {
  const std::string most = brief(most_of(map));
  const bool mean = map.map->pooling == map::Pooling::mean;
  if (map.map->logarithmic) {
    return mean ? say("{0}, logarithmic, mean", most) : say("{0}, logarithmic, maximum", most);
  }
  return mean ? say("{0}, linear, mean", most) : say("{0}, linear, maximum", most);
}

// Gives back where it ended.
float draw_scale(const Frame& frame, const view::Node& map, const Rectangle& line) {
  const float middle = line.centre_y();
  const float x = draw_text(frame, line.x, middle, words(frame), low_end(map)) + between;
  const Rectangle bar = {x, middle - bar_height / 2, std::min(bar_most, line.width * bar_part), bar_height};
  draw_bar(frame, map, bar);
  return write(frame, bar.right() + between, middle, scale_words(map));
}

void draw_swatches(const Frame& frame, float x, float middle) {
  const Rectangle masked = {x, middle - swatch / 2, swatch, swatch};
  draw_hatched(frame, masked);
  x = write(frame, masked.right() + between, middle, say("masked"));
  const Rectangle wrong = {x, middle - swatch / 2, swatch, swatch};
  frame.fill(wrong, frame.theme.tone(view::Tone::warning));
  write(frame, wrong.right() + between, middle, "NaN");
}

void draw_words(const Frame& frame, const Rectangle& area, std::string_view text, int most) {
  const TextStyle style{Face::words, frame.sizes.small, frame.theme.dim(), words_line};
  const std::vector<view::Run> runs = {{std::string(text), view::Tone::dim}};
  draw_runs(frame, area, style, runs, most);
}

// All of the map, and the part that is in view.
void draw_overview(Frame& frame, const view::Node& map, const MapPlace& place, const Rectangle& area) {
  const MapPlace all = {area, whole(place.tokens), place.tokens};
  frame.fill(area, frame.theme.track);
  if (map.map->tiles != nullptr) {
    TileMap picture = look_of(frame, map);
    picture.parts = parts_of(all, *map.map->tiles, {{map::top_level(place.tokens), 0, 0}});
    if (!picture.parts.empty()) {
      frame.heat_maps.paint(*frame.list, std::move(picture));
    }
  }
  const Press press = frame.press(map, area, "overview");
  frame.outline(area, press.hovered ? frame.theme.accent() : frame.theme.line);
  const double half = place.view.span / 2;
  const float x = all.x_of(place.view.column - half);
  const float y = all.y_of(place.view.row - half);
  const float side = std::max(static_cast<float>(place.view.span * all.cell()), 4.0F);
  const Rectangle seen = {std::clamp(x, area.x, area.right() - side),
                          std::clamp(y, area.y, area.bottom() - side), side, side};
  frame.outline(seen.grown(1), frame.theme.ground);
  frame.outline(seen, frame.theme.ink());
  if (press.clicked) {
    const Cell cell = cell_at(all, ImGui::GetIO().MousePos);
    frame.act(map, view::Verb::set,
              words_of(within({cell.row + 0.5, cell.column + 0.5, place.view.span}, place.tokens)));
  }
}

}  // namespace

TileMap look_of(const Frame& frame, const view::Node& map) {
  TileMap look;
  look.source = map.map->tiles;
  look.colours = colours_of(map.tone);
  look.scale = static_cast<float>(most_of(map));
  look.logarithmic = map.map->logarithmic;
  look.empty = frame.theme.cell_empty;
  look.hatch = frame.theme.hatch;
  look.outside = frame.theme.ground;
  look.waiting = frame.theme.track;
  look.not_a_number = frame.theme.tone(view::Tone::warning);
  return look;
}

float legend_height(const Frame& /*frame*/, float width) {
  return above + (width < narrow_legend ? overview_side + narrow_lines * words_line : overview_side);
}

void draw_legend(Frame& frame, const view::Node& map, const MapPlace& place, const Rectangle& area) {
  const bool is_narrow = area.width < narrow_legend;
  const float room = area.width - overview_side - apart;
  const Rectangle line = {area.x, area.y + above, room, line_height};
  const float end = draw_scale(frame, map, line);
  draw_swatches(frame, is_narrow ? line.x : end,
                is_narrow ? line.bottom() + line_height / 2 : line.centre_y());
  const float top = line.y + (is_narrow ? overview_side : line_height + 2);
  draw_words(frame, {area.x, top, is_narrow ? area.width : room, area.bottom() - top}, map.text,
             is_narrow ? narrow_lines : wide_lines);
  if (place.view.span < place.tokens) {
    draw_overview(frame, map, place, {area.right() - overview_side, line.y, overview_side, overview_side});
  }
}

}  // namespace lookback::ui::maps
