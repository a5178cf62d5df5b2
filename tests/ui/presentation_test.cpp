#include <array>
#include <string>

#include "ui/lab.h"
#include "ui/rectangles.h"

using namespace lookback;
using test::Lab;
using test::overlap;
using test::within;

namespace {

constexpr std::array<std::string_view, 6> panels = {"toolbar",    "setup", "inspector",
                                                    "generation", "cost",  "chart"};

// Toolbar and setup share their ground where there is room.
void check_panels(const Lab& lab, const std::string& hidden) {
  std::vector<std::string_view> shown;
  for (const std::string_view panel : panels) {
    if (view::find(lab.workspace.nodes(), panel) != nullptr && panel != "setup") {
      shown.push_back(panel);
    }
  }
  shown.push_back("Q");
  for (const std::string_view a : shown) {
    const ui::Rectangle area = lab.rectangle(a);
    INFO(a << " without " << hidden << " at " << lab.surroundings().width);
    CHECK((a == "chart" || !area.empty()));
    CHECK(within(area, lab.surroundings()));
    for (const std::string_view b : shown) {
      CHECK_MESSAGE((a == b || !overlap(area, lab.rectangle(b))), b);
    }
  }
}

}  // namespace

TEST_CASE("whichever panels are hidden, the others are drawn, apart and within the canvas") {
  for (const auto& [width, height] : {std::pair{1120.0F, 900.0F}, {900.0F, 600.0F}, {390.0F, 100.0F}}) {
    for (const char* link : {"version=1", "version=1&study=model"}) {
      Lab lab(width, height);
      REQUIRE(lab.workspace.open(link));
      for (unsigned set = 0; set < 1U << panels.size(); ++set) {
        std::string hidden;
        for (std::size_t i = 0; i < panels.size(); ++i) {
          hidden += (set >> i & 1U) != 0 ? std::string(panels[i]) + "," : "";
        }
        lab.workspace.present({.read_only = false, .hidden = hidden});
        lab.take_needed_height();
        lab.settle();
        check_panels(lab, hidden);
      }
    }
  }
}
