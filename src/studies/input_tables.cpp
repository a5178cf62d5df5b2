#include "studies/input_tables.h"

namespace lookback {

Section input_tables(const Experiment& experiment, std::string title) {
  Section section = {"numbers", std::move(title), {}};
  const auto add = [&](const char* id, Tone tone, const Matrix<double>& values) {
    section.blocks.emplace_back(SheetTable{.id = id,
                                           .title = id,
                                           .tone = tone,
                                           .values = values,
                                           .rows = experiment.tokens,
                                           .editable = true,
                                           .minimum = -largest_magnitude,
                                           .maximum = largest_magnitude});
  };
  add("Q", Tone::query, experiment.inputs.q);
  add("K", Tone::key, experiment.inputs.k);
  add("V", Tone::value, experiment.inputs.v);
  return section;
}

}  // namespace lookback
