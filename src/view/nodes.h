#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "experiment/evaluate.h"
#include "view/node.h"
#include "view/view_state.h"

namespace lookback::view {

// Everything that is shown, in reading order.
NodeList all_nodes(const Experiment& experiment, const Evaluation& evaluation, const ViewState& state);

// The panels, one function and one file each.
void add_toolbar(NodeList& nodes, const Experiment& experiment, const ViewState& state);
void add_board(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
               const ViewState& state);
void add_inspector(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                   const ViewState& state);
void add_generation(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                    const ViewState& state);
void add_cost(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation);
void add_chart(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
               const ViewState& state);

// A cell of the board's tables: "Q.2.1". Nothing for any other id, or a place that the board does not have.
struct BoardCell {
  std::string_view table;
  MatrixRole role;
  int row;
  int column;
};
std::optional<BoardCell> board_cell(std::string_view id, const Experiment& experiment);

// The cell that the inspector explains: the inspected one, else the pair on which the last query rests most.
// Nothing when no token has arrived.
std::optional<BoardCell> inspected_cell(const Experiment& experiment, const Evaluation& evaluation,
                                        const ViewState& state);

// The speeds that the generation offers, in steps a second.
inline constexpr std::array<double, 4> speeds = {0.5, 1, 2, 4};

// The counters that the chart offers.
inline constexpr std::array<std::string_view, 6> chart_counters = {
    "score_dot_products", "tokens_projected", "mac", "exp", "state_read", "scores_moved"};

}  // namespace lookback::view
