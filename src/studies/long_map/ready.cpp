#include "studies/long_map/ready.h"

#include <array>

#include "base/format.h"
#include "base/say.h"
#include "studies/long_map/replaced_rows.h"
#include "studies/long_map/view.h"

namespace lookback::long_map {
namespace {

constexpr std::array<int, 4> lengths = {64, 1000, 4096, most_map_tokens};

// A cell with much weight: the last query, and the last key that it looks for.
Cell telling_cell(const map::Generator& generator, const map::LongSpec& spec) {
  const int query = spec.tokens - 1;
  const std::vector<int> keys = generator.expected_keys(spec, query, kernels::causal_keys());
  return {query, keys.empty() ? query : keys.back()};
}

}  // namespace

Section ready_section(const Asked& asked) {
  const auto generators = map::generators();
  SheetTable table = {
      .id = "map.ready",
      .title = say("Maps to begin with"),
      .meaning = say("Press on a length. Of all but random numbers it is known where their weight lies."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(static_cast<int>(generators.size()), lengths.size()),
      .marked = Matrix<std::uint8_t>(static_cast<int>(generators.size()), lengths.size()),
      .pressable = true};
  for (const int length : lengths) {
    table.columns.push_back(say("{0} tokens", grouped(length)));
  }
  for (int r = 0; r < table.values.rows(); ++r) {
    const map::Generator& generator = generators[static_cast<std::size_t>(r)];
    table.rows.push_back(say(generator.title));
    for (int c = 0; c < table.values.columns(); ++c) {
      const int length = lengths[static_cast<std::size_t>(c)];
      table.values(r, c) = length;
      table.texts.push_back(grouped(length));
      table.marked(r, c) = asked.inputs.generator == generator.id && asked.inputs.tokens == length ? 1 : 0;
    }
  }
  return {"map.ready.section", "", {std::move(table)}};
}

Experiment ready_map(const Experiment& experiment, int row, int column) {
  Experiment next = experiment;
  next.more.erase(std::string(replaced_input.id));
  for (const std::string_view id : {"map_width", "map_seed", "map_period", "map_topics", "map_segments",
                                    "map_mechanism", "map_gamma", "map_mask", "map_window"}) {
    next.study_parameters.erase(std::string(id));
  }
  set(next, "map_generator", row);
  set(next, "map_tokens", lengths[static_cast<std::size_t>(column)]);
  set_view(next, asked_of(next).inputs.tokens, whole_view(most_map_tokens));
  const map::LongSpec spec = asked_of(next).inputs;
  set_chosen(next, telling_cell(*map::find_generator(spec.generator), spec));
  return next;
}

}  // namespace lookback::long_map
