#include "view/nodes.h"

namespace lookback::view {

NodeList all_nodes(const Experiment& experiment, const Evaluation& evaluation, const Sheet& sheet,
                   const ViewState& state) {
  const StudySpec& study = study_spec_of(experiment);
  const std::optional<CacheParity> parity = sheet.parity ? sheet.parity : evaluation.parity;
  if (!study.on_board) {
    NodeList nodes;
    add_toolbar(nodes, experiment, state);
    if (study.settings.generation) {
      add_generation(nodes, experiment, evaluation, parity, state);
    }
    add_sheet(nodes, sheet, state);
    return nodes;
  }
  const std::vector<BoardMatrix> matrices = board_matrices(experiment, evaluation);
  const std::optional<BoardCell> inspected = inspected_cell(matrices, experiment, state);
  NodeList nodes;
  add_toolbar(nodes, experiment, state);
  add_board(nodes, experiment, matrices, inspected, state);
  add_inspector(nodes, experiment, evaluation, inspected);
  add_generation(nodes, experiment, evaluation, parity, state);
  add_cost(nodes, experiment, evaluation);
  add_chart(nodes, experiment, evaluation, state);
  add_sheet(nodes, sheet, state);
  return nodes;
}

Mask mask_of(Mask::Kind kind, const Experiment& experiment) {
  switch (kind) {
    case Mask::Kind::causal:
      return Mask::causal();
    case Mask::Kind::none:
      return Mask::none();
    case Mask::Kind::diagonal:
      return Mask::diagonal();
    case Mask::Kind::window:
      return Mask::window(1, 0);
    case Mask::Kind::bits:
      break;
  }
  return experiment.mask.as_bits(experiment.token_count());
}

const Node* find(const NodeList& nodes, std::string_view id) {
  for (const Node& node : nodes) {
    if (node.id == id) {
      return &node;
    }
  }
  return nullptr;
}

}  // namespace lookback::view
