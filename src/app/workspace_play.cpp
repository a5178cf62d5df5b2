#include <algorithm>

#include "app/workspace.h"
#include "base/say.h"
#include "view/nodes.h"

// What goes on by itself: the generation, or a button of a sheet.
namespace lookback::app {
namespace {

constexpr std::string_view generation = "play";

// The button of the sheet that plays and has this id; nullptr where there is none.
const SheetButton* player(const Sheet& sheet, std::string_view id) {
  for (const Section& section : sheet.sections) {
    for (const Block& block : section.blocks) {
      if (const auto* buttons = std::get_if<Buttons>(&block)) {
        const auto found = std::ranges::find(buttons->buttons, id, &SheetButton::id);
        if (found != buttons->buttons.end() && !found->plays.empty()) {
          return &*found;
        }
      }
    }
  }
  return nullptr;
}

}  // namespace

Expected<void> Workspace::toggle_play(std::string_view button) {
  const bool pauses = view_.playing == button;
  view_.playing = pauses ? "" : button;
  next_step_ms_.reset();
  if (!pauses) {
    ++play_gesture_;
    if (!can_play_on()) {
      Expected<Experiment> start = played(true);
      const Expected<void> shown =
          start ? show(std::move(*start), play_gesture_) : std::unexpected(start.error());
      if (!shown) {
        view_.playing.clear();
        return shown;
      }
    }
  }
  rebuild_nodes();
  return {};
}

// Whether what plays has a next step.
bool Workspace::can_play_on() const {
  if (view_.playing == generation) {
    return experiment().position < experiment().token_count();
  }
  const SheetButton* button = player(sheet_, view_.playing);
  const view::Node* pressed = button == nullptr ? nullptr : view::find(nodes_, button->plays);
  return pressed != nullptr && pressed->enabled;
}

// The experiment after that step, or where it all begins.
Expected<Experiment> Workspace::played(bool from_the_start) const {
  if (view_.playing == generation) {
    return apply(experiment(), SetPosition{from_the_start ? 0 : experiment().position + 1});
  }
  const SheetButton* button = player(sheet_, view_.playing);
  if (button == nullptr) {
    return fail(say("There is nothing to play."));
  }
  return study_of(experiment()).press(experiment(), {from_the_start ? button->plays_from : button->plays});
}

bool Workspace::advance(double now_ms) {
  if (view_.playing.empty()) {
    return false;
  }
  const double interval = 1000 / view_.speed;
  if (!next_step_ms_) {
    next_step_ms_ = now_ms + interval;
    return false;
  }
  if (now_ms < *next_step_ms_) {
    return false;
  }
  next_step_ms_ = now_ms + interval;
  Expected<Experiment> next = played(false);
  const bool stepped = next && show(std::move(*next), play_gesture_);
  if (!stepped || !can_play_on()) {
    view_.playing.clear();
    rebuild_nodes();
  }
  return stepped;
}

double Workspace::wake_in_ms(double now_ms) const {
  if (working_) {
    return 0;
  }
  if (view_.playing.empty()) {
    return -1;
  }
  return next_step_ms_ ? std::max(0.0, *next_step_ms_ - now_ms) : 0;
}

}  // namespace lookback::app
