#pragma once

#include <algorithm>
#include <concepts>

#include "base/say.h"
#include "mechanisms/form.h"
#include "mechanisms/head_inputs.h"
#include "mechanisms/softmax_row.h"

// Mechanisms that weigh every channel of the values apart: keys are as wide as values, and each channel has
// scores and weights of its own, of which the board shows those of one channel.
namespace lookback {

inline constexpr ParameterSpec channel_spec = {
    "channel",
    "Channel shown"_said,
    0,
    15,
    0,
    "Whose scores and weights are shown, as each channel has its own; the last one's where there are fewer."_said};

inline int shown_channel(const Parameters& chosen, int channels) {
  const auto found = chosen.find(channel_spec.id);
  const double channel = found == chosen.end() ? channel_spec.initial : found->second;
  return std::min(static_cast<int>(channel), channels - 1);
}

inline Refusal needs_equal_widths(const Setting& setting) {
  if (setting.key_width == setting.value_width) {
    return std::nullopt;
  }
  return "Each channel of a key weighs the same channel of its value, so both must be equally wide."_said;
}

// Channel c of every output: a softmax over logit(i, j) of the keys that row i sees, times their channel c.
// One row of logits is held at a time; what is shown of the channel goes into `shown`, if given.
template <class T, class LogitOfPair>
void average_channel(int c, const Matrix<T>& v, const Mask& mask, LogitOfPair logit, Matrix<T>& output,
                     HeadOutputs<T>* shown = nullptr) {
  const int tokens = v.rows();
  if (shown != nullptr) {
    shown->scores = Matrix<T>(tokens, tokens);
    shown->weights = Matrix<T>(tokens, tokens);
  }
  std::vector<Logit<T>> logits(static_cast<std::size_t>(tokens), Logit<T>(0));
  std::vector<T> weights(static_cast<std::size_t>(tokens), T(0));
  for (int i = 0; i < tokens; ++i) {
    std::vector<int> keys;
    for (int j = 0; j < tokens; ++j) {
      if (mask.visible(i, j)) {
        keys.push_back(j);
        logits[static_cast<std::size_t>(j)] = logit(i, j);
      }
    }
    softmax<T>(keys, logits, weights);
    accumulate_values<T>(
        keys, weights, [&v, c](int j) { return v.row(j).subspan(static_cast<std::size_t>(c), 1); },
        output.row(i).subspan(static_cast<std::size_t>(c), 1));
    if constexpr (std::same_as<Logit<T>, T>) {
      for (std::size_t n = 0; shown != nullptr && n < keys.size(); ++n) {
        shown->scores(i, keys[n]) = logits[static_cast<std::size_t>(keys[n])];
        shown->weights(i, keys[n]) = weights[static_cast<std::size_t>(keys[n])];
      }
    }
  }
}

}  // namespace lookback
