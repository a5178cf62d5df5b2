#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/node.h"

namespace lookback::ui {

// Characters of the longest number of a table, with the 0 before the point and without.
struct NumberLength {
  int usual = 0;
  int without_zero = 0;
};

// Whether a cell shows a number, and not a word for why there is none.
bool has_number(const view::Node& cell);

// "−0.25" and "−.25" mean the same where room is short: where the 0 stands; npos where there is none.
std::size_t place_of_zero(std::string_view number);

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
  NumberLength longest_number(std::string_view table) const;

 private:
  struct Children {
    std::vector<const view::Node*> nodes;
    NumberLength longest_number;
  };
  std::span<const view::Node> nodes_;
  std::unordered_map<std::string_view, const view::Node*> by_id_;
  std::unordered_map<std::string_view, Children> by_parent_;
};

}  // namespace lookback::ui
