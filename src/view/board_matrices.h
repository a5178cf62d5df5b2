#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/evaluate.h"
#include "view/node.h"
#include "view/view_state.h"

namespace lookback::view {

// What a matrix of the board is to the learner: one of the six of the attention product, or one beside them.
enum class BoardPart : std::uint8_t {
  core,   // Q, K, scores, weights, V, output
  input,  // the mechanism's own inputs
  step,   // what it computes on the way
  state,  // what it keeps from one token to the next
};

// One matrix of the board: its numbers, what its axes count and what can be done to it.
struct BoardMatrix {
  std::string id;     // of its table node; its cells are "id.row.column"
  std::string table;  // as the core calls it
  MatrixRole role = MatrixRole::plain;
  BoardPart part = BoardPart::core;
  std::string title;    // over it
  std::string subject;  // what it is called in a sentence: "Q", "gate g"
  std::string name;     // spoken, with its size
  std::string meaning;  // one sentence; may be empty
  Axis row_axis = Axis::token;
  Axis column_axis = Axis::dimension;
  int rows = 0;  // with those of tokens that have not arrived
  int columns = 0;
  Matrix<double> values;  // may have fewer rows and columns
  bool editable = false;
  double minimum = 0;
  double maximum = 0;
  bool pressable = false;  // its cells are pairs that can be hidden

  // Rows are queries and columns are keys: the mask says which cells there are.
  bool is_pairs() const { return row_axis == Axis::query && column_axis == Axis::key; }
};

// In reading order. Those that a mechanism neither reads nor computes are absent.
std::vector<BoardMatrix> board_matrices(const Experiment& experiment, const Evaluation& evaluation);

// A place on the board.
struct BoardCell {
  const BoardMatrix* matrix;
  int row;
  int column;
};

// The cell with the id "Q.2.1"; nothing for any other id, or a place that the board does not have.
std::optional<BoardCell> board_cell(std::string_view id, const std::vector<BoardMatrix>& matrices);

// The cell that the inspector explains: the inspected one, else the pair on which the last query rests most.
// Nothing when no token has arrived.
std::optional<BoardCell> inspected_cell(const std::vector<BoardMatrix>& matrices,
                                        const Experiment& experiment, const ViewState& state);

}  // namespace lookback::view
