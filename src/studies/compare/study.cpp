#include "studies/compare/study.h"

#include <array>

#include "base/say.h"
#include "experiment/generation.h"
#include "studies/compare/sides.h"
#include "studies/input_tables.h"

namespace lookback::compare {
namespace {

constexpr std::array<std::string_view, entries.size()> names = [] {
  std::array<std::string_view, entries.size()> result;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    result[i] = entries[i].name;
  }
  return result;
}();
constexpr std::array<std::string_view, entries.size() + 1> names_or_none = [] {
  std::array<std::string_view, entries.size() + 1> result = {"none"_said};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    result[i + 1] = entries[i].name;
  }
  return result;
}();

constexpr double index_of(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      return static_cast<double>(i);
    }
  }
  return -1;
}

struct Counter {
  std::string_view name;
  std::int64_t Cost::* count;
};
constexpr std::array<Counter, 7> counters = {{
    {"multiply–adds"_said, &Cost::mac},
    {"multiplications"_said, &Cost::mul},
    {"additions"_said, &Cost::add},
    {"exponentials"_said, &Cost::exp},
    {"divisions"_said, &Cost::div},
    {"numbers read"_said, &Cost::state_read},
    {"sequential steps"_said, &Cost::sequential_depth},
}};
constexpr std::array<std::string_view, counters.size()> counter_names = [] {
  std::array<std::string_view, counters.size()> result;
  for (std::size_t i = 0; i < counters.size(); ++i) {
    result[i] = counters[i].name;
  }
  return result;
}();

constexpr ParameterSpec place(std::size_t index, std::string_view label, std::string_view initial) {
  const bool may_be_none = index >= 2;
  const std::span<const std::string_view> choices =
      may_be_none ? std::span<const std::string_view>(names_or_none) : names;
  return {.id = place_ids[index],
          .label = label,
          .maximum = static_cast<double>(choices.size() - 1),
          .initial = initial.empty() ? 0 : index_of(initial) + (may_be_none ? 1 : 0),
          .meaning =
              index == 0 ? "What the others are compared with."_said : "What is laid beside the first."_said,
          .choices = choices};
}

constexpr std::array<ParameterSpec, 6> parameters = {{
    place(0, "First"_said, "Softmax KV cache"),
    place(1, "Second"_said, "Retention recurrent"),
    place(2, "Third"_said, ""),
    place(3, "Fourth"_said, ""),
    {.id = counter_id,
     .label = "Count"_said,
     .maximum = counters.size() - 1,
     .meaning =
         "What the charts of cost count; RWKV-4 multiplies and adds, but never as a multiply–add."_said,
     .choices = counter_names},
    {.id = until_id,
     .label = "Up to length"_said,
     .minimum = 8,
     .maximum = 4096,
     .initial = 16,
     .meaning = "How long a sequence the charts reach; past your tokens by formula."_said,
     .logarithmic = true},
}};

Comparison computed(const Experiment& experiment) {
  const Counter& counter = counters[static_cast<std::size_t>(parameter_of(experiment, counter_id))];
  const int tokens = experiment.token_count();
  // A hand-made mask says nothing about tokens that are not there.
  const bool extends = experiment.mask.kind() != Mask::Kind::bits;
  const auto until = static_cast<int>(parameter_of(experiment, until_id));
  Comparison result = {
      experiment, {}, counter.count, counter.name, extends ? std::max(until, tokens) : tokens};
  for (const Placed& placed : placed(experiment)) {
    Side side = {placed, refusal_of(experiment, *placed.entry)};
    if (!side.why) {
      side.output = output_of(experiment, *placed.entry);
      side.run = count_run(as_entry(experiment, *placed.entry));
    }
    result.sides.push_back(std::move(side));
  }
  return result;
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* /*work*/) {
  const Comparison comparison = computed(experiment);
  Sheet result = {.finding = finding_of(comparison)};
  for (const auto& section : {outputs_section, charts_section, crossings_section, counts_section}) {
    Section made = section(comparison);
    if (!made.blocks.empty()) {
      result.sections.push_back(std::move(made));
    }
  }
  result.sections.push_back(input_tables(experiment, say("The same numbers for all")));
  return result;
}

}  // namespace

const Study study = {
    {
        .id = "compare",
        .title = "Compare"_said,
        .question = "Two to four mechanisms on the same tokens: what comes out, what it costs, "
                    "and from which length on one is cheaper."_said,
        .shelf = Shelf::retention,
        .start = "mechanism=softmax_attention",
        .parameters = parameters,
        .settings = {.mask = true, .numbers = true},
    },
    sheet};

}  // namespace lookback::compare
