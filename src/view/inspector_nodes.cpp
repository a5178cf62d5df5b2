#include "base/format.h"
#include "experiment/describe.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

Tone tone_of(MatrixRole role) {
  switch (role) {
    case MatrixRole::query:
      return Tone::query;
    case MatrixRole::key:
      return Tone::key;
    case MatrixRole::value:
      return Tone::value;
    case MatrixRole::score:
      return Tone::score;
    case MatrixRole::weight:
      return Tone::weight;
    case MatrixRole::output:
      return Tone::output;
    case MatrixRole::state:
      return Tone::accent;
    case MatrixRole::plain:
      break;
  }
  return Tone::plain;
}

void add_text(NodeList& nodes, std::string id, std::vector<Run> runs, Tone tone = Tone::plain) {
  std::string text;
  for (const Run& run : runs) {
    text += run.text;
  }
  nodes.push_back({.id = std::move(id),
                   .parent = "inspector",
                   .role = Role::text,
                   .text = std::move(text),
                   .tone = tone,
                   .runs = std::move(runs)});
}

std::string position_name(const Experiment& experiment, int index) {
  return "position " + std::to_string(index) + " “" + experiment.tokens[static_cast<std::size_t>(index)] +
         "”";
}

std::string pair_title(const Experiment& experiment, int query, int key) {
  const std::string subject = position_name(experiment, query);
  if (query == key) {
    return subject + " looks at itself";
  }
  return subject + (key < query ? " looks back at " : " looks ahead at ") + position_name(experiment, key);
}

std::string title(const Experiment& experiment, const BoardCell& cell) {
  if (cell.role == MatrixRole::score || cell.role == MatrixRole::weight) {
    return pair_title(experiment, cell.row, cell.column);
  }
  return std::string(cell.table) + ", " + position_name(experiment, cell.row) + ", dimension " +
         std::to_string(cell.column);
}

bool has_arrived(const Experiment& experiment, const BoardCell& cell) {
  const bool pair = cell.role == MatrixRole::score || cell.role == MatrixRole::weight;
  return cell.row < experiment.position && (!pair || cell.column < experiment.position);
}

// The exact number, where the cell shows a rounded one.
std::string exact_value(const Experiment& experiment, const BoardCell& cell) {
  const HeadInputs<double>& inputs = experiment.inputs;
  switch (cell.role) {
    case MatrixRole::query:
      return " = " + shortest(inputs.q(cell.row, cell.column));
    case MatrixRole::key:
      return " = " + shortest(inputs.k(cell.row, cell.column));
    case MatrixRole::value:
      return " = " + shortest(inputs.v(cell.row, cell.column));
    default:
      return "";
  }
}

}  // namespace

void add_inspector(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                   const ViewState& state) {
  nodes.push_back({.id = "inspector", .role = Role::group, .name = "Explanation"});
  const std::optional<BoardCell> cell = inspected_cell(experiment, evaluation, state);
  if (!cell) {
    add_text(nodes, "inspector.title", {{"No token has arrived yet. Step brings the first one.", Tone::dim}},
             Tone::dim);
    return;
  }
  add_text(nodes, "inspector.title", {{title(experiment, *cell) + exact_value(experiment, *cell), Tone::dim}},
           Tone::dim);
  if (!evaluation.empty_rows.empty()) {
    std::string rows;
    for (const int row : evaluation.empty_rows) {
      rows += (rows.empty() ? "" : ", ") + std::to_string(row);
    }
    add_text(nodes, "inspector.empty",
             {{(evaluation.empty_rows.size() == 1
                    ? "Query " + rows + " may look at no key: its output is zero."
                    : "Queries " + rows + " may look at no key: their outputs are zero."),
               Tone::warning}},
             Tone::warning);
  }
  if (!has_arrived(experiment, *cell)) {
    add_text(nodes, "inspector.0",
             {{"This token has not arrived yet. Step brings the next one.", Tone::plain}});
  } else {
    const std::vector<Line> lines = mechanism_of(experiment)
                                        .explain({cell->table, cell->role, cell->row, cell->column},
                                                 inputs_of(experiment, experiment.position), evaluation.trace,
                                                 experiment.mask, experiment.parameters);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::vector<Run> runs;
      for (const Term& term : lines[i]) {
        runs.push_back({term.text, tone_of(term.role)});
      }
      add_text(nodes, "inspector." + std::to_string(i), std::move(runs));
    }
  }
}

}  // namespace lookback::view
