#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/say.h"

namespace lookback {

// Values by id; what is absent has its spec's initial value.
using Parameters = std::map<std::string, double, std::less<>>;

// A number that a mechanism lets the learner choose. The slider, the link and the command line read it here.
struct ParameterSpec {
  std::string_view id;  // in links
  std::string_view label;
  double minimum = 0;
  double maximum = 1;
  double initial = 0;
  std::string_view meaning;  // one sentence
  bool is_switch = false;    // 0 or 1
  double step = 1;           // 1: whole numbers only; less: any number in the range, moved by this much
  std::span<const std::string_view> choices = {};  // names of the values 0, 1, 2, …; empty: a number

  bool logarithmic = false;  // a step doubles or halves it

  // Names of its whole values from the minimum on, which are stops of one slider; empty: it has none.
  std::span<const std::string_view> stops = {};

  // Whether it changes anything while the others are so; absent: always. The board hides what changes
  // nothing.
  bool (*read)(const Parameters&) = nullptr;
};

// The switch of the mechanisms that take a softmax of dot products.
inline constexpr ParameterSpec scaled_scores = {
    .id = "scaled",
    .label = "Scale by 1/√d"_said,
    .minimum = 0,
    .maximum = 1,
    .initial = 1,
    .meaning =
        "Multiplies every score by σ = 1/√d_k, so that scores do not grow with the width of the keys."_said,
    .is_switch = true};

}  // namespace lookback
