#include "ui/widgets/slider.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float space = 6;
constexpr float track_width = 88;
constexpr float track_height = 4;
constexpr float knob_radius = 7;
constexpr std::size_t fewest_digits = 5;  // the value changes its length while it is dragged

TextStyle number_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::numbers, frame.sizes.number, colour};
}

float value_width(const Frame& frame, const view::Node& node) {
  // A number that doubles comes to have as many digits as its largest.
  const double largest = node.logarithmic ? std::max(1.0, node.maximum) : 1;
  const auto digits = static_cast<std::size_t>(std::log10(largest)) + 1;
  const std::string widest(
      std::max({static_cast<std::size_t>(count_characters(node.text)), fewest_digits, digits}), '0');
  return std::ceil(text_width(frame, number_style(frame), widest)) + 8;
}

// The track, from 0 to 1; in doublings where a step doubles.
Axis axis_of(const view::Node& node) { return {node.minimum, node.maximum, node.logarithmic}; }

// Where the knob stands, and back: which value a place on the track means, in whole steps from now.
float knob_at(const view::Node& node, const Rectangle& track) {
  return track.x + track.width * static_cast<float>(std::clamp(axis_of(node).part_of(node.value), 0.0, 1.0));
}

int steps_to(const view::Node& node, const Rectangle& track, float x) {
  const double wanted = axis_of(node).value_at(std::clamp((x - track.x) / track.width, 0.0F, 1.0F));
  return static_cast<int>(
      std::lround(node.logarithmic ? std::log2(wanted / node.value) : (wanted - node.value) / node.step));
}

void draw_track(Frame& frame, const view::Node& node, const Rectangle& area) {
  const Press press = frame.press(node, area, "~");
  const Rectangle track = {area.x + knob_radius, area.centre_y() - track_height / 2,
                           area.width - 2 * knob_radius, track_height};
  if (press.started) {
    frame.out.focus_request = node.id;
    ++frame.memory.gesture;
  }
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (press.held && node.enabled && ImGui::IsMousePosValid(&mouse)) {
    if (const int steps = steps_to(node, track, mouse.x); steps != 0) {
      frame.out.actions.push_back({node.id, view::Verb::nudge, std::to_string(steps), frame.memory.gesture});
    }
  }
  const float knob = knob_at(node, track);
  frame.fill(track, frame.theme.switch_off, track_height / 2);
  frame.fill({track.x, track.y, knob - track.x, track.height}, frame.theme.accent(), track_height / 2);
  frame.list->AddCircleFilled(
      {knob, track.centre_y()}, knob_radius,
      press.held || press.hovered ? mix(frame.theme.knob, frame.theme.accent(), 0.25F) : frame.theme.knob);
  frame.list->AddCircle({knob, track.centre_y()}, knob_radius, frame.theme.accent(), 0, 1.5F);
}

}  // namespace

float slider_width(const Frame& frame, const view::Node& node) {
  const float name = text_width(frame, {Face::words, frame.sizes.label, 0}, node.name);
  return name + space + track_width + 2 * knob_radius + value_width(frame, node);
}

void draw_slider(Frame& frame, const view::Node& node, const Rectangle& area) {
  const ImU32 dim = frame.theme.dim();
  const float digits = value_width(frame, node);
  const float name = text_width(frame, {Face::words, frame.sizes.label, 0}, node.name);
  const float after = std::min(area.x + name, area.right() - digits - track_width / 2);
  draw_text_in(frame, {area.x, area.y, after - area.x + 1, area.height},
               {Face::words, frame.sizes.label, dim}, node.name);
  draw_track(frame, node, {after + space, area.y, area.right() - digits - after - space, area.height});

  const Rectangle value = {area.right() - digits, area.y, digits, area.height};
  const Press press = frame.press(node, value);
  if (press.clicked) {
    (node.enabled ? frame.out.edit_request : frame.out.focus_request) = node.id;
  }
  if (press.hovered && node.enabled) {
    frame.fill(value, frame.theme.control_hover, frame.sizes.radius);
  }
  draw_text_in(frame, value.grown(-2), number_style(frame, node.enabled ? frame.theme.ink() : dim), node.text,
               Align::centre);
  frame.place(node, value);
}

}  // namespace lookback::ui
