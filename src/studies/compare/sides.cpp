#include "studies/compare/sides.h"

#include <algorithm>

#include "base/format.h"
#include "experiment/generation.h"
#include "tensor/difference.h"

namespace lookback::compare {
namespace {

// Where there is nothing to say: of equal costs, and of one that has no closed form.
const char* const nothing = "–";

std::string because(const Lengths& lesser, const Lengths& greater) {
  const Growth a = growth(lesser);
  const Growth b = growth(greater);
  const bool symbols = !lesser.formula().empty() && !greater.formula().empty();
  const std::string left = symbols ? lesser.formula() : a.text();
  const std::string right = symbols ? greater.formula() : b.text();
  if (left.empty() || right.empty()) {
    return nothing;
  }
  const std::string where = threshold(a, b);
  return left + " < " + right + (where.empty() ? "" : ": " + where);
}

std::string outputs_text(const Matrix<double>& a, const Matrix<double>& b) {
  const double apart = greatest_difference(a, b);
  if (apart <= 1e-12 * std::max(1.0, greatest_magnitude(a))) {
    return apart == 0 ? say("Their outputs are equal.")
                      : say("Their outputs are equal but for rounding ({0}).", brief(apart));
  }
  return say("Their outputs differ by up to {0}.", brief(apart));
}

}  // namespace

bool Side::keeps() const { return !why && run.back().state_held > 0; }

Cost Side::whole() const {
  return placed.entry->steps() ? run_cost(run, static_cast<int>(run.size())) : run.back();
}

bool comparable(const Side& a, const Side& b, Quantity quantity) {
  return !a.why && !b.why && (quantity != Quantity::kept || (a.keeps() && b.keeps()));
}

Section outputs_section(const Comparison& comparison) {
  Section section = {"outputs", say("Outputs on the same tokens"), {}};
  double most = 0;
  for (const Side& side : comparison.sides) {
    most = std::max(most, greatest_magnitude(side.output));
  }
  for (const Side& side : comparison.sides) {
    const std::string id = "output." + side.id();
    if (side.why) {
      section.blocks.emplace_back(Prose{id, {{{side.name() + ": ", side.tone()}, {say(*side.why)}}}});
      continue;
    }
    section.blocks.emplace_back(SheetTable{.id = id,
                                           .title = side.name(),
                                           .tone = Tone::output,
                                           .values = side.output,
                                           .rows = comparison.experiment.tokens,
                                           .most = most});
  }
  return section;
}

Section counts_section(const Comparison& comparison) {
  std::vector<const Side*> sides;
  for (const Side& side : comparison.sides) {
    if (!side.why) {
      sides.push_back(&side);
    }
  }
  if (sides.empty()) {
    return {"counts", "", {}};
  }
  const std::string n = plural("{0} token", "{0} tokens", comparison.experiment.token_count());
  SheetTable table = {.id = "counted",
                      .title = say("Counted for {0}", n),
                      .meaning = say("One pass over all tokens; for a cache or a state, all steps together."),
                      .look = SheetTable::Look::list,
                      .values = {}};
  std::vector<double> values;
  const auto add_row = [&](std::string title, auto number, auto text) {
    table.rows.push_back(std::move(title));
    for (const Side* side : sides) {
      values.push_back(number(*side));
      table.texts.push_back(text(*side));
    }
  };
  if (comparison.has_first()) {
    const auto apart = [&](const Side& side) {
      return greatest_difference(side.output, comparison.sides.front().output);
    };
    add_row(say("Output, greatest difference from the first"), apart,
            [&](const Side& side) { return side.placed.place == 0 ? std::string("–") : brief(apart(side)); });
  }
  for (const CostField& field : cost_fields) {
    const auto count = [&](const Side& side) { return side.whole().*field.count; };
    if (std::ranges::any_of(sides, [&](const Side* side) { return count(*side) != 0; })) {
      add_row(
          say(field.label), [&](const Side& side) { return static_cast<double>(count(side)); },
          [&](const Side& side) { return grouped(count(side)); });
    }
  }
  const auto columns = static_cast<int>(sides.size());
  table.values = Matrix<double>(static_cast<int>(table.rows.size()), columns);
  std::ranges::copy(values, table.values.elements().begin());
  for (const Side* side : sides) {
    table.columns.push_back(side->name());
  }
  return {"counts", "", {table}};
}

Section crossings_section(const Comparison& comparison) {
  const std::pair<Quantity, std::string> quantities[] = {{Quantity::kept, say("kept")},
                                                         {Quantity::step, say("one more token")},
                                                         {Quantity::total, say("all n tokens")}};
  SheetTable table = {
      .id = "crossings",
      .title = say("Who is less, and from where on"),
      .meaning = say("Each against {0}, up to n = {1}; cost in {2}.", comparison.sides.front().name(),
                     comparison.longest, say(comparison.counter_name)),
      .look = SheetTable::Look::list,
      .values = {},
      .columns = {say("less"), say("from"), say("because")}};
  std::vector<double> values;
  const Side& first = comparison.sides.front();
  for (std::size_t i = 1; i < comparison.sides.size(); ++i) {
    const Side& other = comparison.sides[i];
    for (const auto& [quantity, title] : quantities) {
      if (!comparable(first, other, quantity)) {
        continue;
      }
      const Lengths a = comparison.lengths(first, quantity);
      const Lengths b = comparison.lengths(other, quantity);
      const Crossing found = crossing(a, b, comparison.longest);
      const bool of_first = found.less == Crossing::Less::first;
      const bool equal = found.less == Crossing::Less::neither;
      table.rows.push_back(say("{0}: {1}", other.name(), title));
      values.insert(values.end(), {static_cast<double>(found.less), static_cast<double>(found.from), 0});
      table.texts.push_back(equal ? say("equal") : of_first ? first.name() : other.name());
      table.texts.push_back(found.from == 1 ? say("every length") : "n = " + std::to_string(found.from));
      table.texts.push_back(equal ? nothing : of_first ? because(a, b) : because(b, a));
    }
  }
  if (table.rows.empty()) {
    return {"crossings", "", {}};
  }
  table.values = Matrix<double>(static_cast<int>(table.rows.size()), 3);
  std::ranges::copy(values, table.values.elements().begin());
  return {"crossings", "", {table}};
}

namespace {

const Side& lesser(const Comparison& comparison, const Crossing& found) {
  return comparison.sides[found.less == Crossing::Less::first ? 0 : 1];
}

// Of one more token: a sentence, and what can follow “; ”.
std::string step_text(const Comparison& comparison, const Crossing& step) {
  const std::string counter = say(comparison.counter_name);
  if (step.less == Crossing::Less::neither) {
    return say("One more token costs both the same {0}.", counter);
  }
  const Side& side = lesser(comparison, step);
  const auto said = [&](std::string_view at_every_length, std::string_view from_one_on) {
    return say(step.from == 1 ? at_every_length : from_one_on, {side.name(), counter, step.from});
  };
  return side.placed.entry->steps() ? said("One step of {0} costs fewer {1} at every length."_said,
                                           "One step of {0} costs fewer {1} from n = {2} on."_said)
                                    : said("One pass of {0} costs fewer {1} at every length."_said,
                                           "One pass of {0} costs fewer {1} from n = {2} on."_said);
}

std::string step_clause(const Comparison& comparison, const Crossing& step, const Crossing& kept) {
  const std::string counter = say(comparison.counter_name);
  if (step.less == Crossing::Less::neither) {
    return say("one more token costs both the same {0}", counter);
  }
  const Side& side = lesser(comparison, step);
  const auto said = [&](std::string_view at_every_length, std::string_view from_one_on) {
    return say(step.from == 1 ? at_every_length : from_one_on, {side.name(), counter, step.from});
  };
  const bool steps = side.placed.entry->steps();
  if (steps && kept.less == step.less) {
    return said("its step costs fewer {1} at every length"_said,
                "its step costs fewer {1} from n = {2} on"_said);
  }
  return steps ? said("one step of {0} costs fewer {1} at every length"_said,
                      "one step of {0} costs fewer {1} from n = {2} on"_said)
               : said("one pass of {0} costs fewer {1} at every length"_said,
                      "one pass of {0} costs fewer {1} from n = {2} on"_said);
}

std::string kept_clause(const Comparison& comparison, const Crossing& kept) {
  if (kept.less == Crossing::Less::neither) {
    return say("Both keep the same number of numbers");
  }
  const std::string name = lesser(comparison, kept).name();
  return kept.from == 1 ? say("{0} keeps less at every length", name)
                        : say("{0} keeps less from n = {1} on", name, kept.from);
}

}  // namespace

std::string finding_of(const Comparison& comparison) {
  const Side& first = comparison.sides[0];
  const Side& other = comparison.sides[1];
  for (const Side* side : {&first, &other}) {
    if (side->why) {
      return say("{0} does not exist here.", side->name()) + " " + say(*side->why);
    }
  }
  const auto found = [&](Quantity quantity) {
    return crossing(comparison.lengths(first, quantity), comparison.lengths(other, quantity),
                    comparison.longest);
  };
  const Crossing step = found(Quantity::step);
  const std::string outputs = outputs_text(first.output, other.output);
  if (!comparable(first, other, Quantity::kept)) {
    return step_text(comparison, step) + " " + outputs;
  }
  const Crossing kept = found(Quantity::kept);
  return say("{0}; {1}.", kept_clause(comparison, kept), step_clause(comparison, step, kept)) + " " + outputs;
}

}  // namespace lookback::compare
