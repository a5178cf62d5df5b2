#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/node.h"

namespace lookback::ui {

// Finds nodes by id and children by parent. Valid while the list lives unchanged.
class NodeIndex {
 public:
  NodeIndex() = default;
  explicit NodeIndex(const view::NodeList& nodes);

  int size() const { return static_cast<int>(nodes_.size()); }
  const view::Node& node(int place) const { return nodes_[static_cast<std::size_t>(place)]; }
  int place_of(const view::Node& node) const { return static_cast<int>(&node - nodes_.data()); }

  const view::Node* find(std::string_view id) const;
  // In the order of the list.
  std::span<const view::Node* const> children(std::string_view parent) const;

 private:
  std::span<const view::Node> nodes_;
  std::unordered_map<std::string_view, const view::Node*> by_id_;
  std::unordered_map<std::string_view, std::vector<const view::Node*>> by_parent_;
};

}  // namespace lookback::ui
