#pragma once

#include <cmath>
#include <string>

#include "base/random.h"
#include "experiment/experiment.h"
#include "mechanisms/inputs.h"

namespace lookback::testing {

inline Mask random_mask(Random& random, int tokens) {
  switch (random.below(6)) {
    case 0:
      return Mask::none();
    case 1:
      return Mask::diagonal();
    case 2:
      return Mask::window(random.below(4), random.below(3));
    case 3:
      return random_bits(tokens, random.bits());
    default:
      return Mask::causal();
  }
}

// Any state of the board, with numbers of all sizes.
inline Experiment random_experiment(Random& random) {
  Experiment experiment = start_experiment();
  const int tokens = 1 + random.below(12);
  experiment.tokens.clear();
  for (int i = 0; i < tokens; ++i) {
    const char* const names[] = {"the", "a,b", "x=1&y", "猫", " ", "50%", "#", "é;"};
    experiment.tokens.push_back(names[random.below(8)]);
  }
  const double magnitude = std::pow(10, random.below(10));
  experiment.inputs = random_head(tokens, 1 + random.below(6), 1 + random.below(6), random.bits(), magnitude);
  experiment.mask = random_mask(random, tokens);
  experiment.cache = random.below(2) == 0;
  experiment.columns_are_queries = random.below(4) == 0;
  experiment.position = random.below(tokens + 1);
  const auto forms = mechanism_of(experiment).forms;
  const Form& form = forms[static_cast<std::size_t>(random.below(static_cast<int>(forms.size())))];
  if (!form.absent(setting_of(experiment))) {
    experiment.form = form.id;
  }
  if (random.below(2) == 0) {
    experiment.parameters["scaled"] = 0;
  }
  if (random.below(2) == 0) {
    experiment.parameters["tile"] = 3 + random.below(20);
  }
  return experiment;
}

}  // namespace lookback::testing
