#include "ui/node_index.h"

#include <algorithm>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

void take(NumberLength& longest, std::string_view number) {
  const int length = count_characters(number);
  const bool zero = place_of_zero(number) != std::string_view::npos;
  longest.usual = std::max(longest.usual, length);
  longest.without_zero = std::max(longest.without_zero, length - (zero ? 1 : 0));
}

}  // namespace

bool has_number(const view::Node& cell) { return cell.state == view::CellState::shown || cell.editable; }

std::size_t place_of_zero(std::string_view number) {
  const std::size_t digit = number.find_first_of("0123456789");
  return digit != std::string_view::npos && number.substr(digit, 2) == "0." ? digit : std::string_view::npos;
}

NodeIndex::NodeIndex(const view::NodeList& nodes) : nodes_(nodes) {
  by_id_.reserve(nodes.size());
  for (const view::Node& node : nodes) {
    by_id_.emplace(node.id, &node);
    Children& siblings = by_parent_[node.parent];
    siblings.nodes.push_back(&node);
    if (node.role == view::Role::cell && has_number(node)) {
      take(siblings.longest_number, node.text);
    }
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
  return found->second.nodes;
}

NumberLength NodeIndex::longest_number(std::string_view table) const {
  const auto found = by_parent_.find(table);
  return found == by_parent_.end() ? NumberLength{} : found->second.longest_number;
}

}  // namespace lookback::ui
