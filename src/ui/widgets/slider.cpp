#include "ui/widgets/slider.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float slider_space = 6;
constexpr float track_width = 88;
constexpr float stop_pitch = 20;  // the least, between stops without their names
constexpr float stop_radius = 2.5F;
constexpr float between_names = 12;
constexpr float names_part = 0.42F;  // of the control's height
constexpr float track_height = 4;
constexpr float knob_radius = 7;
constexpr std::size_t reading_digits = 5;  // the value changes its length while it is dragged

TextStyle word_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::words, frame.sizes.label, colour};
}

TextStyle name_style(const Frame& frame, ImU32 colour = 0) {
  return {Face::words, frame.sizes.small, colour};
}

float stops_width(const Frame& frame, const view::Node& node) {
  float widest = 0;
  for (const std::string& stop : node.stops) {
    widest = std::max(widest, text_width(frame, word_style(frame), stop));
  }
  return std::ceil(widest) + 8;
}

float reading_width(const Frame& frame, const view::Node& node) {
  if (!node.stops.empty()) {
    return stops_width(frame, node);
  }
  // A number that doubles comes to have as many digits as its largest.
  const double largest = node.logarithmic ? std::max(1.0, node.maximum) : 1;
  const auto digits = static_cast<std::size_t>(std::log10(largest)) + 1;
  const std::string widest(
      std::max({static_cast<std::size_t>(count_characters(node.text)), reading_digits, digits}), '0');
  return std::max(std::ceil(text_width(frame, number_style(frame), widest)) + 8, frame.sizes.target);
}

float gaps(const view::Node& node) { return static_cast<float>(node.stops.size()) - 1; }

float label_width(const Frame& frame, const view::Node& node) {
  return text_width(frame, word_style(frame), node.name);
}

// The track with all names below it, evenly apart, from the first one's start to the last one's end.
float named_width(const Frame& frame, const view::Node& node) {
  std::vector<float> widths;
  for (const std::string& stop : node.stops) {
    widths.push_back(text_width(frame, name_style(frame), stop));
  }
  float pitch = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    pitch = std::max(pitch, (widths[i - 1] + widths[i]) / 2 + between_names);
  }
  return std::ceil(pitch * gaps(node) + (widths.front() + widths.back()) / 2);
}

bool is_named(const Frame& frame, const view::Node& node, float room) {
  return !node.stops.empty() &&
         label_width(frame, node) + 2 * slider_space + named_width(frame, node) <= room;
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

void draw_stops(const Frame& frame, const view::Node& node, const Rectangle& track, float knob) {
  for (std::size_t i = 0; i < node.stops.size(); ++i) {
    const float x = track.x + track.width * static_cast<float>(i) / gaps(node);
    frame.list->AddCircleFilled({x, track.centre_y()}, stop_radius,
                                x <= knob ? frame.theme.accent() : frame.theme.dim());
  }
}

// A press anywhere in `area` brings the knob there.
void draw_track(Frame& frame, const view::Node& node, const Rectangle& area, const Rectangle& track) {
  const Press press = frame.press(node, area, "~");
  if (press.started) {
    ++frame.memory.gesture;
  }
  const bool follows = frame.follows(press);
  if (follows && (press.started || press.ended)) {
    frame.out.focus_request = node.id;
  }
  if (follows && node.enabled) {
    if (const int steps = steps_to(node, track, ImGui::GetIO().MousePos.x); steps != 0) {
      frame.out.actions.push_back({node.id, view::Verb::nudge, std::to_string(steps), frame.memory.gesture});
    }
  }
  const float knob = knob_at(node, track);
  frame.fill(track, frame.theme.switch_off, track_height / 2);
  frame.fill({track.x, track.y, knob - track.x, track.height}, frame.theme.accent(), track_height / 2);
  draw_stops(frame, node, track, knob);
  frame.list->AddCircleFilled(
      {knob, track.centre_y()}, knob_radius,
      press.held || press.hovered ? mix(frame.theme.knob, frame.theme.accent(), 0.25F) : frame.theme.knob);
  frame.list->AddCircle({knob, track.centre_y()}, knob_radius, frame.theme.accent(), 0, 1.5F);
}

void draw_names(const Frame& frame, const view::Node& node, const Rectangle& track, const Rectangle& line) {
  for (std::size_t i = 0; i < node.stops.size(); ++i) {
    const bool here = node.stops[i] == node.text;
    const TextStyle style = name_style(frame, here ? frame.theme.ink() : frame.theme.dim());
    const float x = track.x + track.width * static_cast<float>(i) / gaps(node);
    const float width = text_width(frame, style, node.stops[i]);
    draw_text(frame, x - width / 2, line.centre_y(), style, node.stops[i]);
  }
}

void draw_named_stops(Frame& frame, const view::Node& node, const Rectangle& area) {
  const float line = std::ceil(area.height * names_part);
  const float first = text_width(frame, name_style(frame), node.stops.front()) / 2;
  const float last = text_width(frame, name_style(frame), node.stops.back()) / 2;
  const Rectangle track = {area.x + first, area.y + (area.height - line - track_height) / 2,
                           area.width - first - last, track_height};
  draw_track(frame, node, area, track);
  draw_names(frame, node, track, {area.x, area.bottom() - line, area.width, line});
  frame.place(node, area);
}

void draw_value(Frame& frame, const view::Node& node, const Rectangle& area) {
  const Press press = frame.press(node, area);
  if (press.clicked) {
    (node.enabled ? frame.out.edit_request : frame.out.focus_request) = node.id;
  }
  if (press.hovered && node.enabled) {
    frame.fill(area, frame.theme.control_hover, frame.sizes.radius);
  }
  const ImU32 colour = node.enabled ? frame.theme.ink() : frame.theme.dim();
  draw_text_in(frame, area.grown(-2),
               node.stops.empty() ? number_style(frame, colour) : word_style(frame, colour), node.text,
               Align::centre);
  frame.place(node, area);
}

}  // namespace

float slider_width(const Frame& frame, const view::Node& node, float room) {
  if (is_named(frame, node, room)) {
    return label_width(frame, node) + 2 * slider_space + named_width(frame, node);
  }
  const float track = std::max(track_width, node.stops.empty() ? 0 : stop_pitch * gaps(node));
  return label_width(frame, node) + slider_space + track + 2 * knob_radius + reading_width(frame, node);
}

void draw_slider(Frame& frame, const view::Node& node, const Rectangle& area) {
  const bool named = is_named(frame, node, area.width);
  const float value = named ? 0 : reading_width(frame, node);
  const float after = std::min(area.x + label_width(frame, node), area.right() - value - track_width / 2);
  draw_text_in(frame, {area.x, area.y, after - area.x + 1, area.height}, word_style(frame, frame.theme.dim()),
               node.name);
  if (named) {
    draw_named_stops(
        frame, node,
        {after + 2 * slider_space, area.y, area.right() - after - 2 * slider_space, area.height});
    return;
  }
  const Rectangle place = {after + slider_space, area.y, area.right() - value - after - slider_space,
                           area.height};
  draw_track(frame, node, place,
             {place.x + knob_radius, place.centre_y() - track_height / 2, place.width - 2 * knob_radius,
              track_height});
  draw_value(frame, node, {area.right() - value, area.y, value, area.height});
}

}  // namespace lookback::ui
