#include "studies/compare/entries.h"

namespace lookback::compare {

std::vector<Placed> placed(const Experiment& experiment) {
  std::vector<Placed> chosen;
  for (int place = 0; place < 4; ++place) {
    const auto value = static_cast<int>(parameter_of(experiment, place_ids[place]));
    const int index = place < 2 ? value : value - 1;  // the others may be none
    if (index >= 0) {
      chosen.push_back({place, &entries[static_cast<std::size_t>(index)]});
    }
  }
  return chosen;
}

Experiment as_entry(const Experiment& experiment, const Entry& entry) {
  Experiment result = experiment;
  result.mechanism = entry.mechanism;
  result.form = entry.form;
  result.parameters.clear();
  result.more.clear();
  result.cache = entry.steps();
  return result;
}

Refusal refusal_of(const Experiment& experiment, const Entry& entry) {
  const Experiment there = as_entry(experiment, entry);
  return form_of(there).absent(setting_of(there));
}

Matrix<double> output_of(const Experiment& experiment, const Entry& entry) {
  const Experiment there = as_entry(experiment, entry);
  return form_of(there)
      .pass.in_double(inputs_of(there, there.token_count()), there.mask, there.parameters, {})
      .output;
}

}  // namespace lookback::compare
