#include "ui/widgets/toggle.h"

#include "base/say.h"
#include "ui/widgets/text.h"

namespace lookback::ui {
namespace {

constexpr float switch_space = 8;

// Only what says more than on and off.
bool has_remark(const view::Node& node) {
  return !node.text.empty() && node.text != say("on") && node.text != say("off") && node.text != node.name;
}

}  // namespace

float toggle_width(const Frame& frame, const view::Node& node) {
  float width = frame.sizes.switch_width + switch_space;
  width += text_width(frame, {Face::words, frame.sizes.label, 0}, node.name);
  if (has_remark(node)) {
    width += switch_space + text_width(frame, {Face::words, frame.sizes.small, 0}, node.text);
  }
  return width;
}

void draw_toggle(Frame& frame, const view::Node& node, const Rectangle& area) {
  const Press press = frame.press(node, area);
  if (press.clicked) {
    frame.act(node, view::Verb::press);
  }
  const Sizes& sizes = frame.sizes;
  const Rectangle body = {area.x, area.centre_y() - sizes.switch_height / 2, sizes.switch_width,
                          sizes.switch_height};
  const float radius = sizes.switch_height / 2;
  ImU32 ground = node.checked ? frame.theme.accent() : frame.theme.switch_off;
  if (press.hovered && node.enabled) {
    ground = mix(ground, frame.theme.ink(), 0.12F);
  }
  frame.fill(body, node.enabled ? ground : faded(ground, 0.45F), radius);
  const float knob_x = node.checked ? body.right() - radius : body.x + radius;
  frame.list->AddCircleFilled({knob_x, body.centre_y()}, radius - 2,
                              faded(frame.theme.knob, node.enabled ? 1.0F : 0.6F));

  const ImU32 ink = node.enabled ? frame.theme.ink() : frame.theme.dim();
  const float x = body.right() + switch_space;
  const float end = draw_text(frame, x, area.centre_y(), {Face::words, sizes.label, ink}, node.name);
  if (has_remark(node)) {
    draw_text_in(frame, {end + switch_space, area.y, area.right() - end - switch_space, area.height},
                 {Face::words, sizes.small, frame.theme.dim()}, node.text);
  }
  frame.place(node, area);
}

}  // namespace lookback::ui
