#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/frame.h"

namespace lookback::ui {

struct TextStyle {
  Face face = Face::words;
  float size = 13;
  ImU32 colour = 0;
  float pitch = 0;  // of lines; 0: the usual one
};

// The number of a control.
inline TextStyle number_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::numbers, frame.sizes.number, colour};
}

enum class Align : unsigned char { left, centre, right };

// Superscripts and subscripts that the faces lack are drawn as raised and lowered letters.
float text_width(const Frame& frame, const TextStyle& style, std::string_view text);

// The size in which `text` fits: that of `style`, or less, and no less than `least`.
float fitting_size(const Frame& frame, TextStyle style, std::string_view text, float width, float least);

int count_characters(std::string_view text);

// One line, centred on `centre_y`; gives back where it ended.
float draw_text(const Frame& frame, float x, float centre_y, const TextStyle& style, std::string_view text);

// One line inside `area`, ellipsised when it is too long.
void draw_text_in(const Frame& frame, const Rectangle& area, const TextStyle& style, std::string_view text,
                  Align align = Align::left);

// As large as `area` has room for: on one line, in smaller type down to `least`, on two lines of that; what
// is longer still ends in an ellipsis.
void draw_title(const Frame& frame, const Rectangle& area, TextStyle style, std::string_view text,
                float least);

// Runs flow from line to line, broken at spaces; what has no room ends in an ellipsis. Gives back how many
// lines it took. A marked run has a ground of its own.
int draw_runs(const Frame& frame, const Rectangle& area, const TextStyle& style,
              std::span<const view::Run> runs, int most_lines);
int count_lines(const Frame& frame, float width, const TextStyle& style, std::span<const view::Run> runs);

// A text in one colour, broken into lines, and those lines drawn one below another.
std::vector<std::string> broken(const Frame& frame, float width, const TextStyle& style,
                                std::string_view text);
void draw_lines(const Frame& frame, const Rectangle& area, const TextStyle& style,
                std::span<const std::string> lines, Align align);

// The runs of a text node; of one without, its text as one.
std::vector<view::Run> runs_of(const view::Node& node);

}  // namespace lookback::ui
