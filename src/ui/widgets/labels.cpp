#include "ui/widgets/labels.h"

#include <algorithm>

namespace lookback::ui {
namespace {

constexpr float label_distance = 4;  // between labels side by side
constexpr float least_shrink = 0.85F;

}  // namespace

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
    draw_text_in(frame, area, style, name, align);
  } else if (shortening == Shortening::index_only) {
    draw_text_in(frame, area, style, name.substr(space + 1), align);
  } else if (text_width(frame, style, name) <= area.width) {
    draw_text_in(frame, area, style, name, align);
  } else {
    const float index_width = text_width(frame, style, name.substr(space));
    const Rectangle word = {area.x, area.y, area.width - index_width, area.height};
    draw_text_in(frame, word, style, name.substr(0, space), align);
    draw_text(frame, word.right(), area.centre_y(), style, name.substr(space));
  }
}

}  // namespace lookback::ui
