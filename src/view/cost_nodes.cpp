#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/say.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

constexpr std::size_t always_shown = 8;  // counters that keep their row even while they are zero

struct Column {
  std::string title;
  Tone tone;
  Cost cost;
};

// One way of generating the same tokens, where the mechanism has it.
struct Alternative {
  std::string_view id;
  std::string title;
  Tone tone;
  const std::vector<Cost>& steps;
};

// What is said of a cache, and of a state where the mechanism keeps no cache.
struct Wording {
  std::string_view of_cache;
  std::string_view of_state;
};
constexpr std::array<Wording, 5> wordings = {{
    {"Numbers read from cache"_said, "Numbers read from state"_said},
    {"Cache held now, numbers"_said, "State held now, numbers"_said},
    {"Numbers written to cache"_said, "Numbers written to state"_said},
    {"Causal + cache"_said, "Causal + state"_said},
    {"Causal, no cache"_said, "Causal, no state"_said},
}};

std::string in_words_of(const Mechanism& mechanism, std::string_view text) {
  const auto* const wording = std::ranges::find(wordings, text, &Wording::of_cache);
  const bool keeps_cache = mechanism.state_title.find("ache") != std::string_view::npos;
  return say(wording == wordings.end() || keeps_cache ? text : wording->of_state);
}

std::vector<Alternative> alternatives_of(const Experiment& experiment, const Generation& generation) {
  constexpr Tone tones[] = {Tone::accent, Tone::key, Tone::warning};
  std::vector<Alternative> present;
  for (std::size_t i = 0; i < std::size(alternatives); ++i) {
    const std::vector<Cost>& steps = generation.*alternatives[i].steps;
    if (steps.empty()) {
      continue;
    }
    present.push_back(
        {alternatives[i].id, in_words_of(mechanism_of(experiment), alternatives[i].title), tones[i], steps});
  }
  return present;
}

std::vector<Column> columns_of(const Experiment& experiment, const Evaluation& evaluation) {
  const Generation& generation = evaluation.generation;
  const int position = experiment.position;
  std::vector<Column> columns = {
      {say("this step"), Tone::plain,
       position == 0 ? Cost{} : generation.run[static_cast<std::size_t>(position - 1)]},
      {say("this run"), Tone::plain, run_cost(generation.run, position)},
      {say("closed form"), Tone::dim, run_closed_form(experiment, position)},
  };
  for (const Alternative& other : alternatives_of(experiment, generation)) {
    columns.push_back({other.title, other.tone, run_cost(other.steps, position)});
  }
  return columns;
}

std::string closed_form_hint(const Experiment& experiment, const Evaluation& evaluation,
                             const CostField& field) {
  if (mechanism_of(experiment).formula == nullptr) {
    return "";
  }
  const Strategy strategy = evaluation.generation.cached ? Strategy::cached : Strategy::recomputed;
  const std::string_view formula =
      mechanism_of(experiment).formula(field.id, strategy, setting_of(experiment));
  return formula.empty() ? "" : say("{0} with n = {1}", formula, experiment.position);
}

// The first of the chart's counters that something counts.
std::string_view first_counted(const Experiment& experiment, const Generation& generation) {
  const auto counts = [](const std::vector<Cost>& steps, std::string_view id) {
    const auto* field = std::ranges::find(cost_fields, id, &CostField::id);
    return std::ranges::any_of(steps, [&](const Cost& step) { return step.*field->count != 0; });
  };
  const std::vector<Alternative> others = alternatives_of(experiment, generation);
  for (const std::string_view id : chart_counters) {
    if (counts(generation.run, id) ||
        std::ranges::any_of(others, [&](const Alternative& other) { return counts(other.steps, id); })) {
      return id;
    }
  }
  return chart_counters.front();
}

}  // namespace

