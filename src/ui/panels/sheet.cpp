#include "ui/panels/sheet.h"

#include "ui/widgets/text.h"

namespace lookback::ui {

bool has_sheet(const Frame& frame) { return frame.nodes.find("sheet") != nullptr; }

bool has_board(const Frame& frame) { return frame.nodes.find("board") != nullptr; }

void draw_sheet(Frame& frame, const SheetLayout& layout) {
  if (layout.node == nullptr) {
    return;
  }
  frame.place(*layout.node, layout.area);
  if (layout.finding != nullptr) {
    const TextStyle style{Face::words, frame.sizes.headline, 0, frame.sizes.headline_line};
    draw_runs(frame, layout.finding_area, style, runs_of(*layout.finding),
              static_cast<int>(layout.finding_area.height / style.pitch));
    frame.place(*layout.finding, layout.finding_area);
  }
  for (const PlacedSection& section : layout.sections) {
    draw_title(frame, section.title, {Face::strong, frame.sizes.section_title, frame.theme.ink()},
               section.node->name, frame.sizes.small);
    frame.place(*section.node, section.area);
    for (const PlacedBlock& placed : section.blocks) {
      draw_block(frame, placed.block, placed.area, placed.heading, placed.cell);
    }
  }
}

}  // namespace lookback::ui
