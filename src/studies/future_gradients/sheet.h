#pragma once

#include <array>

#include "studies/future_gradients/view.h"
#include "studies/study.h"

namespace lookback::future_gradients {

inline constexpr std::string_view beams_id = "readers";
inline constexpr std::string_view weights_table = "seen";
inline constexpr std::string_view own_keys_button = "own_keys";
inline constexpr std::string_view loss_last_button = "loss_last";
inline constexpr std::string_view loss_everywhere_button = "loss_everywhere";

bool own_keys_hidden(const Experiment& experiment);

Sheet sheet(const Experiment& experiment, const Evaluation& evaluation, const Work* work);

}  // namespace lookback::future_gradients
