#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ui/frame.h"

namespace lookback::ui {

// What a study shows in one place: some lines to read, a table, a chart, tokens with arcs, a map, a row of
// buttons.
struct SheetBlock {
  enum class Kind : std::uint8_t { prose, grid, list, buttons, pictures, chart, beams, map };
  Kind kind = Kind::prose;
  std::vector<const view::Node*> nodes;  // several lines, buttons or pictures; one of everything else
};

// Lines of one text belong together, and so do buttons side by side.
std::vector<SheetBlock> blocks_of(std::span<const view::Node* const> nodes);

// The least width at which a block still looks well, where there is room for more; and the one that it takes
// of `room`, with cells of at most `cell`.
float least_width(const Frame& frame, const SheetBlock& block, float room);
float width_of(const Frame& frame, const SheetBlock& block, float room, float cell);
// The title, and what the block means: of blocks side by side the highest counts, so that they are level
// below.
float heading_of(const Frame& frame, const SheetBlock& block, float width);
float body_of(const Frame& frame, const SheetBlock& block, float width, float cell);

// `area` holds both.
void draw_block(Frame& frame, const SheetBlock& block, const Rectangle& area, float heading, float cell);

}  // namespace lookback::ui
