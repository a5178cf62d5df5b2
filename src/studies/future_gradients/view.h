#pragma once

#include <array>
#include <optional>

#include "experiment/experiment.h"
#include "studies/future_gradients/contributions.h"

namespace lookback::future_gradients {

inline constexpr std::string_view gradient_choice = "gradient_by";
inline constexpr std::string_view key_choice = "key_shown";
inline constexpr std::string_view projection_switch = "projected";
inline constexpr std::string_view loss_row = "loss";

// The study's own inputs; the last four are read when q, k and v are projected.
extern const std::array<InputSpec, 6> inputs;

// What the sheet is made of.
struct View {
  LossHead head;  // of the tokens that have arrived
  std::optional<Projections> projections;
  By by = By::keys;
  int key = 0;  // shown; the newest while the chosen one has not arrived
  Split parts;
  Lengths lengths;
  Matrix<double> weights;  // [N, N]
  Matrix<double> output;   // [N, d_v]
};
View view_of(const Experiment& experiment);

// The numbers as one or two sentences.
std::string finding(const View& view);

}  // namespace lookback::future_gradients
