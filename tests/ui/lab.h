#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <string_view>

#include "app/workspace.h"
#include "platform/headless/display.h"
#include "ui/workspace_view.h"

namespace lookback::test {

// A workspace on a display without a screen, with a pointer to click and drag.
class Lab {
 public:
  Lab(float width, float height, ui::Palette palette = ui::Palette::dark, bool touch = false)
      : display_(width, height), surroundings_{width, height, palette, touch, {}} {}

  app::Workspace workspace;
  const ui::Interactions& last() const { return last_; }
  const ui::Surroundings& surroundings() const { return surroundings_; }
  platform::NullPainter& painter() { return painter_; }

  const view::Node& node(std::string_view id) const {
    const view::Node* found = view::find(workspace.nodes(), id);
    REQUIRE_MESSAGE(found != nullptr, std::string(id));
    return *found;
  }
  ui::Rectangle rectangle(std::string_view id) const {
    return last_.rectangles.at(static_cast<std::size_t>(&node(id) - workspace.nodes().data()));
  }

  // As tall as the lab needs to be at its width.
  void take_needed_height() {
    surroundings_.height = view_.needed_height(workspace.nodes(), workspace.revision(), surroundings_.width,
                                               surroundings_.touch);
    display_.resize(surroundings_.width, surroundings_.height);
  }

  // Draws, and does what the frame asked for. What it asked of the page is kept until forget().
  void frame() {
    display_.begin_frame();
    last_ = view_.draw(workspace.nodes(), workspace.revision(), surroundings_);
    display_.end_frame();
    drawn_ = workspace.revision();
    for (const view::Action& action : last_.actions) {
      (void)workspace.act(action);
    }
    workspace.hover(last_.hovered);
    focus_request += last_.focus_request;
    edit_request += last_.edit_request;
    actions += last_.actions.size();
  }
  // Draws until what is seen is what the workspace holds.
  void settle() {
    do {
      frame();
    } while (drawn_ != workspace.revision());
  }

  void resize(float width, float height) {
    surroundings_.width = width;
    surroundings_.height = height;
    display_.resize(width, height);
  }
  void focus(std::string_view id) { surroundings_.focused = id; }
  void move_to(float x, float y) { display_.move_to(x, y); }
  void press(bool down) { display_.press(down); }
  void leave() { display_.leave(); }

  void click_at(float x, float y) {
    move_to(x, y);
    frame();
    press(true);
    frame();
    press(false);
    frame();
    settle();
  }
  void click(std::string_view id) {
    settle();
    const ui::Rectangle at = rectangle(id);
    REQUIRE_MESSAGE(!at.empty(), std::string(id));
    click_at(at.centre_x(), at.centre_y());
  }
  // Long enough that the next click is no double click.
  void wait() {
    for (int i = 0; i < 40; ++i) {
      frame();
    }
  }
  void double_click(std::string_view id) {
    click(id);
    click(id);
  }
  void forget() {
    focus_request.clear();
    edit_request.clear();
    actions = 0;
  }

  std::string focus_request;
  std::string edit_request;
  std::size_t actions = 0;

 private:
  platform::Display display_;
  platform::NullPainter painter_;
  ui::WorkspaceView view_{painter_};
  ui::Surroundings surroundings_;
  ui::Interactions last_;
  std::uint64_t drawn_ = 0;
};

}  // namespace lookback::test
