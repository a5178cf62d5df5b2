#pragma once

#include "ui/panels/sheet_blocks.h"

namespace lookback::ui {

struct PlacedBlock {
  SheetBlock block;
  Rectangle area;
  float heading = 0;  // height of its title and what it means
  float cell = 0;     // side of a grid's cells, at most
};

struct PlacedSection {
  const view::Node* node = nullptr;
  Rectangle area;
  Rectangle title;  // empty where it has none
  std::vector<PlacedBlock> blocks;
};

struct SheetLayout {
  const view::Node* node = nullptr;
  const view::Node* finding = nullptr;
  Rectangle area;
  Rectangle finding_area;
  std::vector<PlacedSection> sections;
};

// What the numbers say, and the sections one under another; the blocks of a section side by side where there
// is room. The area is as high as it needs to be. A function of its own like draw_sheet.
[[gnu::noinline]] SheetLayout lay_out_sheet(const Frame& frame, float x, float y, float width);

}  // namespace lookback::ui
