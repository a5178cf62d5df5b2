#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/split.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

struct TableKind {
  std::string_view id;
  MatrixRole role;
  Tone tone;
};
constexpr TableKind tables[] = {
    {"Q", MatrixRole::query, Tone::query},      {"K", MatrixRole::key, Tone::key},
    {"scores", MatrixRole::score, Tone::score}, {"weights", MatrixRole::weight, Tone::weight},
    {"V", MatrixRole::value, Tone::value},      {"output", MatrixRole::output, Tone::output},
};

bool is_pair(MatrixRole role) { return role == MatrixRole::score || role == MatrixRole::weight; }

int width_of(MatrixRole role, const Experiment& experiment) {
  switch (role) {
    case MatrixRole::query:
    case MatrixRole::key:
      return experiment.key_width();
    case MatrixRole::value:
    case MatrixRole::output:
      return experiment.value_width();
    default:
      return experiment.token_count();
  }
}

// At most five characters, so that cells keep their width while a number changes.
std::string cell_text(double value, int digits) {
  const double size = std::abs(value);
  if (size < 9.995) {
    return fixed(value, digits);
  }
  if (size < 99.95) {
    return fixed(value, 1);
  }
  if (size < 9999.5) {
    return fixed(value, 0);
  }
  const int exponent = static_cast<int>(std::floor(std::log10(size) + 1e-9));
  return fixed(value / std::pow(10.0, exponent), 0) + "e" + std::to_string(exponent);
}

// One digit after the point where that shows every number exactly, else two.
int digits_for(const Matrix<double>& matrix) {
  const bool tenths = std::ranges::all_of(matrix.elements(), [](double x) {
    return std::abs(x) >= 9.995 || std::abs(x * 10 - std::round(x * 10)) < 1e-9;
  });
  return tenths ? 1 : 2;
}

std::string row_label(const Experiment& experiment, int index) {
  return experiment.tokens[static_cast<std::size_t>(index)] + " " + std::to_string(index);
}

// Which rows and columns of a table belong to the inspected cell.
bool is_current(const TableKind& table, int row, int column, const std::optional<BoardCell>& cell,
                const Experiment& experiment) {
  if (!cell) {
    return false;
  }
  if (is_pair(cell->role)) {
    switch (table.role) {
      case MatrixRole::query:
      case MatrixRole::output:
        return row == cell->row;
      case MatrixRole::key:
      case MatrixRole::value:
        return row == cell->column;
      default:
        return row == cell->row && column == cell->column;
    }
  }
  const bool written = cell->role == MatrixRole::key || cell->role == MatrixRole::value;
  if (is_pair(table.role)) {
    const bool in_line = written ? column == cell->row : row == cell->row;
    return in_line && (column < 0 || experiment.mask.visible(row, column));
  }
  if (table.role == cell->role) {
    return row == cell->row && (cell->role != MatrixRole::output || column == cell->column);
  }
  return cell->role == MatrixRole::output && table.role == MatrixRole::value ? column == cell->column : false;
}

std::string title(const TableKind& table, const Experiment& experiment, const Evaluation& evaluation) {
  const std::string rows = std::to_string(experiment.token_count());
  const std::string columns = std::to_string(width_of(table.role, experiment));
  const std::string held = evaluation.scores_held ? "" : ", not held";
  const BoardTitles titles =
      mechanism_of(experiment).titles(experiment.parameters, experiment.columns_are_queries);
  switch (table.role) {
    case MatrixRole::key:
      return experiment.columns_are_queries ? "K " + rows + "×" + columns : "Kᵀ " + columns + "×" + rows;
    case MatrixRole::query:
      return experiment.columns_are_queries ? "Qᵀ " + columns + "×" + rows : "Q " + rows + "×" + columns;
    case MatrixRole::value:
      return experiment.columns_are_queries ? "Vᵀ " + columns + "×" + rows : "V " + rows + "×" + columns;
    case MatrixRole::score:
      return titles.scores + held;
    case MatrixRole::weight:
      return titles.weights + held;
    case MatrixRole::output:
      return titles.output;
    default:
      return std::string(table.id);
  }
}

std::string table_name(const TableKind& table, const Experiment& experiment) {
  const int tokens = experiment.token_count();
  if (is_pair(table.role)) {
    return std::string(table.id) + ", " + std::to_string(tokens) +
           (tokens == 1 ? " query by " : " queries by ") + plural(tokens, "key");
  }
  return std::string(table.id) + ", " + plural(tokens, "token") + " by " +
         std::to_string(width_of(table.role, experiment));
}

