#pragma once

#include <optional>

#include "monkey/page.h"

namespace lookback::monkey {

// How a run of events ended.
struct Outcome {
  Fault fault;
  std::uint64_t hash = 0;  // of the state at its end
  std::size_t events = 0;
  std::uint64_t frames = 0;
};

// Lets events happen to a page, and sees after each of them to what must hold.
class Player {
 public:
  // False when a rule is broken: then nothing more is to happen.
  bool take(const Event& event);
  // Everything that takes longer is looked at once more.
  Outcome end();

  const Page& page() const { return page_; }

 private:
  bool expect(Fault fault);
  void look_at_nodes();
  void look_at_experiment();
  void check_all();

  Page page_;
  Fault fault_;
  std::size_t events_ = 0;
  std::uint64_t looked_at_ = 0;
  std::optional<Experiment> known_;
  std::optional<Experiment> for_reading_;  // what the lab showed when it became for reading only
};

Outcome play(const Events& events);

}  // namespace lookback::monkey
