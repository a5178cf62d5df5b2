#include "studies/compare/sides.h"

#include <algorithm>

#include "base/format.h"
#include "experiment/generation.h"
#include "tensor/difference.h"

namespace lookback::compare {
namespace {

std::string because(const Lengths& lesser, const Lengths& greater) {
  const Growth a = growth(lesser);
  const Growth b = growth(greater);
  const bool symbols = !lesser.formula().empty() && !greater.formula().empty();
  const std::string left = symbols ? lesser.formula() : a.text();
  const std::string right = symbols ? greater.formula() : b.text();
  if (left.empty() || right.empty()) {
    return "";
  }
  const std::string where = threshold(a, b);
  return left + " < " + right + (where.empty() ? "" : ": " + where);
}

std::string outputs_text(const Matrix<double>& a, const Matrix<double>& b) {
  const double apart = greatest_difference(a, b);
  if (apart <= 1e-12 * std::max(1.0, greatest_magnitude(a))) {
    return apart == 0 ? "Their outputs are equal."
                      : "Their outputs are equal but for rounding (" + brief(apart) + ").";
  }
  return "Their outputs differ by up to " + brief(apart) + ".";
}

std::string since(const Crossing& found) {
  return found.from == 1 ? "at every length" : "from n = " + std::to_string(found.from) + " on";
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
  Section section = {"outputs", "Outputs on the same tokens", {}};
  double most = 0;
  for (const Side& side : comparison.sides) {
    most = std::max(most, greatest_magnitude(side.output));
  }
  for (const Side& side : comparison.sides) {
    const std::string id = "output." + side.id();
    if (side.why) {
      section.blocks.emplace_back(Prose{id, {{{side.name() + ": ", side.tone()}, {std::string(*side.why)}}}});
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
                      .title = "Counted for " + n,
                      .meaning = "One pass over all tokens; for a cache or a state, all steps together.",
                      .look = SheetTable::Look::list,
                      .values = {}};
  std::vector<double> values;
  const auto add_row = [&](std::string_view title, auto number, auto text) {
    table.rows.emplace_back(title);
    for (const Side* side : sides) {
      values.push_back(number(*side));
      table.texts.push_back(text(*side));
    }
  };
  if (comparison.has_first()) {
    const auto apart = [&](const Side& side) {
      return greatest_difference(side.output, comparison.sides.front().output);
    };
    add_row("Output, greatest difference from the first", apart,
            [&](const Side& side) { return side.placed.place == 0 ? std::string("–") : brief(apart(side)); });
  }
  for (const CostField& field : cost_fields) {
    const auto count = [&](const Side& side) { return side.whole().*field.count; };
    if (std::ranges::any_of(sides, [&](const Side* side) { return count(*side) != 0; })) {
      add_row(
          field.label, [&](const Side& side) { return static_cast<double>(count(side)); },
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
  const std::pair<Quantity, std::string> quantities[] = {
      {Quantity::kept, "kept"}, {Quantity::step, "one more token"}, {Quantity::total, "all n tokens"}};
  SheetTable table = {.id = "crossings",
                      .title = "Who is less, and from where on",
                      .meaning = "Each against " + comparison.sides.front().name() +
                                 ", up to n = " + std::to_string(comparison.longest) + "; cost in " +
                                 std::string(comparison.counter_name) + ".",
                      .look = SheetTable::Look::list,
                      .values = {},
                      .columns = {"less", "from", "because"}};
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
      table.rows.push_back(other.name() + ": " + title);
      values.insert(values.end(), {static_cast<double>(found.less), static_cast<double>(found.from), 0});
      table.texts.push_back(equal ? "equal" : of_first ? first.name() : other.name());
      table.texts.push_back(found.from == 1 ? "every length" : "n = " + std::to_string(found.from));
      table.texts.push_back(equal ? "" : of_first ? because(a, b) : because(b, a));
    }
  }
  if (table.rows.empty()) {
    return {"crossings", "", {}};
  }
  table.values = Matrix<double>(static_cast<int>(table.rows.size()), 3);
  std::ranges::copy(values, table.values.elements().begin());
  return {"crossings", "", {table}};
}

std::string finding_of(const Comparison& comparison) {
  const Side& first = comparison.sides[0];
  const Side& other = comparison.sides[1];
  for (const Side* side : {&first, &other}) {
    if (side->why) {
      return side->name() + " does not exist here. " + std::string(*side->why);
    }
  }
  const auto found = [&](Quantity quantity) {
    return crossing(comparison.lengths(first, quantity), comparison.lengths(other, quantity),
                    comparison.longest);
  };
  const auto name = [&](const Crossing& of) {
    return of.less == Crossing::Less::first ? first.name() : other.name();
  };
  std::string text;
  std::string spoken_of;
  if (comparable(first, other, Quantity::kept)) {
    const Crossing kept = found(Quantity::kept);
    spoken_of = kept.less == Crossing::Less::neither ? "" : name(kept);
    text = spoken_of.empty() ? "Both keep the same number of numbers; "
                             : spoken_of + " keeps less " + since(kept) + "; ";
  }
  const Crossing step = found(Quantity::step);
  const bool steps = (step.less == Crossing::Less::first ? first : other).placed.entry->steps();
  const std::string counter(comparison.counter_name);
  if (step.less == Crossing::Less::neither) {
    text += (text.empty() ? "One" : "one") + std::string(" more token costs both the same ") + counter;
  } else {
    const std::string whose = name(step) == spoken_of && steps
                                  ? "its step"
                                  : (steps ? "one step of " : "one pass of ") + name(step);
    text += whose + " costs fewer " + counter + " " + since(step);
  }
  text[0] = static_cast<char>(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
  return text + ". " + outputs_text(first.output, other.output);
}

}  // namespace lookback::compare
