#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/files.h"
#include "base/error.h"
#include "experiment/edit.h"
#include "experiment/evaluate.h"
#include "experiment/experiment.h"
#include "experiment/history.h"
#include "lessons/check.h"
#include "studies/study.h"
#include "view/node.h"
#include "view/presentation.h"
#include "view/view_state.h"

namespace lookback::app {

// The one mutable object: the documents, one a study, each with its history; what the present one evaluates
// to, the nodes that show it, and where the learner's attention is. Front ends give it actions and read
// nodes.
class Workspace {
 public:
  Workspace();  // the start state
  // Not complete: where the code of other mechanisms and studies than the start's is yet to come.
  explicit Workspace(Experiment start, bool complete = true);

  const Experiment& experiment() const { return document().history.current(); }
  // What the steps of all studies take in memory.
  std::size_t step_bytes() const;
  History::Place place() const { return document().history.place(); }
  const Evaluation& evaluation() const { return evaluation_; }
  const Sheet& sheet() const { return sheet_; }
  const view::NodeList& nodes() const { return nodes_; }

  // Grows whenever nodes() changed.
  std::uint64_t revision() const { return revision_; }

  // Does what the action asks, or changes nothing and says why. An error is also queued as an alert.
  Expected<void> act(const view::Action& action);

  // The cell that the inspector explains; empty for the default one. Hovering wins over focus.
  void focus(std::string_view id);
  void hover(std::string_view id);

  // From now on.
  void present(view::Presentation presentation);

  std::string link() const;
  // A link to matrices of files that are not open yet waits for them.
  Expected<void> open(std::string_view link);
  const Sources& awaited_files() const { return awaited_; }  // by the matrix' id; empty: nothing waits
  bool open_awaited();                                       // true when it is open now

  // Null before the first file.
  Files* files() const { return files_.get(); }
  void set_files(std::unique_ptr<Files> files) { files_ = std::move(files); }

  // One undo step, announced with `said` before what it changed; an error is also queued as an alert.
  Expected<void> change(Experiment next, const std::string& said);
  bool is_for_reading() const { return presentation_.read_only; }
  // Queues the sentence as an alert.
  std::unexpected<Error> refuse(const Error& error);

  // Opens what can be read of a link that open() refused. A sentence for each thing that was left out.
  std::vector<std::string> open_what_can_be_read(std::string_view link);

  // All code is there from now on. Until then, whether a link waits for it: it is refused before.
  void complete();
  bool must_wait(std::string_view link) const;

  std::string values() const;  // the JSON of `lookback eval`

  // Whether a lesson's check holds now ("cache == 0 and run.tokens_projected == 36").
  Expected<bool> check(std::string_view condition) const;

  // The number that a lesson's expression stands for now ("run.mac").
  Expected<double> value_of(std::string_view expression) const;

  // The present study's work, for at most `budget_ms` by the clock. True when it did some. What is shown of
  // it is renewed some times a second, and at its end.
  bool work(Clock clock, double budget_ms);

  // The tiles of a map that the picture of it would draw, those of the middle first.
  void want(std::span<const map::TilePlace> places);

  // Playing: `now_ms` is any steadily growing clock. True when it took a step.
  bool advance(double now_ms);
  // Milliseconds until advance() or work() wants to be called again; negative when neither does.
  double wake_in_ms(double now_ms) const;

  // The sentence for the live region since the last call, and the one for the alert region; empty if none.
  std::string take_announcement();
  std::string take_alert();

 private:
  lessons::State state() const;  // for conditions
  Expected<void> dispatch(const view::Action& action);
  Expected<void> press(const view::Action& action);
  Expected<void> set(const view::Action& action);
  Expected<void> set_number(const view::Node& node, const view::Action& action);
  Expected<void> draw_into(const view::Node& chart, const view::Action& action);
  Expected<void> look(const view::Node& map, const view::Action& action);
  Expected<void> edit_cell(const view::Node& cell, const view::Action& action);
  Expected<void> nudge(const view::Action& action);
  Expected<void> choose(std::string_view choice, std::string_view option);
  Expected<void> make(const Edit& edit, std::uint32_t gesture = 0);
  Expected<void> toggle_play(std::string_view button);
  bool can_play_on() const;
  Expected<Experiment> played(bool from_the_start) const;
  void await_files(std::string_view link);

  Expected<void> press_sheet(const SheetPress& press);
  void visit(std::string_view study);
  void show_opened(Experiment opened);
  Expected<void> admit(const Experiment& next) const;
  Expected<void> show(Experiment next, std::uint32_t gesture = 0);
  void show_admitted(Experiment next, std::uint32_t gesture);
  Expected<void> move_in_history(bool back);
  void evaluate_change(const Experiment& before, std::string_view prefix);
  void evaluate_all(const Previous* previous);
  void renew_work(bool asked);
  void make_sheet();
  void show_work();
  void rebuild_nodes();

  // What a study was left with, to come back to.
  struct Document {
    Experiment start;
    History history;
    std::unique_ptr<Work> work;
  };
  const Document& document() const { return *present_; }
  Document& document_of(std::string_view study);
  void forget_steps();

  std::map<std::string, Document, std::less<>> documents_;  // by study
  Document* present_ = nullptr;
  bool working_ = false;  // the present work has not come to its end
  // When what is shown of it was renewed, and is to be again, which follows from when the next slice comes.
  double renewed_ms_ = 0;
  double next_renewal_ms_ = -std::numeric_limits<double>::infinity();
  bool shows_work_ = false;  // that slice is yet to come
  Evaluation evaluation_;
  Sheet sheet_;
  view::NodeList nodes_;
  view::ViewState view_;
  view::Presentation presentation_;
  std::uint64_t revision_ = 0;
  std::string announcement_;
  std::string said_finding_;  // the last that was announced
  std::string alert_;
  std::unique_ptr<Files> files_;
  std::string awaited_link_;
  Sources awaited_;
  std::uint32_t play_gesture_ = 0;      // all steps of one play are one undo step
  std::optional<double> next_step_ms_;  // absent until the first advance() of a play
};

}  // namespace lookback::app
