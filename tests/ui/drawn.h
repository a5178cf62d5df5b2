#pragma once

#include <imgui.h>

#include <algorithm>
#include <string>
#include <vector>

#include "experiment/link.h"
#include "studies/study.h"
#include "ui/lab.h"
#include "ui/rectangles.h"

namespace lookback::test {

// What the canvas draws of every study and every mechanism, and what holds for all of it.

struct Shape {
  float width;
  float height;
  bool touch;
};

struct Shown {
  std::string name;
  Experiment experiment;
};

inline std::vector<Shown> everything_shown() {
  std::vector<Shown> all;
  for (const Study* study : studies()) {
    all.push_back({std::string(study->id), start_of(*study)});
  }
  for (const Mechanism* mechanism : mechanisms()) {
    all.push_back({std::string(mechanism->id), *from_link("mechanism=" + std::string(mechanism->id))});
  }
  return all;
}

// The lab as it is drawn in the present language.
inline void draw(Lab& lab, const Experiment& experiment, const Shape& shape) {
  REQUIRE(lab.workspace.open(to_link(experiment)));
  lab.settle();
  lab.take_needed_height();
  lab.resize(shape.width, std::max(lab.surroundings().height, shape.height));
  lab.settle();
}

inline void check_targets(const Lab& lab) {
  const auto& targets = lab.last().targets;
  REQUIRE(!targets.empty());
  for (auto a = targets.begin(); a != targets.end(); ++a) {
    CHECK_MESSAGE(within(a->rectangle, lab.surroundings()), a->id << " is not on the display");
    for (auto b = std::next(a); b != targets.end(); ++b) {
      CHECK_MESSAGE(!overlap(a->rectangle, b->rectangle), a->id << " lies on " << b->id);
    }
  }
}

// What the frame really drew of letters, as far as it can be seen.
inline std::vector<ui::Rectangle> letters() {
  std::vector<ui::Rectangle> all;
  const ImVec2 white = ImGui::GetIO().Fonts->TexUvWhitePixel;
  const ImDrawData* data = ImGui::GetDrawData();
  for (const ImDrawList* list : data->CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      for (unsigned i = 0; i + 6 <= command.ElemCount; ++i) {
        const auto vertex = [&](unsigned corner) -> const ImDrawVert& {
          return list->VtxBuffer[static_cast<int>(
              list->IdxBuffer[static_cast<int>(command.IdxOffset + i + corner)] + command.VtxOffset)];
        };
        const ImDrawVert& low = vertex(0);
        const ImDrawVert& high = vertex(2);
        // A letter is two triangles with a picture of their own: 0 1 2 and 0 2 3.
        const bool letter = low.uv.x != white.x && low.uv.x < high.uv.x && low.uv.y < high.uv.y &&
                            low.pos.x < high.pos.x && low.pos.y < high.pos.y &&
                            vertex(3).pos.x == low.pos.x && vertex(4).pos.x == high.pos.x &&
                            vertex(1).pos.y == low.pos.y;
        if (!letter) {
          continue;
        }
        i += 5;
        const float left = std::max(low.pos.x, command.ClipRect.x);
        const float top = std::max(low.pos.y, command.ClipRect.y);
        const float right = std::min(high.pos.x, command.ClipRect.z);
        const float bottom = std::min(high.pos.y, command.ClipRect.w);
        if (left < right && top < bottom) {
          all.push_back({left, top, right - left, bottom - top});
        }
      }
    }
  }
  return all;
}

// Text that runs into other text, or off the display, shows that nobody asked how long it is.
inline void check_letters(const Lab& lab) {
  std::vector<ui::Rectangle> all = letters();
  REQUIRE(all.size() > 100);
  std::ranges::sort(all, {}, &ui::Rectangle::x);
  int overlapping = 0;
  ui::Rectangle first;
  for (auto a = all.begin(); a != all.end(); ++a) {
    CHECK(within(*a, lab.surroundings()));
    for (auto b = std::next(a); b != all.end() && b->x < a->right(); ++b) {
      const float wide = std::min(a->right(), b->right()) - b->x;
      const float high = std::min(a->bottom(), b->bottom()) - std::max(a->y, b->y);
      const float smaller = std::min(a->width * a->height, b->width * b->height);
      if (wide > 0 && high > 0 && wide * high > smaller / 2) {
        first = overlapping++ == 0 ? *a : first;
      }
    }
  }
  CHECK_MESSAGE(overlapping == 0,
                overlapping << " letters lie on others, the first at " << first.x << ", " << first.y);
}

}  // namespace lookback::test
