#pragma once

#include <array>

#include "base/say.h"
#include "cost/cost.h"
#include "experiment/experiment.h"

namespace lookback::predict {

inline constexpr std::array<int, 7> lengths = {64, 128, 256, 512, 1024, 2048, 4096};

// What is predicted: one decode step at a length, or a whole run up to it, of one head.
enum class Of : std::uint8_t { step, run };

struct Asked {
  Of of = Of::step;
  const Mechanism* mechanism = nullptr;
  int width = 16;  // d_k = d_v

  friend bool operator==(const Asked&, const Asked&) = default;
};

// From the mechanism's closed forms.
Cost cost_at(const Asked& asked, int length);

inline constexpr InputSpec guess_input = {.id = "guess",
                                          .title = "Your guess"_said,
                                          .meaning = "How many times as much as at the first length."_said,
                                          .rows = Size::one,
                                          .columns = Size::fixed,
                                          .start_value = 1,
                                          .minimum = 0.01,
                                          .maximum = 1e6,
                                          .fixed = static_cast<int>(lengths.size())};

}  // namespace lookback::predict
