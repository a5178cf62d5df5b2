#include "studies/road/kept.h"

#include "base/say.h"
#include "studies/road/stops.h"

namespace lookback::road {
namespace {

Tone tone_of(std::string_view symbol) {
  return symbol == "K" ? Tone::key : symbol == "V" ? Tone::value : Tone::score;
}

SheetTable table_of(const DecodeState<double>::Part& part, const std::vector<std::string>& tokens) {
  const int rows = static_cast<int>(part.numbers.size()) / part.width;
  SheetTable table = {
      .id = "kept." + part.symbol, .title = part.symbol, .tone = tone_of(part.symbol), .values = {}};
  table.meaning =
      part.fixed ? say("As large after any number of tokens.") : say("One row more with every token.");
  table.values = Matrix<double>(rows, part.width);
  std::ranges::copy(part.numbers, table.values.elements().begin());
  if (!part.fixed) {
    table.rows.assign(tokens.begin(), tokens.begin() + rows);
  }
  return table;
}

// What one pass over all tokens so far holds.
SheetTable held_in_pass(const Experiment& there) {
  const Trace trace =
      mechanism_of(there).trace(inputs_of(there, there.position), there.mask, there.parameters);
  if (form_of(there).holds_scores) {
    const std::vector<std::string> names(there.tokens.begin(), there.tokens.begin() + there.position);
    return {.id = "kept.scores",
            .title = "QKᵀ",
            .meaning = say("Every score at once: n² numbers, computed again when a token arrives."),
            .values = trace.scores,
            .rows = names,
            .columns = names};
  }
  return {.id = "kept.state",
          .title = "KᵀV",
          .meaning = say("As large after any number of tokens; every query reads it."),
          .values = trace.more.front().values};
}

}  // namespace

std::vector<SheetTable> kept_at(const Experiment& experiment, int stop) {
  const Experiment there = at_stop(experiment, stop);
  const Setting setting = setting_of(there);
  if (there.position == 0 || form_of(there).absent(setting)) {
    return {};
  }
  if (steps_refusal(mechanism_of(there), setting)) {
    return {held_in_pass(there)};
  }
  const Steps& steps = mechanism_of(there).steps;
  const HeadInputs<double> inputs = inputs_of(there, there.token_count());
  DecodeState<double> state = steps.start_double(inputs, there.parameters, {});
  for (int t = 0; t < there.position; ++t) {
    steps.step_double(state, inputs, there.mask, there.parameters, {});
  }
  std::vector<SheetTable> tables;
  for (const DecodeState<double>::Part& part : state.parts()) {
    tables.push_back(table_of(part, there.tokens));
  }
  return tables;
}

}  // namespace lookback::road
