#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/say.h"
#include "view/cell_text.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

// Beside the board's six tables so many more are shown before the learner chooses.
constexpr std::ptrdiff_t most_beside = 6;

// Numbers without a role of their own: those to edit stand out from those computed. Weights below zero need
// colours for both signs, as scores have.
Tone table_tone(const BoardMatrix& matrix) {
  if (matrix.role == MatrixRole::plain) {
    return matrix.editable ? Tone::plain : Tone::dim;
  }
  const auto negative = [](double x) { return x < 0; };
  const bool is_signed = std::ranges::any_of(matrix.values.elements(), negative);
  return matrix.role == MatrixRole::weight && is_signed ? Tone::score : tone_of(matrix.role);
}

std::string row_label(const Experiment& experiment, int index) {
  return experiment.tokens[static_cast<std::size_t>(index)] + " " + std::to_string(index);
}

std::string header_text(const Experiment& experiment, Axis axis, int index) {
  const bool token = axis != Axis::dimension && index < experiment.token_count();
  return token ? row_label(experiment, index) : std::to_string(index);
}

// Which rows and columns of a table belong to the inspected cell; column -1 stands for a whole row.
bool is_current(const BoardMatrix& matrix, int row, int column, const std::optional<BoardCell>& cell,
                const Mask& mask) {
  if (!cell) {
    return false;
  }
  const BoardMatrix& inspected = *cell->matrix;
  if (inspected.is_pairs()) {
    if (matrix.is_pairs()) {
      return row == cell->row && (column < 0 || column == cell->column);
    }
    switch (matrix.role) {
      case MatrixRole::query:
      case MatrixRole::output:
        return matrix.part == BoardPart::core && row == cell->row;
      case MatrixRole::key:
      case MatrixRole::value:
        return matrix.part == BoardPart::core && row == cell->column;
      default:
        return false;
    }
  }
  if (inspected.part != BoardPart::core || matrix.part != BoardPart::core) {
    return matrix.id == inspected.id && row == cell->row && (column < 0 || column == cell->column);
  }
  if (matrix.is_pairs()) {
    const bool written = inspected.role == MatrixRole::key || inspected.role == MatrixRole::value;
    const bool in_line = written ? column == cell->row : row == cell->row;
    return in_line && (column < 0 || mask.visible(row, column));
  }
  if (matrix.role == inspected.role) {
    return row == cell->row && (inspected.role != MatrixRole::output || column == cell->column);
  }
  return inspected.role == MatrixRole::output && matrix.role == MatrixRole::value && column == cell->column;
}

bool has_arrived(Axis axis, int index, int arrived) { return axis == Axis::dimension || index < arrived; }

// What a cell holds, and where it stands: masked, not yet arrived, or a number.
void fill_cell(Node& node, const BoardMatrix& matrix, const Experiment& experiment, int digits) {
  const bool there = node.row < matrix.values.rows() && node.column < matrix.values.columns();
  const bool pending = !there || !has_arrived(matrix.row_axis, node.row, experiment.position) ||
                       !has_arrived(matrix.column_axis, node.column, experiment.position);
  node.editable = matrix.editable && there;
  node.pressable = matrix.pressable;
  if (node.editable) {
    node.minimum = matrix.minimum;
    node.maximum = matrix.maximum;
    node.step = 0.1;
  }
  if (matrix.is_pairs() && !experiment.mask.visible(node.row, node.column)) {
    node.state = CellState::masked;
    node.text = say("masked");
  } else if (pending && !node.editable) {
    node.state = CellState::pending;
    node.text = say("not yet");
  } else {
    node.state = pending ? CellState::pending : CellState::shown;
    node.value = matrix.values(node.row, node.column);
    node.text = cell_text(node.value, digits);
  }
}

// Of the cells in a row; the place {2} of the column is filled by `at_column`.
std::string cell_name(const BoardMatrix& matrix, int row) {
  const std::string& name = matrix.subject;
  switch (matrix.row_axis) {
    case Axis::query:
      return matrix.is_pairs() ? say("{0}, query {1}, key {2}", name, row)
                               : say("{0}, query {1}, dimension {2}", name, row);
    case Axis::key:
      return say("{0}, key {1}, dimension {2}", name, row);
    case Axis::token:
      return matrix.column_axis == Axis::token ? say("{0}, token {1}, at token {2}", name, row)
                                               : say("{0}, token {1}, dimension {2}", name, row);
    case Axis::dimension:
      break;
  }
  return matrix.column_axis == Axis::token ? say("{0}, row {1}, token {2}", name, row)
                                           : say("{0}, row {1}, column {2}", name, row);
}

std::string at_column(std::string name, const std::string& column) {
  constexpr std::string_view place = "{2}";
  for (std::size_t at = 0; (at = name.find(place, at)) != std::string::npos; at += column.size()) {
    name.replace(at, place.size(), column);
  }
  return name;
}

