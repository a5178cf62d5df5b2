#pragma once

#include <optional>

#include "ui/frame.h"
#include "ui/widgets/icons.h"

namespace lookback::ui {

struct ButtonLook {
  std::optional<Icon> icon = {};
  bool icon_last = false;  // behind the word
  bool worded = true;
  bool strong = false;  // the button that matters most
};

// Of a button of a row: what plays has its signs.
ButtonLook look_of(const view::Node& button);

float button_width(const Frame& frame, const view::Node& node, const ButtonLook& look);
void draw_button(Frame& frame, const view::Node& node, const Rectangle& area, const ButtonLook& look);

}  // namespace lookback::ui
