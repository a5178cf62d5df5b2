#include "ui/widgets/labels.h"

#include <algorithm>

#include "base/ascii.h"

namespace lookback::ui {
namespace {

constexpr float label_distance = 4;  // between labels side by side
constexpr float least_shrink = 0.85F;

bool ends_in_number(std::string_view name) { return !name.empty() && is_digit(name.back()); }

}  // namespace

std::string_view index_of(std::string_view name) {
  const std::string_view last = name.substr(name.rfind(' ') + 1);
  const std::string_view first = name.substr(0, name.find(' '));
  return !ends_in_number(last) && ends_in_number(first) ? first : last;
}

Shortening shortening_of(const Frame& frame, std::span<const view::Node* const> headers,
                         const TextStyle& style, float width) {
  if (text_width(frame, style, "mmm… 00") <= width) {
    return Shortening::cut_word;
  }
  const bool all_fit = std::ranges::all_of(
      headers, [&](const view::Node* header) { return text_width(frame, style, header->name) <= width; });
  return all_fit ? Shortening::cut_word : Shortening::index_only;
}

float apart(const Frame& frame, std::span<const view::Node* const> headers, const TextStyle& style,
            float width) {
  float widest = 1;
  for (const view::Node* header : headers) {
    widest = std::max(widest, text_width(frame, style, header->name));
  }
  const float fitting = (width - label_distance) / widest;
  return fitting < least_shrink ? style.size : style.size * std::min(1.0F, fitting);
}

void draw_label(const Frame& frame, const Rectangle& area, const TextStyle& style, std::string_view name,
                Align align, Shortening shortening) {
  const std::size_t space = name.rfind(' ');
  if (space == std::string_view::npos) {
    TextStyle smaller = style;
    smaller.size = fitting_size(frame, style, name, area.width, frame.sizes.number_least);
    draw_text_in(frame, area, text_width(frame, smaller, name) > area.width ? style : smaller, name, align);
  } else if (shortening == Shortening::index_only) {
    draw_text_in(frame, area, style, index_of(name), align);
  } else if (text_width(frame, style, name) <= area.width || !ends_in_number(name)) {
    draw_text_in(frame, area, style, name, align);
  } else {
    const float index_width = text_width(frame, style, name.substr(space));
    const Rectangle word = {area.x, area.y, area.width - index_width, area.height};
    draw_text_in(frame, word, style, name.substr(0, space), align);
    draw_text(frame, word.right(), area.centre_y(), style, name.substr(space));
  }
}

}  // namespace lookback::ui
