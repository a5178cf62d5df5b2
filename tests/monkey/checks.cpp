#include "monkey/checks.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/utf8.h"
#include "experiment/link.h"
#include "experiment/same_bits.h"
#include "view/nodes.h"

namespace lookback::monkey {
namespace {

using view::Node;
using view::Role;

Fault broken(std::string_view rule, std::string what) { return {std::string(rule), std::move(what)}; }

bool needs_name(Role role) {
  return role != Role::text && role != Role::group && role != Role::map && role != Role::beams;
}

// The only row or column of a table needs none to be told from others.
bool is_only_header(const Node& node, const Node& table) {
  return (node.role == Role::row_header && table.rows == 1) ||
         (node.role == Role::column_header && table.columns == 1);
}

Fault check_node(const Node& node, const Node& table) {
  if (node.id.empty() || !is_utf8(node.id)) {
    return broken("nodes have ids", "one called “" + node.name + "” has none");
  }
  if (node.name.empty() && needs_name(node.role) && !is_only_header(node, table)) {
    return broken("nodes have names", node.id + " has none");
  }
  if (node.role == Role::cell && node.text.empty()) {
    return broken("cells say something", node.id + " says nothing");
  }
  for (const std::string* text : {&node.name, &node.text, &node.hint}) {
    if (!is_utf8(*text) || has_control(*text)) {
      return broken("nodes are readable", node.id + " is not");
    }
  }
  const bool number = node.role == Role::number || (node.role == Role::cell && node.editable);
  if (number && !(std::isfinite(node.value) && std::isfinite(node.minimum) && std::isfinite(node.maximum) &&
                  std::isfinite(node.step))) {
    return broken("what can be edited is finite", node.id + " is not");
  }
  const bool control = node.role == Role::toggle || node.role == Role::button || node.role == Role::choice ||
                       node.role == Role::option || node.role == Role::number;
  if (control && !node.enabled && node.hint.empty()) {
    return broken("disabled controls say why", node.id + " does not");
  }
  return {};
}

// Where what is shown begins, whatever was looked at on the way. Maps and tables that work fills are left
// out: how far that has come is no part of a link.
view::NodeList nodes_from_scratch(const app::Workspace& workspace) {
  return view::all_nodes(workspace.experiment(), workspace.evaluation(), workspace.sheet(), {});
}

std::string first_difference(const view::NodeList& a, const view::NodeList& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (!(a[i] == b[i])) {
      return a[i].id + " “" + a[i].text + "” is " + b[i].id + " “" + b[i].text + "”";
    }
  }
  return std::to_string(a.size()) + " nodes are " + std::to_string(b.size());
}

// NaN is no number that equals itself, and unnormalised mechanisms may come to it.
bool equal(const view::NodeList& a, const view::NodeList& b) {
  const auto known = [](Node node) {
    for (double* number : {&node.value, &node.minimum, &node.maximum}) {
      *number = std::isnan(*number) ? 0 : *number;
    }
    std::ranges::replace_if(node.points, [](double point) { return std::isnan(point); }, 0);
    return node;
  };
  return std::ranges::equal(a, b,
                            [&](const Node& x, const Node& y) { return x == y || known(x) == known(y); });
}

}  // namespace

Fault check_nodes(const view::NodeList& nodes) {
  std::unordered_set<std::string_view> ids;
  ids.reserve(nodes.size());
  const Node* table = nodes.data();  // the last
  for (const Node& node : nodes) {
    table = node.role == Role::table ? &node : table;
    if (Fault fault = check_node(node, *table)) {
      return fault;
    }
    if (!node.parent.empty() && !ids.contains(node.parent)) {
      return broken("parents stand before their children", node.id + " is of " + node.parent);
    }
    if (!ids.insert(node.id).second) {
      return broken("ids are unique", node.id + " is there twice");
    }
  }
  return {};
}