void add_cost(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation) {
  nodes.push_back({.id = "cost", .role = Role::group, .name = say("Cost so far")});
  const std::vector<Column> columns = columns_of(experiment, evaluation);
  constexpr std::size_t run_column = 1;
  constexpr std::size_t closed_column = 2;
  nodes.push_back({.id = "counters",
                   .parent = "cost",
                   .role = Role::table,
                   .name = say("Counters, one layer and head"),
                   .columns = static_cast<int>(columns.size()),
                   .look = Look::list});
  const std::size_t table = nodes.size() - 1;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    nodes.push_back({.id = "counters.column." + std::to_string(c),
                     .parent = "counters",
                     .role = Role::column_header,
                     .name = columns[c].title,
                     .column = static_cast<int>(c),
                     .tone = columns[c].tone});
  }
  int row = 0;
  for (std::size_t f = 0; f < cost_fields.size(); ++f) {
    const CostField& field = cost_fields[f];
    bool any = f < always_shown;
    for (const Column& column : columns) {
      any = any || column.cost.*field.count != 0;
    }
    if (!any) {
      continue;
    }
    const std::string label = in_words_of(mechanism_of(experiment), field.label);
    nodes.push_back({.id = "counters.row." + std::to_string(row),
                     .parent = "counters",
                     .role = Role::row_header,
                     .name = label,
                     .row = row});
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::int64_t count = columns[c].cost.*field.count;
      Node cell = {.id = "counters." + std::to_string(row) + "." + std::to_string(c),
                   .parent = "counters",
                   .role = Role::cell,
                   .name = label + ", " + columns[c].title,
                   .text = grouped(count),
                   .value = static_cast<double>(count),
                   .row = row,
                   .column = static_cast<int>(c),
                   .tone = columns[c].tone};
      if (c == closed_column) {
        cell.text += count == columns[run_column].cost.*field.count ? " ✓" : " ≠";
        cell.hint = closed_form_hint(experiment, evaluation, field);
      }
      nodes.push_back(std::move(cell));
    }
    ++row;
  }
  nodes[table].rows = row;
}

void add_chart(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
               const ViewState& state) {
  nodes.push_back({.id = "chart", .role = Role::group, .name = say("Cost against tokens")});
  nodes.push_back({.id = "chart.quantity", .parent = "chart", .role = Role::choice, .name = say("Counter")});
  const std::size_t choice = nodes.size() - 1;
  const CostField* shown = nullptr;
  const std::string_view counter =
      state.chart_counter.empty() ? first_counted(experiment, evaluation.generation) : state.chart_counter;
  for (const CostField& field : cost_fields) {
    for (const std::string_view id : chart_counters) {
      if (field.id != id) {
        continue;
      }
      const bool checked = id == counter;
      const std::string label = in_words_of(mechanism_of(experiment), field.label);
      if (checked) {
        shown = &field;
        nodes[choice].text = label;
      }
      nodes.push_back({.id = "chart.quantity." + std::string(id),
                       .parent = "chart.quantity",
                       .role = Role::option,
                       .name = label,
                       .checked = checked});
    }
  }
  LOOKBACK_ASSERT(shown != nullptr);
  const auto add_series = [&](std::string_view id, std::string_view name, Tone tone,
                              const std::vector<Cost>& steps) {
    Node node = {.id = "chart." + std::string(id),
                 .parent = "chart",
                 .role = Role::series,
                 .name = std::string(name),
                 .row = experiment.position,
                 .tone = tone};
    Cost sum;
    for (const Cost& step : steps) {
      sum = sum + step;
      node.points.push_back(static_cast<double>(sum.*shown->count));
    }
    node.text = experiment.position == 0
                    ? "0"
                    : grouped(static_cast<std::int64_t>(
                          node.points[static_cast<std::size_t>(experiment.position - 1)]));
    nodes.push_back(std::move(node));
  };
  const Generation& generation = evaluation.generation;
  add_series("run", say("This run"), Tone::plain, generation.run);
  for (const Alternative& other : alternatives_of(experiment, generation)) {
    add_series(other.id, other.title, other.tone, other.steps);
  }
}

}  // namespace lookback::view
