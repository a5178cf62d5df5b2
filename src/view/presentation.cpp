#include "view/presentation.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

#include "base/say.h"

namespace lookback::view {
namespace {

constexpr std::array<std::string_view, 5> stepping = {"back", "play", "step", "run", "cancel"};
constexpr std::array<std::string_view, 3> looking = {"speed", "chart.quantity", "show"};
constexpr std::array<std::string_view, 2> lasting = {"board", "sheet"};

bool among(std::string_view id, const auto& ids) { return std::ranges::find(ids, id) != ids.end(); }

// "cost,chart" has "cost".
bool listed(std::string_view id, const std::string& list) {
  return ("," + list + ",").find("," + std::string(id) + ",") != std::string::npos;
}

void leave_out(NodeList& nodes, const std::string& panels) {
  std::set<std::string, std::less<>> gone;
  std::erase_if(nodes, [&](const Node& node) {
    const bool panel = node.parent.empty() && listed(node.id, panels) && !among(node.id, lasting);
    const bool out = panel || gone.contains(node.parent);
    if (out) {
      gone.insert(node.id);
    }
    return out;
  });
}

void make_readable_only(Node& node) {
  if (node.looks) {
    return;
  }
  node.editable = false;
  node.pressable = false;
  node.drawn_input.clear();
  const bool control = node.role == Role::toggle || node.role == Role::button || node.role == Role::choice ||
                       node.role == Role::option || node.role == Role::number || node.role == Role::token;
  if (control && !only_reads(node, Verb::press) && !only_reads(node, Verb::set)) {
    node.enabled = false;
    node.hint = say(read_only_refusal);
  }
}

}  // namespace

bool only_reads(const Node& node, Verb verb) {
  if (node.looks) {
    return true;
  }
  switch (verb) {
    case Verb::press:
      return among(node.id, stepping) || among(node.parent, looking) ||
             (node.role == Role::token && node.parent == "generation");
    case Verb::set:
      return among(node.id, looking);
    default:
      return false;
  }
}

NodeList presented(NodeList nodes, const Presentation& presentation) {
  if (!presentation.hidden.empty()) {
    leave_out(nodes, presentation.hidden);
  }
  if (presentation.read_only) {
    std::ranges::for_each(nodes, make_readable_only);
  }
  return nodes;
}

}  // namespace lookback::view
