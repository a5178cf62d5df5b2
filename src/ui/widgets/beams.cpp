#include "ui/widgets/beams.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float gap = 8;
constexpr float narrow_gap = 2;
constexpr float widest_chip = 110;
constexpr float weight_room = 52;  // a chip with a number below it
constexpr float lightest = 0.25F;  // opacity of a light arc
constexpr float least_width = 1;
constexpr float rise = 0.45F;  // height of an arc, of its breadth
constexpr float least_rise = 18;
constexpr float own_breadth = 0.3F;  // of the arc from a token to itself, of its width

std::vector<const view::Node*> tokens_of(const Frame& frame, const view::Node& beams) {
  std::vector<const view::Node*> tokens;
  for (const view::Node* node : frame.nodes.children(beams.id)) {
    if (node->role == view::Role::token) {
      tokens.push_back(node);
    }
  }
  return tokens;
}

float full_width(const Frame& frame, const view::Node& token) {
  return std::clamp(chip_width(frame, token), weight_room, widest_chip);
}

// Tokens side by side, all narrower where they have no room.
std::vector<Rectangle> place_chips(const Frame& frame, std::span<const view::Node* const> tokens,
                                   const Rectangle& line) {
  const auto count = static_cast<float>(tokens.size());
  std::vector<Rectangle> places;
  float sum = gap * (count - 1);
  for (const view::Node* token : tokens) {
    sum += full_width(frame, *token);
  }
  const bool fits = sum <= line.width;
  const float pitch = line.width / count;
  const float between = pitch - gap < frame.sizes.target ? narrow_gap : gap;
  float x = line.x;
  for (const view::Node* token : tokens) {
    const float width = fits ? full_width(frame, *token) : std::min(pitch - between, widest_chip);
    places.push_back({x, line.y, width, line.height});
    x += fits ? width + gap : pitch;
  }
  return places;
}

void draw_arc(const Frame& frame, const Rectangle& from, const Rectangle& to, float part, ImU32 colour) {
  const bool own = from.x == to.x;
  const float left = own ? from.centre_x() - from.width * own_breadth : from.centre_x();
  const float right = own ? from.centre_x() + from.width * own_breadth : to.centre_x();
  const float height = std::clamp(std::fabs(right - left) * rise, least_rise, frame.sizes.arc_most);
  const float y = from.y - 2;
  // A cubic curve reaches three quarters of the height of its inner points.
  const float top = y - height / 0.75F;
  frame.list->AddBezierCubic({left, y}, {left + (right - left) * 0.1F, top},
                             {right - (right - left) * 0.1F, top}, {right, y},
                             faded(colour, lightest + (1 - lightest) * part),
                             least_width + (frame.sizes.arc_width - least_width) * part);
}

}  // namespace

float beams_height(const Frame& frame, const view::Node& /*beams*/) {
  return frame.sizes.arc_most + 8 + frame.sizes.control + frame.sizes.line;
}

float beams_width(const Frame& frame, const view::Node& beams) {
  float width = -gap;
  for (const view::Node* token : tokens_of(frame, beams)) {
    width += full_width(frame, *token) + gap;
  }
  return std::max(width, 0.0F);
}

void draw_beams(Frame& frame, const view::Node& beams, const Rectangle& area) {
  const std::vector<const view::Node*> tokens = tokens_of(frame, beams);
  if (tokens.empty()) {
    return;
  }
  const Rectangle line = {area.x, area.y + frame.sizes.arc_most + 8, area.width, frame.sizes.control};
  const std::vector<Rectangle> places = place_chips(frame, tokens, line);
  const auto from = static_cast<std::size_t>(std::clamp(beams.row, 0, static_cast<int>(tokens.size()) - 1));
  double most = 0;
  for (const view::Node* token : tokens) {
    most = std::max(most, std::isfinite(token->value) ? std::abs(token->value) : 0);
  }
  // The heavy ones lie over the light ones.
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (std::isfinite(tokens[i]->value) && tokens[i]->value != 0) {
      order.push_back(i);
    }
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return std::abs(tokens[i]->value); });
  for (const std::size_t i : order) {
    draw_arc(frame, places[from], places[i], static_cast<float>(std::abs(tokens[i]->value) / most),
             frame.theme.tone(beams.tone));
  }
  const TextStyle style{Face::numbers, frame.sizes.small, frame.theme.dim()};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    draw_chip(frame, *tokens[i], places[i], !beams.pressable);
    const std::string weight = brief(tokens[i]->value);
    if (tokens[i]->value != 0 && text_width(frame, style, weight) <= places[i].width) {
      draw_text_in(frame, {places[i].x, line.bottom(), places[i].width, frame.sizes.line}, style, weight,
                   Align::centre);
    }
  }
  frame.place(beams, area);
}

}  // namespace lookback::ui
