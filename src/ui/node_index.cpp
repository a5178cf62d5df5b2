#include "ui/node_index.h"

namespace lookback::ui {

NodeIndex::NodeIndex(const view::NodeList& nodes) : nodes_(nodes) {
  by_id_.reserve(nodes.size());
  for (const view::Node& node : nodes) {
    by_id_.emplace(node.id, &node);
    by_parent_[node.parent].push_back(&node);
  }
}

const view::Node* NodeIndex::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::span<const view::Node* const> NodeIndex::children(std::string_view parent) const {
  const auto found = by_parent_.find(parent);
  if (found == by_parent_.end()) {
    return {};
  }
  return found->second;
}

}  // namespace lookback::ui
