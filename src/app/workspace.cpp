#include "app/workspace.h"

#include <algorithm>
#include <utility>

#include "base/say.h"
#include "experiment/describe.h"
#include "experiment/link.h"
#include "experiment/sources.h"
#include "studies/values.h"
#include "view/nodes.h"

namespace lookback::app {
namespace {

// Gestures that the workspace begins itself are numbered from here, out of the painters' way.
constexpr std::uint32_t first_play_gesture = 0x8000'0000U;

}  // namespace

Workspace::Workspace() : Workspace(start_experiment()) {}

Workspace::Workspace(Experiment start, bool complete) : play_gesture_(first_play_gesture) {
  view_.complete = complete;
  const std::string study = start.study;
  documents_.emplace(study, Document{start_of(*find_study_spec(study)), History(std::move(start)), nullptr});
  present_ = &documents_.at(study);
  evaluate_all(nullptr);
  rebuild_nodes();
}

Workspace::Document& Workspace::document_of(std::string_view study) {
  auto found = documents_.find(study);
  if (found == documents_.end()) {
    const Experiment start = start_of(*find_study_spec(study));
    found = documents_.emplace(std::string(study), Document{start, History(start), nullptr}).first;
  }
  return found->second;
}

Expected<void> Workspace::make(const Edit& edit, std::uint32_t gesture) {
  Expected<Experiment> next = apply(experiment(), edit);
  if (!next) {
    return std::unexpected(next.error());
  }
  return show(std::move(*next), gesture);
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

void Workspace::present(view::Presentation presentation) {
  presentation_ = std::move(presentation);
  rebuild_nodes();
}

std::string Workspace::link() const { return to_link(experiment()); }

void Workspace::complete() {
  view_.complete = true;
  rebuild_nodes();
}

bool Workspace::must_wait(std::string_view link) const {
  if (view_.complete) {
    return false;
  }
  const LinkSubject subject = subject_of(link);
  return subject.study != experiment().study || subject.mechanism != experiment().mechanism;
}

Expected<void> Workspace::open(std::string_view link) {
  if (must_wait(link)) {
    alert_ = say(view::still_loading);
    return fail(alert_);
  }
  Expected<Experiment> opened = from_link(link, files_.get());
  if (!opened) {
    await_files(link);
    return refuse(opened.error());
  }
  awaited_.clear();
  show_opened(std::move(*opened));
  return {};
}

std::vector<std::string> Workspace::open_what_can_be_read(std::string_view link) {
  if (must_wait(link)) {
    alert_ = say(view::still_loading);
    return {alert_};
  }
  Salvage found = salvage(link);
  show_opened(std::move(found.experiment));
  return std::move(found.left_out);
}

void Workspace::show_opened(Experiment opened) {
  const bool changed = !(opened == experiment());
  if (opened.study != experiment().study) {
    visit(opened.study);
  }
  show_admitted(std::move(opened), 0);
  if (changed) {
    announcement_ = say("Opened: {0}", describe(experiment()));
  }
}

void Workspace::await_files(std::string_view link) {
  Sources needed = sources_of(link);
  const auto is_open = [&](const auto& one) { return files_ != nullptr && files_->read(one.second); };
  if (!std::ranges::all_of(needed, is_open)) {
    awaited_ = std::move(needed);
    awaited_link_ = link;
  }
}

bool Workspace::open_awaited() { return !awaited_.empty() && open(std::string(awaited_link_)).has_value(); }

Expected<void> Workspace::change(Experiment next, const std::string& said) {
  if (const Expected<void> shown = show(std::move(next)); !shown) {
    return refuse(shown.error());
  }
  announcement_ = said + (announcement_.empty() ? "" : " ") + announcement_;
  return {};
}

// Where the lab is for reading, another position of what was opened, and another look at it, is all that may
// be shown.
Expected<void> Workspace::admit(const Experiment& next) const {
  if (presentation_.read_only) {
    Experiment stepped = experiment();
    stepped.position = next.position;
    for (const std::string_view id : study_spec_of(stepped).looking) {
      stepped.study_parameters.erase(std::string(id));
      if (const auto set = next.study_parameters.find(id); set != next.study_parameters.end()) {
        stepped.study_parameters.insert(*set);
      }
    }
    if (!(stepped == next)) {
      return fail(say(view::read_only_refusal));
    }
  }
  return {};
}

std::unexpected<Error> Workspace::refuse(const Error& error) {
  alert_ = error.sentence;
  return std::unexpected(error);
}

std::string Workspace::values() const { return values_json(experiment(), evaluation_, sheet_); }

Expected<bool> Workspace::check(std::string_view condition) const {
  return lessons::holds(condition, state());
}

Expected<double> Workspace::value_of(std::string_view expression) const {
  return lessons::value_of(expression, state());
}

lessons::State Workspace::state() const {
  return {experiment(), evaluation_, [this]() -> const Sheet& { return sheet_; }};
}

std::string Workspace::take_announcement() { return std::exchange(announcement_, {}); }
std::string Workspace::take_alert() { return std::exchange(alert_, {}); }

// The study's document as it was left; a first visit begins where the study begins.
void Workspace::visit(std::string_view study) {
  view_.playing.clear();
  present_ = &document_of(study);
  evaluate_all(nullptr);
  said_finding_ = sheet_.finding;
  announcement_ = say("{0}. {1}", say(study_of(experiment()).title), sheet_.finding);
  rebuild_nodes();
}

// Whoever changes the experiment comes through here; whoever opens another one does not.
Expected<void> Workspace::show(Experiment next, std::uint32_t gesture) {
  const Expected<void> admitted = admit(next);
  if (admitted) {
    show_admitted(std::move(next), gesture);
  }
  return admitted;
}

void Workspace::show_admitted(Experiment next, std::uint32_t gesture) {
  if (gesture != play_gesture_) {
    view_.playing.clear();
  }
  const Experiment before = experiment();
  forget_changed_sources(before, next);
  present_->history.push(std::move(next), gesture);
  forget_steps();
  evaluate_change(before, "");
}

std::size_t Workspace::step_bytes() const {
  std::size_t bytes = 0;
  for (const auto& [study, document] : documents_) {
    bytes += document.history.bytes();
  }
  return bytes;
}

// Steps of large boards take much memory: of the study that holds most, the oldest go first.
void Workspace::forget_steps() {
  while (step_bytes() > most_step_bytes) {
    History* largest = nullptr;
    for (auto& [study, document] : documents_) {
      const bool larger = largest == nullptr || document.history.bytes() > largest->bytes();
      largest = document.history.can_forget() && larger ? &document.history : largest;
    }
    if (largest == nullptr) {
      return;
    }
    largest->forget_one();
  }
}

Expected<void> Workspace::move_in_history(bool back) {
  History& history = present_->history;
  if (const Expected<void> admitted = admit(back ? history.undone() : history.redone()); !admitted) {
    return admitted;
  }
  view_.playing.clear();
  const Experiment before = experiment();
  if (back) {
    history.undo();
  } else {
    history.redo();
  }
  evaluate_change(before, back ? say("Undone.") + " " : say("Redone.") + " ");
  return {};
}

void Workspace::evaluate_change(const Experiment& before, std::string_view prefix) {
  if (!(before == experiment())) {
    const Evaluation evaluation_before = std::move(evaluation_);
    const std::string finding_before = sheet_.finding;
    const Previous previous{before, evaluation_before};
    evaluate_all(study_of(experiment()).on_board ? &previous : nullptr);
    announcement_ =
        std::string(prefix) + describe_change(before, evaluation_before, experiment(), evaluation_);
    if (sheet_.finding != finding_before) {
      said_finding_ = sheet_.finding;
      announcement_ += (announcement_.empty() || announcement_.back() == ' ' ? "" : " ") + sheet_.finding;
    }
  }
  rebuild_nodes();
}

void Workspace::evaluate_all(const Previous* previous) {
  evaluation_ = evaluate_shown(experiment(), previous);
  renew_work(false);
  make_sheet();
}

void Workspace::make_sheet() {
  const Study& study = study_of(experiment());
  sheet_ = study.sheet == nullptr ? Sheet{} : study.sheet(experiment(), evaluation_, present_->work.get());
  if (files_ != nullptr) {
    files_->add_windows(sheet_, experiment(), evaluation_);
  }
}

void Workspace::rebuild_nodes() {
  const History& history = present_->history;
  view_.can_undo = history.can_undo();
  view_.can_redo = history.can_redo();
  view_.can_reset = !(experiment() == present_->start);
  view::NodeList nodes =
      view::presented(view::all_nodes(experiment(), evaluation_, sheet_, view_), presentation_);
  if (nodes != nodes_) {
    nodes_ = std::move(nodes);
    ++revision_;
  }
}

}  // namespace lookback::app
