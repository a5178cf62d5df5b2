#pragma once

#include <cstdint>
#include <span>

#include "ui/widgets/text.h"

namespace lookback::ui {

// What tells a label from the others: the number at its end or at its front, else its last word.
std::string_view index_of(std::string_view name);

// How the labels over columns are shortened: all in one way.
enum class Shortening : std::uint8_t {
  cut_word,    // "committee 12" becomes "comm… 12": the index is what tells two labels apart
  index_only,  // "12"
};
Shortening shortening_of(const Frame& frame, std::span<const view::Node* const> headers,
                         const TextStyle& style, float width);

// The size at which neighbouring labels do not touch: a little smaller where that is enough.
float apart(const Frame& frame, std::span<const view::Node* const> headers, const TextStyle& style,
            float width);

void draw_label(const Frame& frame, const Rectangle& area, const TextStyle& style, std::string_view name,
                Align align, Shortening shortening);

}  // namespace lookback::ui
