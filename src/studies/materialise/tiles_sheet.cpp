#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "studies/input_tables.h"
#include "studies/materialise/row_states.h"
#include "studies/materialise/views.h"

namespace lookback::materialise {
namespace {

// One row as the mechanism's forms give it.
struct FinalRow {
  std::vector<double> classic;
  std::vector<double> online;
  double largest_difference = 0;
};

FinalRow final_row(const Experiment& experiment, const HeadInputs<double>& inputs, const Followed& followed) {
  const Mechanism& mechanism = softmax_attention::mechanism;
  Parameters parameters = experiment.parameters;
  parameters["tile"] = followed.tile_width;
  const auto row = [&](std::string_view form) {
    const Matrix<double> output =
        find_form(mechanism, form)->pass.in_double(inputs, experiment.mask, parameters, {}).output;
    return std::vector<double>(output.row(followed.query).begin(), output.row(followed.query).end());
  };
  FinalRow result = {row("materialised"), row("online")};
  for (std::size_t i = 0; i < result.classic.size(); ++i) {
    result.largest_difference =
        std::max(result.largest_difference, std::abs(result.classic[i] - result.online[i]));
  }
  return result;
}

std::string keys_text(const RowState& state) {
  return state.end - state.first == 1 ? std::to_string(state.first)
                                      : say("{0} to {1}", state.first, state.end - 1);
}

SheetTable scores_table(const Experiment& experiment, const HeadInputs<double>& inputs,
                        const Followed& followed) {
  const Trace trace = softmax_attention::mechanism.trace(inputs, experiment.mask, experiment.parameters);
  const int tokens = experiment.token_count();
  SheetTable table = {
      .id = "tile.scores",
      .title = say("Scores"),
      .meaning = say("Marked: the tile that the row has read last. Press a cell to read up to its "
                     "tile."),
      .tone = Tone::score,
      .values = trace.scores,
      .rows = experiment.tokens,
      .columns = experiment.tokens,
      .hidden = Matrix<std::uint8_t>(tokens, tokens),
      .marked = Matrix<std::uint8_t>(tokens, tokens),
      .pressable = true};
  const int first = (followed.tiles_read - 1) * followed.tile_width;
  for (int query = 0; query < tokens; ++query) {
    for (int key = 0; key < tokens; ++key) {
      table.hidden(query, key) = experiment.mask.visible(query, key) ? 0 : 1;
      table.marked(query, key) =
          query == followed.query && key >= first && key < first + followed.tile_width ? 1 : 0;
    }
  }
  return table;
}

SheetTable states_table(const std::vector<RowState>& states, const Followed& followed) {
  const int count = static_cast<int>(states.size());
  const int width = static_cast<int>(states.front().accumulator.size());
  SheetTable table = {
      .id = "tile.states",
      .title = say("What the row carries after each tile"),
      .meaning = say("m the largest score so far, c = exp(m before − m) what it shrinks the rest "
                     "by, l the sum, a the weighted values."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(count, 3 + width),
      .columns = {"m", "c", "l"},
      .hidden = Matrix<std::uint8_t>(count, 3 + width),
      .marked = Matrix<std::uint8_t>(count, 3 + width)};
  for (int channel = 0; channel < width; ++channel) {
    table.columns.push_back("a" + subscript(channel));
  }
  for (int i = 0; i < count; ++i) {
    const RowState& state = states[static_cast<std::size_t>(i)];
    const bool began = std::isfinite(state.largest);
    table.rows.push_back(state.seen ? say("keys {0}", keys_text(state))
                                    : say("keys {0}, skipped", keys_text(state)));
    table.values(i, 0) = began ? state.largest : 0;
    table.values(i, 1) = state.rescale;
    table.values(i, 2) = state.sum;
    std::ranges::copy(state.accumulator, table.values.row(i).begin() + 3);
    for (int column = 0; column < table.values.columns(); ++column) {
      const bool shown = i < followed.tiles_read && began && (column != 1 || state.seen);
      table.hidden(i, column) = shown ? 0 : 1;
      table.marked(i, column) = i == followed.tiles_read - 1 ? 1 : 0;
    }
  }
  return table;
}

SheetTable result_table(const RowState* state, const FinalRow& final) {
  const int width = static_cast<int>(final.classic.size());
  SheetTable table = {
      .id = "tile.result",
      .title = say("The row of the output"),
      .meaning = say("a / l after the tiles read so far, and the row from all scores at once."),
      .look = SheetTable::Look::list,
      .tone = Tone::output,
      .values = Matrix<double>(3, width),
      .rows = {say("a / l so far"), say("classic"), say("difference")},
      .hidden = Matrix<std::uint8_t>(3, width)};
  for (int channel = 0; channel < width; ++channel) {
    const auto place = static_cast<std::size_t>(channel);
    const bool began = state != nullptr && state->sum > 0;
    const double now = began ? state->accumulator[place] / state->sum : 0;
    table.values(0, channel) = now;
    table.values(1, channel) = final.classic[place];
    table.values(2, channel) = now - final.classic[place];
    table.hidden(0, channel) = table.hidden(2, channel) = began ? 0 : 1;
  }
  return table;
}

// The update that the latest tile made, with its numbers.
Prose update_prose(const std::vector<RowState>& states, const Followed& followed) {
  Prose prose = {.id = "tile.update", .lines = {}, .look = Prose::Look::equation};
  if (followed.tiles_read == 0) {
    prose.lines = {{{say("m = −∞,  l = 0,  a = 0: nothing has been read.")}}};
    return prose;
  }
  const auto last = static_cast<std::size_t>(followed.tiles_read - 1);
  const RowState& now = states[last];
  if (!now.seen) {
    prose.lines = {{{say("The query sees none of keys {0}: the tile is skipped.", keys_text(now))}}};
    return prose;
  }
  const bool first = last == 0 || !std::isfinite(states[last - 1].largest);
  const std::string before = first ? "−∞" : brief(states[last - 1].largest);
  const double kept = first ? 0 : states[last - 1].sum * now.rescale;
  prose.lines = {
      {{"m = max(" + before + ", " + say("scores of keys {0}", keys_text(now)) + ") = "},
       {brief(now.largest), Tone::score}},
      {{"c = exp(" + before + " − " + brief(now.largest) + ") = "}, {brief(now.rescale), Tone::accent}},
      {{"l = c·" + brief(first ? 0 : states[last - 1].sum) + " + Σ exp(s − m) = " + brief(kept) + " + " +
        brief(now.sum - kept) + " = "},
       {brief(now.sum), Tone::weight}}};
  return prose;
}

std::string finding(const std::vector<RowState>& states, const Followed& followed, const FinalRow& final) {
  const int row = followed.query;
  if (std::ranges::none_of(states, &RowState::seen)) {
    return say("Row {0} sees no key: its output is zero.", row);
  }
  if (followed.tiles_read < followed.tiles) {
    const std::string tiles = plural("{0} tile", "{0} tiles", followed.tiles);
    return followed.tile_width == 1
               ? say("Row {0} has read {1} of {2}; no more than 1 score of it is held at once.", row,
                     followed.tiles_read, tiles)
               : say("Row {0} has read {1} of {2}; no more than {3} scores of it are held at once.", row,
                     followed.tiles_read, tiles, followed.tile_width);
  }
  const bool equal = final.largest_difference == 0;
  const std::string apart = brief(final.largest_difference);
  if (followed.tiles == 1) {
    return equal ? say("Row {0} has read its only tile: a / l is the classic row, to the last digit.", row)
                 : say("Row {0} has read its only tile: a / l is the classic row, but for rounding: {1} at "
                       "most.",
                       row, apart);
  }
  return equal
             ? say("Row {0} has read all {1} tiles: a / l is the classic row, to the last digit.", row,
                   followed.tiles)
             : say("Row {0} has read all {1} tiles: a / l is the classic row, but for rounding: {2} at most.",
                   row, followed.tiles, apart);
}

Buttons step_buttons(const Followed& followed) {
  const std::string none_back = followed.tiles_read == 0 ? say("No tile has been read.") : "";
  const std::string none_left = followed.tiles_read == followed.tiles ? say("All tiles have been read.") : "";
  return {"tile.steps",
          {{.id = "tile.back", .title = say("Tile back"), .why_not = none_back},
           {.id = "tile.next", .title = say("Next tile"), .why_not = none_left},
           {.id = "tile.all", .title = say("All tiles"), .why_not = none_left},
           {.id = "tile.play", .title = say("Play"), .plays = "tile.next", .plays_from = "tile.none"}}};
}

}  // namespace

Sheet tiles_sheet(const Experiment& experiment, const Followed& followed) {
  const HeadInputs<double> inputs = inputs_of(experiment, experiment.token_count());
  const std::vector<RowState> states =
      row_states(inputs, experiment.mask, experiment.parameters, followed.query, followed.tile_width);
  const FinalRow final = final_row(experiment, inputs, followed);
  const RowState* now =
      followed.tiles_read == 0 ? nullptr : &states[static_cast<std::size_t>(followed.tiles_read - 1)];
  return {finding(states, followed, final),
          {{"tile.row", "", {step_buttons(followed), scores_table(experiment, inputs, followed)}},
           {"tile.carried", "", {update_prose(states, followed), states_table(states, followed)}},
           {"tile.output", "", {result_table(now, final)}},
           input_tables(experiment, say("The numbers"))}};
}

}  // namespace lookback::materialise