// What a cell holds, and where it stands: masked, not yet arrived, or a number.
void fill_cell(Node& node, const TableKind& table, const Experiment& experiment, const Evaluation& evaluation,
               int digits) {
  const int row = node.row;
  const int column = node.column;
  const int arrived = experiment.position;
  const auto show = [&](const Matrix<double>& matrix) {
    node.value = matrix(row, column);
    node.text = cell_text(node.value, digits);
  };
  switch (table.role) {
    case MatrixRole::query:
    case MatrixRole::key:
    case MatrixRole::value:
      show(table.role == MatrixRole::query ? experiment.inputs.q
           : table.role == MatrixRole::key ? experiment.inputs.k
                                           : experiment.inputs.v);
      node.editable = true;
      node.minimum = -largest_magnitude;
      node.maximum = largest_magnitude;
      node.step = 0.1;
      if (row >= arrived) {
        node.state = CellState::pending;
      }
      return;
    case MatrixRole::output:
      if (row >= arrived) {
        node.state = CellState::pending;
        node.text = "not yet";
      } else {
        show(evaluation.output);
      }
      return;
    default:
      break;
  }
  if (!experiment.mask.visible(row, column)) {
    node.state = CellState::masked;
    node.text = "masked";
  } else if (row >= arrived || column >= arrived) {
    node.state = CellState::pending;
    node.text = "not yet";
  } else {
    show(table.role == MatrixRole::score ? evaluation.trace.scores : evaluation.trace.weights);
  }
}

void add_table(NodeList& nodes, const TableKind& table, const Experiment& experiment,
               const Evaluation& evaluation, const std::optional<BoardCell>& inspected) {
  const std::string id(table.id);
  const int tokens = experiment.token_count();
  const int columns = width_of(table.role, experiment);
  nodes.push_back({.id = id,
                   .parent = "board",
                   .role = Role::table,
                   .name = table_name(table, experiment),
                   .text = title(table, experiment, evaluation),
                   .rows = tokens,
                   .columns = columns,
                   .tone = table.tone});
  for (int column = 0; column < columns; ++column) {
    nodes.push_back({.id = id + ".column." + std::to_string(column),
                     .parent = id,
                     .role = Role::column_header,
                     .name = is_pair(table.role) ? row_label(experiment, column) : std::to_string(column),
                     .column = column,
                     .current = inspected && is_pair(inspected->role) && is_pair(table.role) &&
                                column == inspected->column});
  }
  const int digits = table.role == MatrixRole::query   ? digits_for(experiment.inputs.q)
                     : table.role == MatrixRole::key   ? digits_for(experiment.inputs.k)
                     : table.role == MatrixRole::value ? digits_for(experiment.inputs.v)
                                                       : 2;
  for (int row = 0; row < tokens; ++row) {
    nodes.push_back(
        {.id = id + ".row." + std::to_string(row),
         .parent = id,
         .role = Role::row_header,
         .name = row_label(experiment, row),
         .row = row,
         .current = is_current(table, row, -1, inspected, experiment) ||
                    (inspected && is_pair(inspected->role) && is_pair(table.role) && row == inspected->row),
         .state = row < experiment.position ? CellState::shown : CellState::pending});
    for (int column = 0; column < columns; ++column) {
      Node cell = {
          .id = id + "." + std::to_string(row) + "." + std::to_string(column),
          .parent = id,
          .role = Role::cell,
          .name = is_pair(table.role)
                      ? id + ", query " + std::to_string(row) + ", key " + std::to_string(column)
                      : id + ", token " + std::to_string(row) + ", dimension " + std::to_string(column),
          .row = row,
          .column = column,
          .current = is_current(table, row, column, inspected, experiment),
          .tone = table.tone};
      fill_cell(cell, table, experiment, evaluation, digits);
      nodes.push_back(std::move(cell));
    }
  }
}

}  // namespace

void add_board(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
               const ViewState& state) {
  nodes.push_back({.id = "board", .role = Role::group, .name = "Board"});
  const std::optional<BoardCell> inspected = inspected_cell(experiment, evaluation, state);
  for (const TableKind& table : tables) {
    add_table(nodes, table, experiment, evaluation, inspected);
    if (table.role == MatrixRole::score) {
      nodes.push_back({.id = "board.arrow",
                       .parent = "board",
                       .role = Role::text,
                       .text = mechanism_of(experiment).titles(experiment.parameters, false).arrow,
                       .tone = Tone::dim});
    }
  }
}

std::optional<BoardCell> board_cell(std::string_view id, const Experiment& experiment) {
  const std::vector<std::string_view> parts = split(id, '.');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  for (const TableKind& table : tables) {
    if (table.id != parts[0]) {
      continue;
    }
    const Expected<int> row = parse_whole(parts[1], "row", 0, experiment.token_count() - 1);
    const Expected<int> column = parse_whole(parts[2], "column", 0, width_of(table.role, experiment) - 1);
    if (row && column) {
      return BoardCell{table.id, table.role, *row, *column};
    }
  }
  return std::nullopt;
}

std::optional<BoardCell> inspected_cell(const Experiment& experiment, const Evaluation& evaluation,
                                        const ViewState& state) {
  if (const std::optional<BoardCell> cell = board_cell(state.inspected, experiment)) {
    return cell;
  }
  const int query = experiment.position - 1;
  if (query < 0) {
    return std::nullopt;
  }
  const auto weights = evaluation.trace.weights.row(query);
  const auto largest = std::ranges::max_element(weights);
  return BoardCell{"weights", MatrixRole::weight, query, static_cast<int>(largest - weights.begin())};
}

}  // namespace lookback::view
