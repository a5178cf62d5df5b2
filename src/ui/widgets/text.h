#pragma once

#include <span>
#include <string_view>

#include "ui/frame.h"

namespace lookback::ui {

struct TextStyle {
  Face face = Face::words;
  float size = 13;
  ImU32 colour = 0;
};

enum class Align : unsigned char { left, centre, right };

// Superscripts and subscripts that the faces lack are drawn as raised and lowered letters.
float text_width(const Frame& frame, const TextStyle& style, std::string_view text);

int count_characters(std::string_view text);

// One line, centred on `centre_y`; gives back where it ended.
float draw_text(const Frame& frame, float x, float centre_y, const TextStyle& style, std::string_view text);

// One line inside `area`, ellipsised when it is too long.
void draw_text_in(const Frame& frame, const Rectangle& area, const TextStyle& style, std::string_view text,
                  Align align = Align::left);

// Runs flow from line to line, broken at spaces; what has no room ends in an ellipsis. Gives back how many
// lines it took.
int draw_runs(const Frame& frame, const Rectangle& area, const TextStyle& style,
              std::span<const view::Run> runs, int most_lines);
int count_lines(const Frame& frame, float width, const TextStyle& style, std::span<const view::Run> runs);

}  // namespace lookback::ui