Fault check_picture(const Page& page) {
  const ui::Interactions& last = page.last();
  const view::NodeList& nodes = page.workspace.nodes();
  if (last.rectangles.size() != nodes.size()) {
    return broken("every node has a rectangle",
                  std::to_string(nodes.size()) + " nodes have " + std::to_string(last.rectangles.size()));
  }
  constexpr float slack = 2;  // CSS pixels
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ui::Rectangle& area = last.rectangles[i];
    if (!std::isfinite(area.x) || !std::isfinite(area.y) || !std::isfinite(area.width) ||
        !std::isfinite(area.height)) {
      return broken("rectangles are finite", nodes[i].id + " has another one");
    }
    const bool wide_enough = page.width() >= 320;
    if (wide_enough && !area.empty() &&
        (area.x < -slack || area.y < -slack || area.right() > page.width() + slack ||
         area.bottom() > page.height() + slack)) {
      return broken("rectangles lie on the canvas",
                    nodes[i].id + " at " + std::to_string(area.x) + " " + std::to_string(area.y) + " " +
                        std::to_string(area.right()) + " " + std::to_string(area.bottom()) + " of " +
                        std::to_string(page.width()) + " " + std::to_string(page.height()));
    }
  }
  for (const ui::Target& target : last.targets) {
    const bool known = target.place >= 0 && static_cast<std::size_t>(target.place) < nodes.size();
    if (!known || !target.id.starts_with(nodes[static_cast<std::size_t>(target.place)].id)) {
      return broken("what takes the pointer is a node", target.id + " is none");
    }
  }
  return {};
}

// A font atlas that grows several times while one frame is composed leaves as many smaller ones, which are
// given back with the next frame.
Fault check_textures() {
  constexpr int most_kept = 1;  // the font atlas
  constexpr int most_pixels = 1 << 24;
  int kept = 0;
  int pixels = 0;
  for (const ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    const bool leaves = texture->WantDestroyNextFrame && texture->Status != ImTextureStatus_WantDestroy;
    kept += leaves ? 0 : 1;
    pixels += texture->Width * texture->Height;
  }
  if (kept > most_kept || pixels > most_pixels) {
    return broken("textures are given back",
                  std::to_string(kept) + " are kept, with " + std::to_string(pixels) + " pixels");
  }
  return {};
}

Fault check_link(const Page& page) {
  const app::Workspace& workspace = page.workspace;
  const Experiment& experiment = workspace.experiment();
  const std::string link = workspace.link();
  const Expected<Experiment> read = from_link(link, workspace.files());
  if (!read) {
    return broken("links read back", read.error().sentence + " " + link);
  }
  if (!testing::same_bits(*read, experiment)) {
    return broken("links read back to the same experiment", link + " is " + to_link(*read));
  }
  if (to_link(*read) != link) {
    return broken("links read back to themselves", link);
  }
  // Work is done in slices, which the link does not hold; and files are opened by hand.
  if (study_of(experiment).work != nullptr || !experiment.sources.empty()) {
    return {};
  }
  app::Workspace fresh;
  if (!fresh.open(link)) {
    return broken("links open", link);
  }
  const view::NodeList then = nodes_from_scratch(fresh);
  const view::NodeList now = nodes_from_scratch(workspace);
  return equal(now, then) ? Fault{}
                          : broken("a link shows what was shown", first_difference(now, then) + "; " + link);
}

Fault check_history(Page& page) {
  app::Workspace& workspace = page.workspace;
  const bool read_only = page.read_only();
  const std::string hidden = page.hidden();
  page.present({});
  const Experiment now = workspace.experiment();
  const view::NodeList nodes = workspace.nodes();
  const bool goes_on = study_of(now).work != nullptr || std::ranges::any_of(nodes, [](const Node& node) {
                         return node.look == view::Look::play && node.checked;
                       });
  const auto can = [&](const char* id) { return view::find(workspace.nodes(), id)->enabled; };
  const auto go = [&](const char* id) {
    int steps = 0;
    while (can(id) && page.act({.id = id})) {
      ++steps;
    }
    return steps;
  };
  Fault fault;
  const int undone = go("undo");
  const Experiment start = start_of(study_spec_of(now));
  if (workspace.place().present == 0 && !testing::same_bits(workspace.experiment(), start)) {
    fault = broken("undoing everything leads to the start", workspace.link());
  }
  for (int step = 0; step < undone; ++step) {
    if (!page.act({.id = "redo"}) && !fault) {
      fault = broken("what was undone can be redone", workspace.link());
    }
  }
  if (!fault && !testing::same_bits(workspace.experiment(), now)) {
    fault = broken("redoing leads back", workspace.link() + " is not " + to_link(now));
  }
  if (!fault && !goes_on && !equal(workspace.nodes(), nodes)) {
    fault = broken("redoing shows what was shown", first_difference(nodes, workspace.nodes()));
  }
  page.present({.read_only = read_only, .hidden = hidden});
  return fault;
}

}  // namespace lookback::monkey
