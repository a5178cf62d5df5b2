#pragma once

#include <string>

#include "base/random.h"
#include "monkey/page.h"

namespace lookback::monkey {

// What somebody might do next who looks at the page but does not understand it: mostly with what is there,
// sometimes with what is not. The same seed and page give the same events.
class Monkey {
 public:
  explicit Monkey(std::uint64_t seed) : random_(seed) {}

  // What belongs together, such as a drag, ending with a picture most of the time.
  Events next(const Page& page);

 private:
  bool one_in(int count) { return random_.below(count) == 0; }
  int between(int least, int most) { return least + random_.below(most - least + 1); }
  template <class Values>
  std::string any(const Values& values) {
    return std::string(values[static_cast<std::size_t>(random_.below(static_cast<int>(std::size(values))))]);
  }

  const view::Node* any_node(const Page& page);
  const view::Node* any_in_view(const Page& page);
  const ui::Rectangle& place_of(const Page& page, const view::Node& node);
  std::string any_value();
  std::string any_link(const Page& page);
  std::string damaged(std::string link);

  Event move(double x, double y);
  void go_to(Events& events, const Page& page);
  void click(Events& events, const Page& page);
  void drag(Events& events, const Page& page);
  void wander(Events& events, const Page& page);
  void act(Events& events, const Page& page);
  void act_on_nothing(Events& events, const Page& page);
  void type(Events& events, const Page& page);
  void press_keys(Events& events, const Page& page);
  void open(Events& events, const Page& page);
  void say(Events& events, const Page& page);
  void turn_back(Events& events);
  void change_surroundings(Events& events);
  void change_presentation(Events& events, const Page& page);
  void let_work(Events& events);
  void use_files(Events& events, const Page& page);

  Random random_;
};

}  // namespace lookback::monkey
