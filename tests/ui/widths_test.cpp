#include "ui/drawn.h"

using namespace lookback;
using test::Lab;
using view::Role;

namespace {

constexpr float widths[] = {320, 360, 390, 480, 600, 640, 768, 900, 1024, 1100, 1280, 1440, 1920, 2560, 3840};

// Cells, charts and maps have the size that their numbers leave them; in the tables, each has that of a
// control.
bool is_control(Role role) {
  return role != Role::table && role != Role::cell && role != Role::row_header &&
         role != Role::column_header && role != Role::chart && role != Role::series && role != Role::map;
}

void check_sizes(const Lab& lab, float least) {
  for (const ui::Target& target : lab.last().targets) {
    const Role role = lab.workspace.nodes().at(static_cast<std::size_t>(target.place)).role;
    if (is_control(role)) {
      const bool roomy = target.rectangle.width >= least && target.rectangle.height >= least;
      CHECK_MESSAGE(roomy,
                    target.id << " is " << target.rectangle.width << " by " << target.rectangle.height);
    }
  }
}

void check_every_width(bool touch, float least) {
  for (const float width : widths) {
    for (const test::Shown& shown : test::everything_shown()) {
      CAPTURE(width);
      CAPTURE(shown.name);
      Lab lab(width, 700, ui::Palette::light, touch);
      test::draw(lab, shown.experiment, {width, 700, touch});
      check_sizes(lab, least);
      test::check_targets(lab);
      test::check_letters(lab);
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("ui");

TEST_CASE("at every width nothing lies on other things, and what is pressed is 24 pixels large") {
  check_every_width(false, 24);
}

TEST_CASE("at every width under a finger what is pressed is 44 pixels large") { check_every_width(true, 44); }

TEST_SUITE_END();
