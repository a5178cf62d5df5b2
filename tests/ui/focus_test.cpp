#include <imgui.h>

#include "ui/lab.h"

using namespace lookback;
using test::Lab;

namespace {

// What the last frame drew in the margin of a rectangle.
int drawn_around(const ui::Rectangle& area) {
  const ui::Rectangle outer = area.grown(4);
  const ui::Rectangle inner = area.grown(0.5F);
  int count = 0;
  for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
    for (const ImDrawVert& vertex : list->VtxBuffer) {
      count += outer.contains(vertex.pos) && !inner.contains(vertex.pos) ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("what has the focus has a ring around it, and nothing else has") {
  Lab lab(1120, 900);
  lab.settle();
  for (const char* id : {"step", "causal", "Q.1.2", "token.1"}) {
    CAPTURE(id);
    lab.focus("");
    lab.frame();
    const int before = drawn_around(lab.rectangle(id));
    lab.focus(id);
    lab.frame();
    CHECK(drawn_around(lab.rectangle(id)) >= before + 8);
    lab.focus("undo");
    lab.frame();
    CHECK(drawn_around(lab.rectangle(id)) == before);
  }
}
