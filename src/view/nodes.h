#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/say.h"
#include "experiment/evaluate.h"
#include "studies/sheet.h"
#include "view/board_matrices.h"
#include "view/node.h"
#include "view/view_state.h"

namespace lookback::view {

// Everything that is shown, in reading order. `sheet` is what the experiment's study found.
NodeList all_nodes(const Experiment& experiment, const Evaluation& evaluation, const Sheet& sheet,
                   const ViewState& state);

// The panels, one function and one file each.
void add_toolbar(NodeList& nodes, const Experiment& experiment, const ViewState& state);
void add_board(NodeList& nodes, const Experiment& experiment, const std::vector<BoardMatrix>& matrices,
               const std::optional<BoardCell>& inspected, const ViewState& state);
// The sheet of a study: its finding, and its sections as groups. Where there is a board it comes after it.
void add_sheet(NodeList& nodes, const Sheet& sheet, const ViewState& state);
void add_inspector(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                   const std::optional<BoardCell>& inspected);
void add_generation(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                    const std::optional<CacheParity>& parity, const ViewState& state);
void add_cost(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation);
void add_chart(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
               const ViewState& state);

// The masks that the board offers.
struct MaskOption {
  Mask::Kind kind;
  std::string_view id;
  std::string_view name;
  std::string_view meaning;
};
inline constexpr std::array<MaskOption, 5> mask_options = {{
    {Mask::Kind::causal, "causal", "causal"_said, "A query looks at its own key and those before it."_said},
    {Mask::Kind::none, "none", "none"_said, "Bidirectional: every query looks at every key."_said},
    {Mask::Kind::diagonal, "diagonal", "self only"_said, "A query looks at its own key only."_said},
    {Mask::Kind::window, "window", "window"_said, "A query looks at the keys around its own position."_said},
    {Mask::Kind::bits, "bits", "by hand"_said, "Click a score to hide or show its pair."_said},
}};
// What choosing one makes of the mask.
Mask mask_of(Mask::Kind kind, const Experiment& experiment);

// A role's colour.
Tone tone_of(MatrixRole role);

// The speeds that the generation offers, in steps a second.
inline constexpr std::array<double, 4> speeds = {0.5, 1, 2, 4};

// The counters that the chart offers.
inline constexpr std::array<std::string_view, 6> chart_counters = {
    "score_dot_products", "tokens_projected", "mac", "exp", "state_read", "scores_moved"};

}  // namespace lookback::view
