#include "ui/panels/board_plan.h"

#include <cmath>

namespace lookback::ui {

Gaps gaps_of(const BoardSizes& sizes) {
  const bool roomy = sizes.roomy && !sizes.stacked;
  return {.label = sizes.label + label_gap,
          .factor = roomy ? 40.0F : (sizes.stacked ? 12.0F : 18.0F),
          .arrow = sizes.roomy ? 86.0F : 40.0F,
          .band = title_height + label_height + (roomy ? 4.0F : 0.0F)};
}

CellSize fit(const BoardSizes& sizes, const Extent& extent, const Rectangle& room) {
  const float across = (room.width - extent.width) / static_cast<float>(extent.across);
  const float down = (room.height - extent.height) / static_cast<float>(extent.down);
  const float side =
      std::max(1.0F, std::min({std::floor(across * 2) / 2, std::floor(down * 2) / 2, sizes.most}));
  CellSize cell = {side, side};
  if (side >= least_height_for_numbers) {
    const float wished = std::max(sizes.number, std::min(sizes.usual_number, side * widest_cell));
    cell.width = std::max(side, std::min(std::floor(across), std::ceil(wished)));
  }
  return cell;
}

void move(BoardLayout& layout, float x, float y) {
  const auto shift = [&](Rectangle& area) {
    area.x += x;
    area.y += y;
  };
  shift(layout.area);
  for (GridPlace& place : layout.grids) {
    shift(place.area);
  }
  for (LabelBand& band : layout.labels) {
    shift(band.area);
  }
  for (TitlePlace& title : layout.titles) {
    shift(title.area);
  }
  for (ImVec2* point : {&layout.arrow_from, &layout.arrow_to}) {
    point->x += x;
    point->y += y;
  }
}

}  // namespace lookback::ui