void add_table(NodeList& nodes, const BoardMatrix& matrix, const Experiment& experiment,
               const std::optional<BoardCell>& inspected) {
  const Tone tone = table_tone(matrix);
  nodes.push_back({.id = matrix.id,
                   .parent = "board",
                   .role = Role::table,
                   .name = matrix.name,
                   .text = matrix.title,
                   .hint = matrix.meaning,
                   .rows = matrix.rows,
                   .columns = matrix.columns,
                   .tone = tone});
  const bool pairs = inspected && inspected->matrix->is_pairs() && matrix.is_pairs();
  for (int column = 0; column < matrix.columns; ++column) {
    nodes.push_back({.id = matrix.id + ".column." + std::to_string(column),
                     .parent = matrix.id,
                     .role = Role::column_header,
                     .name = header_text(experiment, matrix.column_axis, column),
                     .column = column,
                     .current = pairs && column == inspected->column});
  }
  const int digits = matrix.editable ? digits_for(matrix.values) : 2;
  for (int row = 0; row < matrix.rows; ++row) {
    const bool arrived = has_arrived(matrix.row_axis, row, experiment.position);
    nodes.push_back({.id = matrix.id + ".row." + std::to_string(row),
                     .parent = matrix.id,
                     .role = Role::row_header,
                     .name = header_text(experiment, matrix.row_axis, row),
                     .row = row,
                     .current = is_current(matrix, row, -1, inspected, experiment.mask),
                     .state = arrived ? CellState::shown : CellState::pending});
    const std::string id = matrix.id + "." + std::to_string(row) + ".";
    const std::string name = cell_name(matrix, row);
    for (int column = 0; column < matrix.columns; ++column) {
      const std::string place = std::to_string(column);
      Node cell = {.id = id + place,
                   .parent = matrix.id,
                   .role = Role::cell,
                   .name = at_column(name, place),
                   .row = row,
                   .column = column,
                   .current = is_current(matrix, row, column, inspected, experiment.mask),
                   .tone = tone};
      fill_cell(cell, matrix, experiment, digits);
      nodes.push_back(std::move(cell));
    }
  }
}

struct PartOption {
  BoardPart part;
  std::string_view id;
  std::string_view name;
};
constexpr std::array<PartOption, 3> parts = {{{BoardPart::input, "show.inputs", "own inputs"_said},
                                              {BoardPart::step, "show.steps", "steps between"_said},
                                              {BoardPart::state, "show.state", "state"_said}}};

// Which tables stand beside the six: the choice of the learner, else all where they are few, else the first
// kind that there is. Adds the control for it where there are several kinds.
std::string add_show(NodeList& nodes, const std::vector<BoardMatrix>& matrices, const ViewState& state) {
  const auto count = [&](BoardPart part) { return std::ranges::count(matrices, part, &BoardMatrix::part); };
  const auto beside = std::ssize(matrices) - count(BoardPart::core);
  std::vector<PartOption> present;
  std::ranges::copy_if(parts, std::back_inserter(present),
                       [&](const PartOption& option) { return count(option.part) > 0; });
  const std::string all = "show.all";
  if (present.size() < 2) {
    return all;
  }
  const bool known = state.shown == all || std::ranges::count(present, state.shown, &PartOption::id) > 0;
  // Where the mechanism reads none of Q, K and V, its own inputs are what the learner edits.
  const bool edits = std::ranges::any_of(
      matrices, [](const BoardMatrix& matrix) { return matrix.part == BoardPart::core && matrix.editable; });
  const bool steps_first = edits && present.front().part == BoardPart::input;
  const std::string shown =
      known ? state.shown : (beside <= most_beside ? all : std::string(present[steps_first ? 1 : 0].id));
  nodes.push_back({.id = "show",
                   .parent = "board",
                   .role = Role::choice,
                   .name = say("Beside"),
                   .hint = say("Which tables are shown beside those of the product.")});
  const std::size_t choice = nodes.size() - 1;
  const auto add = [&](std::string_view id, const std::string& name) {
    if (id == shown) {
      nodes[choice].text = name;
    }
    nodes.push_back({.id = std::string(id),
                     .parent = "show",
                     .role = Role::option,
                     .name = name,
                     .checked = id == shown});
  };
  add(all, say("all tables"));
  for (const PartOption& option : present) {
    add(option.id, say(option.name));
  }
  return shown;
}

}  // namespace

void add_board(NodeList& nodes, const Experiment& experiment, const std::vector<BoardMatrix>& matrices,
               const std::optional<BoardCell>& inspected, const ViewState& state) {
  nodes.push_back({.id = "board", .role = Role::group, .name = say("Board")});
  for (const BoardMatrix& matrix : matrices) {
    if (matrix.part != BoardPart::core) {
      continue;
    }
    add_table(nodes, matrix, experiment, inspected);
    if (matrix.id == "scores") {
      nodes.push_back({.id = "board.arrow",
                       .parent = "board",
                       .role = Role::text,
                       .text = mechanism_of(experiment).titles(experiment.parameters, false).arrow,
                       .tone = Tone::dim});
    }
  }
  const std::string shown = add_show(nodes, matrices, state);
  for (const BoardMatrix& matrix : matrices) {
    const auto* option = std::ranges::find(parts, matrix.part, &PartOption::part);
    if (option != parts.end() && (shown == "show.all" || shown == option->id)) {
      add_table(nodes, matrix, experiment, inspected);
    }
  }
}

}  // namespace lookback::view
