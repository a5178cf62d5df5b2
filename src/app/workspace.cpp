#include "app/workspace.h"

#include <algorithm>
#include <utility>

#include "experiment/describe.h"
#include "experiment/link.h"
#include "experiment/values.h"
#include "lessons/check.h"
#include "view/nodes.h"

namespace lookback::app {
namespace {

// Gestures that the workspace begins itself are numbered from here, out of the painters' way.
constexpr std::uint32_t first_play_gesture = 0x8000'0000U;

}  // namespace

Workspace::Workspace() : Workspace(start_experiment()) {}

Workspace::Workspace(Experiment start)
    : history_(std::move(start)),
      evaluation_(evaluate(history_.current())),
      play_gesture_(first_play_gesture) {
  rebuild_nodes();
}

Expected<void> Workspace::make(const Edit& edit, std::uint32_t gesture) {
  Expected<Experiment> next = apply(experiment(), edit);
  if (!next) {
    return std::unexpected(next.error());
  }
  if (!std::holds_alternative<SetPosition>(edit) || gesture != play_gesture_) {
    view_.playing = false;
  }
  show(std::move(*next), gesture);
  return {};
}

Expected<void> Workspace::toggle_play() {
  view_.playing = !view_.playing;
  next_step_ms_.reset();
  if (!view_.playing) {
    rebuild_nodes();
    return {};
  }
  ++play_gesture_;
  if (experiment().position == experiment().token_count()) {
    const Expected<Experiment> start = apply(experiment(), SetPosition{0});
    show(*start, play_gesture_);
  }
  rebuild_nodes();
  return {};
}

bool Workspace::advance(double now_ms) {
  if (!view_.playing) {
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
  const bool last = experiment().position + 1 >= experiment().token_count();
  const Expected<void> stepped = make(SetPosition{experiment().position + 1}, play_gesture_);
  if (last || !stepped) {
    view_.playing = false;
    rebuild_nodes();
  }
  return stepped.has_value();
}

double Workspace::wake_in_ms(double now_ms) const {
  if (!view_.playing) {
    return -1;
  }
  return next_step_ms_ ? std::max(0.0, *next_step_ms_ - now_ms) : 0;
}

void Workspace::focus(std::string_view id) {
  if (id != view_.focused) {
    view_.focused = id;
    rebuild_nodes();
  }
}

void Workspace::hover(std::string_view id) {
  if (id != view_.hovered) {
    view_.hovered = id;
    rebuild_nodes();
  }
}

std::string Workspace::link() const { return to_link(experiment()); }

Expected<void> Workspace::open(std::string_view link) {
  Expected<Experiment> opened = from_link(link);
  if (!opened) {
    alert_ = opened.error().sentence;
    return std::unexpected(opened.error());
  }
  view_.playing = false;
  const bool changed = !(*opened == experiment());
  show(std::move(*opened));
  if (changed) {
    announcement_ = "Opened: " + describe(experiment());
  }
  return {};
}

std::string Workspace::values() const { return values_json(experiment(), evaluation_); }

Expected<bool> Workspace::check(std::string_view condition) const {
  return holds(condition, experiment(), evaluation_);
}

std::string Workspace::take_announcement() { return std::exchange(announcement_, {}); }
std::string Workspace::take_alert() { return std::exchange(alert_, {}); }

void Workspace::show(Experiment next, std::uint32_t gesture) {
  const Experiment before = experiment();
  history_.push(std::move(next), gesture);
  evaluate_change(before, "");
}

void Workspace::move_in_history(bool back) {
  view_.playing = false;
  const Experiment before = experiment();
  if (back) {
    history_.undo();
  } else {
    history_.redo();
  }
  evaluate_change(before, back ? "Undone. " : "Redone. ");
}

void Workspace::evaluate_change(const Experiment& before, std::string_view prefix) {
  if (!(before == experiment())) {
    const Evaluation evaluation_before = std::move(evaluation_);
    const Previous previous{before, evaluation_before};
    evaluation_ = evaluate(experiment(), &previous);
    announcement_ =
        std::string(prefix) + describe_change(before, evaluation_before, experiment(), evaluation_);
  }
  rebuild_nodes();
}

void Workspace::rebuild_nodes() {
  view_.can_undo = history_.can_undo();
  view_.can_redo = history_.can_redo();
  view_.can_reset = !(experiment() == start_experiment());
  view::NodeList nodes = view::all_nodes(experiment(), evaluation_, view_);
  if (nodes != nodes_) {
    nodes_ = std::move(nodes);
    ++revision_;
  }
}

}  // namespace lookback::app
