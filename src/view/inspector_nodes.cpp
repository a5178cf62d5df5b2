#include "base/format.h"
#include "base/say.h"
#include "experiment/describe.h"
#include "view/nodes.h"

namespace lookback::view {

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

namespace {

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
  return say("position {0} “{1}”", index, experiment.tokens[static_cast<std::size_t>(index)]);
}

std::string pair_title(const Experiment& experiment, int query, int key) {
  const std::string subject = position_name(experiment, query);
  if (query == key) {
    return say("{0} looks at itself", subject);
  }
  const std::string other = position_name(experiment, key);
  return key < query ? say("{0} looks back at {1}", subject, other)
                     : say("{0} looks ahead at {1}", subject, other);
}

std::string title(const Experiment& experiment, const BoardCell& cell) {
  const BoardMatrix& matrix = *cell.matrix;
  if (matrix.part == BoardPart::core && matrix.is_pairs()) {
    return pair_title(experiment, cell.row, cell.column);
  }
  const auto is_token = [&](Axis axis, int index) {
    return axis != Axis::dimension && index < experiment.token_count();
  };
  const bool square = matrix.row_axis == Axis::dimension && matrix.column_axis == Axis::dimension;
  const std::string row =
      is_token(matrix.row_axis, cell.row) ? position_name(experiment, cell.row) : say("row {0}", cell.row);
  const std::string column = is_token(matrix.column_axis, cell.column)
                                 ? position_name(experiment, cell.column)
                             : square ? say("column {0}", cell.column)
                                      : say("dimension {0}", cell.column);
  return say("{0}, {1}, {2}", matrix.subject, row, column);
}

bool has_arrived(const Experiment& experiment, const BoardCell& cell) {
  const auto arrived = [&](Axis axis, int index) {
    return axis == Axis::dimension || index < experiment.position;
  };
  const BoardMatrix& matrix = *cell.matrix;
  return arrived(matrix.row_axis, cell.row) && arrived(matrix.column_axis, cell.column);
}

// The exact number of an input: the cell may show a rounded one. What is computed of a token that has not
// arrived has none.
std::string exact_value(const BoardCell& cell) {
  const BoardMatrix& matrix = *cell.matrix;
  return matrix.editable && cell.row < matrix.values.rows()
             ? " = " + shortest(matrix.values(cell.row, cell.column))
             : "";
}

void add_empty_rows(NodeList& nodes, const std::vector<int>& empty) {
  std::string rows;
  for (const int row : empty) {
    rows += (rows.empty() ? "" : ", ") + std::to_string(row);
  }
  add_text(nodes, "inspector.empty",
           {{empty.size() == 1 ? say("Query {0} may look at no key: its output is zero.", rows)
                               : say("Queries {0} may look at no key: their outputs are zero.", rows),
             Tone::warning}},
           Tone::warning);
}

}  // namespace

void add_inspector(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                   const std::optional<BoardCell>& inspected) {
  nodes.push_back({.id = "inspector", .role = Role::group, .name = say("Explanation")});
  if (!inspected) {
    add_text(nodes, "inspector.title",
             {{say("No token has arrived yet. Step brings the first one."), Tone::dim}}, Tone::dim);
    return;
  }
  const BoardMatrix& matrix = *inspected->matrix;
  add_text(nodes, "inspector.title", {{title(experiment, *inspected) + exact_value(*inspected), Tone::dim}},
           Tone::dim);
  if (!evaluation.empty_rows.empty()) {
    add_empty_rows(nodes, evaluation.empty_rows);
  }
  if (!matrix.meaning.empty()) {
    add_text(nodes, "inspector.meaning", {{matrix.meaning, Tone::plain}});
  }
  if (!has_arrived(experiment, *inspected)) {
    add_text(nodes, "inspector.0",
             {{say("This token has not arrived yet. Step brings the next one."), Tone::plain}});
    return;
  }
  const std::vector<Line> lines = mechanism_of(experiment)
                                      .explain({matrix.table, matrix.role, inspected->row, inspected->column},
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

}  // namespace lookback::view
