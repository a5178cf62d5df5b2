#include "ui/widgets/icons.h"

#include <numbers>

namespace lookback::ui {
namespace {

constexpr float pi = std::numbers::pi_v<float>;

// A hook that turns back, `side` -1 to the left and 1 to the right.
void draw_turn(ImDrawList& list, ImVec2 c, float size, ImU32 colour, float side) {
  const float u = size / 16;
  const auto at = [&](float x, float y) { return ImVec2{c.x + side * x * u, c.y + y * u}; };
  list.PathLineTo(at(7, -3));
  list.PathLineTo(at(-2, -3));
  list.PathBezierCubicCurveTo(at(-9, -3), at(-9, 6), at(-2, 6));
  list.PathLineTo(at(3, 6));
  list.PathStroke(colour, 0, 1.6F);
  list.PathLineTo(at(3, -7));
  list.PathLineTo(at(7, -3));
  list.PathLineTo(at(3, 1));
  list.PathStroke(colour, 0, 1.6F);
}

}  // namespace

void draw_icon(const Frame& frame, Icon icon, ImVec2 c, float size, ImU32 colour) {
  ImDrawList& list = *frame.list;
  const float h = size / 2;
  switch (icon) {
    case Icon::undo:
      draw_turn(list, c, size, colour, -1);
      break;
    case Icon::redo:
      draw_turn(list, c, size, colour, 1);
      break;
    case Icon::reset:
      list.PathArcTo(c, h * 0.75F, -pi * 0.35F, pi * 1.35F);
      list.PathStroke(colour, 0, 1.6F);
      list.AddTriangleFilled({c.x - h * 0.95F, c.y - h * 0.75F}, {c.x - h * 0.1F, c.y - h * 0.8F},
                             {c.x - h * 0.45F, c.y - h * 0.05F}, colour);
      break;
    case Icon::back:
      list.AddTriangleFilled({c.x + h * 0.7F, c.y - h * 0.85F}, {c.x + h * 0.7F, c.y + h * 0.85F},
                             {c.x - h * 0.8F, c.y}, colour);
      break;
    case Icon::play:
    case Icon::step:
      list.AddTriangleFilled({c.x - h * 0.7F, c.y - h * 0.85F}, {c.x + h * 0.8F, c.y},
                             {c.x - h * 0.7F, c.y + h * 0.85F}, colour);
      break;
    case Icon::pause:
      list.AddRectFilled({c.x - h * 0.7F, c.y - h * 0.8F}, {c.x - h * 0.15F, c.y + h * 0.8F}, colour, 1);
      list.AddRectFilled({c.x + h * 0.15F, c.y - h * 0.8F}, {c.x + h * 0.7F, c.y + h * 0.8F}, colour, 1);
      break;
    case Icon::plus:
      list.AddLine({c.x, c.y - h * 0.7F}, {c.x, c.y + h * 0.7F}, colour, 1.6F);
      [[fallthrough]];
    case Icon::minus:
      list.AddLine({c.x - h * 0.7F, c.y}, {c.x + h * 0.7F, c.y}, colour, 1.6F);
      break;
    case Icon::cross:
      list.AddLine({c.x - h * 0.5F, c.y - h * 0.5F}, {c.x + h * 0.5F, c.y + h * 0.5F}, colour, 1.4F);
      list.AddLine({c.x - h * 0.5F, c.y + h * 0.5F}, {c.x + h * 0.5F, c.y - h * 0.5F}, colour, 1.4F);
      break;
    case Icon::open:
      list.PathLineTo({c.x - h * 0.6F, c.y - h * 0.3F});
      list.PathLineTo({c.x, c.y + h * 0.35F});
      list.PathLineTo({c.x + h * 0.6F, c.y - h * 0.3F});
      list.PathStroke(colour, 0, 1.5F);
      break;
  }
}

}  // namespace lookback::ui
