#include "monkey/monkey.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/format.h"
#include "monkey/files.h"

namespace lookback::monkey {
namespace {

std::string written(double number) { return shortest(std::round(number * 4) / 4); }

}  // namespace

Event Monkey::move(double x, double y) { return {Kind::move, {written(x), written(y)}}; }

const view::Node* Monkey::any_node(const Page& page) {
  const view::NodeList& nodes = page.workspace.nodes();
  return &nodes[static_cast<std::size_t>(random_.below(static_cast<int>(nodes.size())))];
}

// One that is drawn, mostly one that something can be done to.
const view::Node* Monkey::any_in_view(const Page& page) {
  const view::NodeList& nodes = page.workspace.nodes();
  if (!page.is_drawn() || page.last().rectangles.size() != nodes.size()) {
    return nullptr;
  }
  if (const auto& targets = page.last().targets; !targets.empty() && one_in(3)) {
    const auto& target = targets[static_cast<std::size_t>(random_.below(static_cast<int>(targets.size())))];
    return &nodes[static_cast<std::size_t>(target.place)];
  }
  for (int attempt = 0; attempt < 12; ++attempt) {
    const view::Node* node = any_node(page);
    const bool good = node->editable || node->pressable || node->role == view::Role::toggle ||
                      node->role == view::Role::number || node->role == view::Role::choice || one_in(4);
    if (good && !place_of(page, *node).empty()) {
      return node;
    }
  }
  return nullptr;
}

const ui::Rectangle& Monkey::place_of(const Page& page, const view::Node& node) {
  return page.last().rectangles[static_cast<std::size_t>(&node - page.workspace.nodes().data())];
}

// The pointer to somewhere in what is drawn; its middle mostly.
void Monkey::go_to(Events& events, const Page& page) {
  const view::Node* node = any_in_view(page);
  if (node == nullptr) {
    events.push_back(move(random_.unit() * page.width(), random_.unit() * page.height()));
    return;
  }
  const ui::Rectangle area = place_of(page, *node);
  const bool middle = !one_in(3);
  events.push_back(move(area.x + area.width * (middle ? 0.5 : random_.unit() * 1.1 - 0.05),
                        area.y + area.height * (middle ? 0.5 : random_.unit() * 1.1 - 0.05)));
}

void Monkey::click(Events& events, const Page& page) {
  go_to(events, page);
  for (int times = one_in(6) ? 2 : 1; times > 0; --times) {
    events.push_back({Kind::press});
    events.push_back({Kind::release});
  }
}

void Monkey::drag(Events& events, const Page& page) {
  go_to(events, page);
  const double x = number(events.back(), 0);
  const double y = number(events.back(), 1);
  events.push_back({Kind::press});
  const double far = one_in(4) ? 400 : 60;
  const double across = (random_.unit() - 0.5) * far;
  const double down = (random_.unit() - 0.5) * far;
  const int steps = between(2, 5);
  for (int step = 1; step <= steps; ++step) {
    const double part = static_cast<double>(step) / steps;
    events.push_back(move(x + across * part, y + down * part));
  }
  if (one_in(5)) {
    go_to(events, page);
  }
  if (!one_in(12)) {
    events.push_back({one_in(10) ? Kind::leave : Kind::release});
  }
}

// With no aim at all.
void Monkey::wander(Events& events, const Page& page) {
  constexpr std::array kinds = {Kind::press, Kind::release, Kind::leave};
  for (int steps = between(1, 4); steps > 0; --steps) {
    const double scale = one_in(8) ? 1e5 : 1.2;
    events.push_back(
        move((random_.unit() - 0.1) * scale * page.width(), (random_.unit() - 0.1) * scale * page.height()));
    if (one_in(4)) {
      events.push_back({kinds[static_cast<std::size_t>(random_.below(3))]});
    }
    if (one_in(3)) {
      events.push_back({Kind::wheel, {written((random_.unit() - 0.5) * (one_in(9) ? 1000 : 4))}});
    }
  }
}

void Monkey::press_keys(Events& events, const Page& page) {
  constexpr std::array keys = {"ArrowUp", "ArrowDown", "ArrowLeft",   "ArrowRight",    "PageUp", "PageDown",
                               "Space",   "Enter",     "Alt+ArrowUp", "Alt+ArrowDown", "Delete", "F2"};
  if (page.focused().empty() || one_in(3)) {
    events.push_back({Kind::focus, {one_in(20) ? "nothing.1.2" : any_node(page)->id}});
  }
  for (int count = between(1, 5); count > 0; --count) {
    events.push_back({Kind::key, {any(keys)}});
  }
  if (one_in(8)) {
    events.push_back({Kind::blur});
  }
}

void Monkey::change_surroundings(Events& events) {
  constexpr std::array<std::pair<int, int>, 8> sizes = {
      {{390, 844}, {1120, 900}, {844, 390}, {768, 1024}, {1440, 900}, {320, 568}, {2560, 1440}, {640, 360}}};
  constexpr std::array ratios = {"1", "2", "1.5", "0.9", "3"};
  switch (random_.below(5)) {
    case 0: {
      const auto [width, height] = sizes[static_cast<std::size_t>(random_.below(8))];
      const double scale = one_in(5) ? random_.unit() * 1.5 + 0.05 : 1;
      events.push_back({Kind::resize, {written(width * scale), written(height * scale)}});
      return;
    }
    case 1:
      return events.push_back({Kind::ratio, {any(ratios)}});
    case 2:
      return events.push_back({Kind::touch, {std::to_string(random_.below(2))}});
    case 3:
      return events.push_back({Kind::theme, {std::to_string(random_.below(4))}});
    default:
      return events.push_back({Kind::colours, {std::to_string(random_.below(3))}});
  }
}

void Monkey::change_presentation(Events& events, const Page& page) {
  constexpr std::array panels = {"",           "cost", "toolbar,chart", "board,sheet", "nothing",
                                 "generation", ",",    "setup"};
  if (page.read_only() || one_in(2)) {
    events.push_back({Kind::readonly, {page.read_only() ? "0" : "1"}});
  } else {
    events.push_back({Kind::hide, {any(panels)}});
  }
}

void Monkey::let_work(Events& events) {
  if (one_in(2)) {
    events.push_back({Kind::wait, {std::to_string(random_.below(1500))}});
  } else {
    events.push_back({Kind::work, {std::to_string(between(1, 6))}});
  }
}

void Monkey::turn_back(Events& events) {
  const Kind kind = one_in(3) ? Kind::redo : Kind::undo;
  for (int times = between(1, 4); times > 0; --times) {
    events.push_back({kind});
  }
}

Events Monkey::next(const Page& page) {
  Events events;
  const int die = random_.below(100);
  if (page.read_only() && one_in(8)) {
    change_presentation(events, page);
  } else if (page.read_only() && one_in(8)) {
    use_files(events, page);
  } else if (die < 18) {
    click(events, page);
  } else if (die < 25) {
    drag(events, page);
  } else if (die < 50) {
    act(events, page);
  } else if (die < 53) {
    act_on_nothing(events, page);
  } else if (die < 62) {
    type(events, page);
  } else if (die < 70) {
    press_keys(events, page);
  } else if (die < 75) {
    open(events, page);
  } else if (die < 80) {
    turn_back(events);
  } else if (die < 84) {
    wander(events, page);
  } else if (die < 88) {
    change_surroundings(events);
  } else if (die < 90) {
    change_presentation(events, page);
  } else if (die < 92) {
    say(events, page);
  } else if (die < 95) {
    let_work(events);
  } else if (die < 98) {
    use_files(events, page);
  } else {
    events.push_back({Kind::check});
  }
  if (!one_in(3)) {
    events.push_back({Kind::frame});
  }
  return events;
}

}  // namespace lookback::monkey
