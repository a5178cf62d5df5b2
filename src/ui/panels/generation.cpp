#include "ui/panels/generation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

using view::Role;

struct Chip {
  const view::Node* node;
  Rectangle area;  // relative to the strip
};

struct Strip {
  std::vector<Chip> chips;
  int rows = 1;
};

Strip flow_chips(const Frame& frame, float width, float widest) {
  Strip strip;
  const float gap = widest < frame.sizes.target ? 3 : frame.sizes.gap;
  float x = 0;
  float y = 0;
  for (const view::Node* node : frame.nodes.children("generation")) {
    const bool adds = node->id == "token.add";
    if (node->role != Role::token && !adds) {
      continue;
    }
    const float least = widest < frame.sizes.target ? 0 : least_chip_width(frame, *node);
    const float chip =
        adds ? frame.sizes.control : std::max(least, std::min(chip_width(frame, *node), widest));
    if (x > 0 && x + chip > width) {
      x = 0;
      y += frame.sizes.control + gap;
      ++strip.rows;
    }
    strip.chips.push_back({node, {x, y, chip, frame.sizes.control}});
    x += chip + gap;
  }
  return strip;
}

// Chips get narrower until they fit into the rows that there are; too narrow to be pressed well only where
// there would be more than `most_rows`.
Strip fit_chips(const Frame& frame, float width, int rows) {
  constexpr std::array<float, 9> widths = {160, 110, 72, 48, 44, 32, 24, 20, 9};
  constexpr int most_rows = 3;
  Strip strip;
  for (const float widest : widths) {
    if (widest < frame.sizes.target && strip.rows <= most_rows) {
      break;
    }
    strip = flow_chips(frame, width, widest);
    if (strip.rows <= rows) {
      break;
    }
  }
  return strip;
}

ButtonLook strip_look(const view::Node& node) {
  if (node.id == "back") {
    return {.icon = Icon::back};
  }
  return node.id == "step" ? ButtonLook{.icon = Icon::step, .icon_last = true} : look_of(node);
}

const view::Node* note_of(const Frame& frame) { return frame.nodes.find("note"); }

// The progress and, where steps can be compared, the parity below it in the same row.
std::vector<const view::Node*> stacked_texts(const Frame& frame) {
  std::vector<const view::Node*> texts;
  for (const std::string_view id : {"progress", "parity"}) {
    if (const view::Node* node = frame.nodes.find(id)) {
      texts.push_back(node);
    }
  }
  return texts;
}

TextStyle stacked_style(const Frame& frame, const view::Node& node, std::size_t count) {
  return {Face::words, count > 1 ? frame.sizes.small : frame.sizes.label, frame.theme.tone(node.tone)};
}

float stacked_width(const Frame& frame, const std::vector<const view::Node*>& texts) {
  float width = 0;
  for (const view::Node* node : texts) {
    width = std::max(width, text_width(frame, stacked_style(frame, *node, texts.size()), node->text));
  }
  return std::ceil(width) + 8;
}

void draw_stacked(Frame& frame, const std::vector<const view::Node*>& texts, const Rectangle& area) {
  const float height = area.height / static_cast<float>(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Rectangle place = {area.x, area.y + static_cast<float>(i) * height, area.width, height};
    draw_text_in(frame, place, stacked_style(frame, *texts[i], texts.size()), texts[i]->text);
    frame.place(*texts[i], place);
  }
}

// Buttons, then the progress, then the speed, as far as they fit; gives back how many rows they took.
int draw_controls(Frame* drawn, const Frame& frame, const Rectangle& area) {
  const float gap = frame.sizes.gap;
  float x = area.x;
  float y = area.y;
  int rows = 1;
  const auto next = [&](float width) {
    if (x > area.x && x + width > area.right()) {
      x = area.x;
      y += frame.sizes.control + gap;
      ++rows;
    }
    const Rectangle place = {x, y, std::min(width, area.width), frame.sizes.control};
    x += width + gap;
    return place;
  };
  for (const view::Node* node : frame.nodes.children("generation")) {
    if (node->role == Role::button && node->id != "token.add") {
      const ButtonLook look = strip_look(*node);
      const Rectangle place = next(std::ceil(button_width(frame, *node, look)));
      if (drawn != nullptr) {
        draw_button(*drawn, *node, place, look);
      }
    } else if (node->role == Role::choice) {
      const bool row = segments_width(frame, *node) <= area.width * 0.4F;
      const Rectangle place =
          next(std::ceil(row ? segments_width(frame, *node) : drop_down_width(frame, *node)));
      if (drawn != nullptr) {
        row ? draw_segments(*drawn, *node, place) : draw_drop_down(*drawn, *node, place);
      }
    } else if (node->id == "progress") {
      const std::vector<const view::Node*> texts = stacked_texts(frame);
      const Rectangle place = next(stacked_width(frame, texts));
      if (drawn != nullptr) {
        draw_stacked(*drawn, texts, place);
      }
    }
  }
  return rows;
}

float rows_height(const Frame& frame, int rows) {
  return static_cast<float>(rows) * (frame.sizes.control + frame.sizes.gap);
}

float note_height(const Frame& frame, float width) {
  const view::Node* note = note_of(frame);
  if (note == nullptr) {
    return 0;
  }
  const std::vector<view::Run> runs = runs_of(*note);
  const TextStyle style{Face::words, frame.sizes.small + 1, 0};
  return static_cast<float>(std::min(2, count_lines(frame, width, style, runs))) * frame.sizes.line;
}

}  // namespace

float generation_height(const Frame& frame, float width, int chip_rows) {
  if (frame.nodes.find("generation") == nullptr) {
    return 0;
  }
  const int controls = draw_controls(nullptr, frame, {0, 0, width, 0});
  return rows_height(frame, controls) + rows_height(frame, fit_chips(frame, width, chip_rows).rows) +
         note_height(frame, width);
}

void draw_generation(Frame& frame, const Rectangle& area, int chip_rows) {
  float y = area.y + rows_height(frame, draw_controls(&frame, frame, area));
  const Strip strip = fit_chips(frame, area.width, chip_rows);
  for (const Chip& chip : strip.chips) {
    Rectangle place = chip.area;
    place.x += area.x;
    place.y += y;
    draw_chip(frame, *chip.node, place);
  }
  y += rows_height(frame, strip.rows);
  if (const view::Node* note = note_of(frame)) {
    const std::vector<view::Run> runs = runs_of(*note);
    const Rectangle place = {area.x, y, area.width, note_height(frame, area.width)};
    draw_runs(frame, place, {Face::words, frame.sizes.small + 1, 0}, runs, 2);
    frame.place(*note, place);
  }
  if (const view::Node* group = frame.nodes.find("generation")) {
    frame.place(*group, area);
  }
}

}  // namespace lookback::ui
