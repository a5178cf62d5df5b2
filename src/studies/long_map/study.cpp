#include "studies/long_map/study.h"

#include <array>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "studies/long_map/cell_section.h"
#include "studies/long_map/costs.h"
#include "studies/long_map/opened.h"
#include "studies/long_map/picture.h"
#include "studies/long_map/ready.h"
#include "studies/long_map/replaced_rows.h"
#include "studies/long_map/settings.h"
#include "studies/long_map/view.h"

namespace lookback::long_map {
namespace {

constexpr std::array<InputSpec, 1> inputs = {replaced_input};

std::string finding_of(const MapWork* work) {
  if (work != nullptr && !work->fault().empty()) {
    return work->fault();
  }
  if (work == nullptr || work->whole() == nullptr) {
    return say("Computing: {0} % of the rows.", 0);
  }
  if (!work->has_rows()) {
    return say("Computing: {0} % of the rows.", fixed(100 * work->whole()->attention().progress(), 0));
  }
  return work->finding().empty() ? say("The rows are computed. Looking where their weight lies.")
                                 : work->finding();
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* some) {
  const auto* work = static_cast<const MapWork*>(some);
  const Asked asked = asked_of(experiment);
  Sheet result = {finding_of(work), {picture_section(asked, work)}};
  if (work != nullptr && work->whole() != nullptr) {
    // The rows come first: what is computed of the cell arrives later, and must not move what is edited.
    result.sections.push_back(rows_section(asked, *work));
    result.sections.push_back(cell_section(asked, *work));
    result.sections.push_back(costs_section(asked, *work));
  }
  if (!asked.is_generated()) {
    result.sections.push_back(opened_section(experiment));
  }
  result.sections.push_back(ready_section(asked));
  return result;
}

std::unique_ptr<Work> work(const Experiment& experiment) { return std::make_unique<MapWork>(experiment); }

Experiment with_chosen(const Experiment& experiment, const Cell& cell) {
  Experiment next = experiment;
  set_chosen(next, cell);
  return next;
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  const auto* work = static_cast<const MapWork*>(press.work);
  const Asked asked = asked_of(experiment);
  if (press.id == "map.picture") {
    return with_chosen(experiment, {press.row, press.column});
  }
  if (press.id == "map.ready") {
    return ready_map(experiment, press.row, press.column);
  }
  if (const std::optional<map::View> view = moved_view(asked, press.id)) {
    Experiment next = experiment;
    set_view(next, asked.inputs.tokens, *view);
    return next;
  }
  if (const std::optional<map::Role> role = role_of_button(press.id)) {
    Experiment next = experiment;
    restore_row(next, *role, *role == map::Role::queries ? asked.chosen.query : asked.chosen.key);
    return next;
  }
  if (work == nullptr || !work->reading()) {
    return fail(say("The rows are still being computed."));
  }
  const Reading& reading = *work->reading();
  if (press.id == "map.nearby") {
    return with_chosen(experiment, {reading.first.query + press.row, reading.first.key + press.column});
  }
  return with_chosen(experiment,
                     {asked.chosen.query, reading.strongest[static_cast<std::size_t>(press.row)].key});
}

Expected<Experiment> look(const Experiment& experiment, const map::View& view) {
  if (!std::isfinite(view.row) || !std::isfinite(view.column) || !(view.span > 0)) {
    return fail(say("A map is looked at by a row, a column and a number of cells above 0."));
  }
  Experiment next = experiment;
  set_view(next, asked_of(experiment).inputs.tokens, view);
  return next;
}

Expected<Experiment> edit(const Experiment& experiment, const SheetPress& cell, double number) {
  const auto* work = static_cast<const MapWork*>(cell.work);
  const std::optional<map::Role> role = role_of_table(cell.id);
  if (!role || work == nullptr || work->whole() == nullptr) {
    return fail(say("The numbers are still being made."));
  }
  if (const auto checked = check_number(number); !checked) {
    return std::unexpected(checked.error());
  }
  const Cell chosen = asked_of(experiment).chosen;
  const map::LongInputs& there = work->whole()->attention().inputs();
  const int token = *role == map::Role::queries ? chosen.query : chosen.key;
  const std::span<const float> now = there.row(*role, token);
  map::RowEdit row = {*role, token, {now.begin(), now.end()}};
  const int dimension = cell.row * std::min(numbers_in_a_row, there.width(*role)) + cell.column;
  if (dimension >= there.width(*role)) {
    return fail(say("A row of {0} has {1}.", map::name_of(*role),
                    plural("{0} number", "{0} numbers", there.width(*role))));
  }
  row.numbers[static_cast<std::size_t>(dimension)] = static_cast<float>(number);
  Experiment next = experiment;
  if (row == there.first_numbers(*role, token)) {
    restore_row(next, *role, token);
    return next;
  }
  if (const auto replaced = replace_row(next, row, std::max(there.key_width(), there.value_width()));
      !replaced) {
    return std::unexpected(replaced.error());
  }
  return next;
}

}  // namespace

const Study study = {
    {
        .id = "long_map",
        .title = "Map of real length"_said,
        .question = "What do the weights of up to 65,536 tokens look like, and what does one edited number "
                    "cost?"_said,
        .shelf = Shelf::size,
        .start = "mechanism=softmax_attention&map_query=4095&map_key=3072",
        .parameters = parameters,
        .inputs = inputs,
        .looking = looking,
        .unlisted = unlisted,
        .set_up = set_up,
        .settle = settle,
        .describe_change = describe_change,
    },
    sheet,
    press,
    work,
    true,
    look,
    edit,
};

}  // namespace lookback::long_map
