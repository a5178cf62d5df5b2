#include "view/node_json.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace lookback::view {
namespace {

void write_node(JsonWriter& json, const Node& node) {
  json.begin_object();
  json.key("id").string(node.id);
  const auto text = [&json](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      json.key(key).string(value);
    }
  };
  const auto number = [&json](std::string_view key, double value, double initial) {
    if (value != initial) {
      json.key(key).number(value);
    }
  };
  const auto flag = [&json](std::string_view key, bool value, bool initial) {
    if (value != initial) {
      json.key(key).boolean(value);
    }
  };
  text("parent", node.parent);
  json.key("role").string(role_name(node.role));
  text("name", node.name);
  text("text", node.text);
  text("hint", node.hint);
  number("value", node.value, 0);
  number("min", node.minimum, 0);
  number("max", node.maximum, 0);
  number("step", node.step, 0);
  flag("logarithmic", node.logarithmic, false);
  flag("slider", node.slider, false);
  if (!node.stops.empty()) {
    json.key("stops").begin_array();
    for (const std::string& stop : node.stops) {
      json.string(stop);
    }
    json.end_array();
  }
  number("row", node.row, -1);
  number("column", node.column, -1);
  number("rows", node.rows, 0);
  number("columns", node.columns, 0);
  text("heading", node.heading);
  flag("enabled", node.enabled, true);
  flag("checked", node.checked, false);
  flag("editable", node.editable, false);
  flag("pressable", node.pressable, false);
  flag("of_sheet", node.of_sheet, false);
  flag("marked", node.marked, false);
  flag("current", node.current, false);
  if (node.state != CellState::shown) {
    json.key("state").string(state_name(node.state));
  }
  if (node.tone != Tone::plain) {
    json.key("tone").string(tone_name(node.tone));
  }
  if (node.look != Look::usual) {
    json.key("look").string(look_name(node.look));
  }
  if (node.axes) {
    text("x_title", node.axes->x_title);
    text("y_title", node.axes->y_title);
    flag("log_x", node.axes->log_x, false);
    flag("log_y", node.axes->log_y, false);
  }
  text("drawn_input", node.drawn_input);
  if (node.map) {
    json.key("view").begin_array();
    json.number(node.map->view.row).number(node.map->view.column).number(node.map->view.span);
    json.end_array();
    text("pooling", node.map->pooling == map::Pooling::mean ? "mean" : "maximum");
  }
  if (!node.runs.empty()) {
    json.key("runs").begin_array();
    for (const Run& run : node.runs) {
      json.begin_array().string(run.text).string(tone_name(run.tone));
      if (run.marked) {
        json.boolean(true);
      }
      json.end_array();
    }
    json.end_array();
  }
  if (!node.points.empty()) {
    json.key("points").begin_array();
    for (const double point : node.points) {
      json.number(point);
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace

std::string_view role_name(Role role) {
  switch (role) {
    case Role::group:
      return "group";
    case Role::table:
      return "table";
    case Role::row_header:
      return "row_header";
    case Role::column_header:
      return "column_header";
    case Role::cell:
      return "cell";
    case Role::toggle:
      return "toggle";
    case Role::button:
      return "button";
    case Role::choice:
      return "choice";
    case Role::option:
      return "option";
    case Role::number:
      return "number";
    case Role::token:
      return "token";
    case Role::text:
      return "text";
    case Role::series:
      return "series";
    case Role::chart:
      return "chart";
    case Role::beams:
      return "beams";
    case Role::map:
      return "map";
  }
  return "";
}

std::string_view tone_name(Tone tone) {
  constexpr std::string_view names[] = {"plain", "dim",    "query",  "key",    "value",
                                        "score", "weight", "output", "accent", "warning"};
  return names[static_cast<std::size_t>(tone)];
}

std::string_view look_name(Look look) {
  constexpr std::string_view names[] = {"usual",  "list", "headline", "equation",
                                        "dashed", "dots", "play",     "picture"};
  return names[static_cast<std::size_t>(look)];
}

std::string_view state_name(CellState state) {
  constexpr std::string_view names[] = {"shown", "masked", "pending"};
  return names[static_cast<std::size_t>(state)];
}

void write_changes(JsonWriter& json, const NodeList& before, const NodeList& after) {
  const bool same_order =
      std::ranges::equal(before, after, [](const Node& a, const Node& b) { return a.id == b.id; });
  std::unordered_map<std::string_view, const Node*> known;
  if (!same_order) {
    for (const Node& node : before) {
      known.emplace(node.id, &node);
    }
    json.key("order").begin_array();
    for (const Node& node : after) {
      json.string(node.id);
    }
    json.end_array();
  }
  json.key("nodes").begin_array();
  for (std::size_t i = 0; i < after.size(); ++i) {
    const Node* old = nullptr;
    if (same_order) {
      old = &before[i];
    } else if (const auto found = known.find(after[i].id); found != known.end()) {
      old = found->second;
    }
    if (old == nullptr || !(*old == after[i])) {
      write_node(json, after[i]);
    }
  }
  json.end_array();
}

}  // namespace lookback::view
