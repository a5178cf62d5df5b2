#include "view/nodes.h"

namespace lookback::view {

NodeList all_nodes(const Experiment& experiment, const Evaluation& evaluation, const ViewState& state) {
  NodeList nodes;
  add_toolbar(nodes, experiment, state);
  add_board(nodes, experiment, evaluation, state);
  add_inspector(nodes, experiment, evaluation, state);
  add_generation(nodes, experiment, evaluation, state);
  add_cost(nodes, experiment, evaluation);
  add_chart(nodes, experiment, evaluation, state);
  return nodes;
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
