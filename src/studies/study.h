#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "experiment/evaluate.h"
#include "experiment/study_spec.h"
#include "experiment/whole_files.h"
#include "studies/sheet.h"

namespace lookback {

// Milliseconds since any fixed moment. The core has no clock of its own.
using Clock = double (*)();

// Work that takes longer than a frame, done in slices and kept while it belongs to the experiment.
class Work {
 public:
  virtual ~Work() = default;

  // One slice, of a few milliseconds at most. Nothing is left when it returns false.
  virtual bool step(Clock clock) = 0;

  // From 0 to 1.
  virtual double progress() const = 0;

  // Whether what it found, or is finding, belongs to this experiment too.
  virtual bool serves(const Experiment& experiment) const = 0;

  // Where it does not, whether it could be changed so that it does, at less cost than from scratch.
  virtual bool follow(const Experiment& /*experiment*/) { return false; }

  // Who has the files of which the board shows windows, for work that reads the whole of them; null: nobody.
  virtual void read_from(const WholeFiles* /*files*/) {}

  // The tiles of a map that are on the screen, those of the middle first: the next to be computed. Whether
  // the sheet says something else now.
  virtual bool want(std::span<const map::TilePlace> /*places*/) { return false; }
};

// A cell, a token or a button of a sheet that was pressed.
struct SheetPress {
  std::string_view id;  // of the table, the beams or the button
  int row = -1;
  int column = -1;
  const Work* work = nullptr;  // what there is of the study's
};

struct Study : StudySpec {
  // What there is to see. `evaluation` is the board's where the study stands on the board, else at most what
  // the generation strip needs; `work` is what there is of the study's, or null.
  Sheet (*sheet)(const Experiment&, const Evaluation&, const Work* work) = nullptr;

  // The experiment after a press. The ids "run" and "cancel" never come here: they begin and end the work.
  Expected<Experiment> (*press)(const Experiment&, const SheetPress&) = nullptr;

  // Work to be done; null when there is none. By itself: whenever the experiment changes; else when "run" is
  // pressed.
  std::unique_ptr<Work> (*work)(const Experiment&) = nullptr;
  bool works_by_itself = false;

  // The experiment after its map was moved or zoomed; null where there is none.
  Expected<Experiment> (*look)(const Experiment&, const map::View&) = nullptr;

  // The experiment with a number in a table of the sheet that is no input's; null where there is none.
  Expected<Experiment> (*edit)(const Experiment&, const SheetPress& cell, double number) = nullptr;
};

std::span<const Study* const> studies();
const Study& study_of(const Experiment& experiment);

// The sheet with all work done: for the command line and the tests. Without a clock, times are left out.
Sheet whole_sheet(const Experiment& experiment, const Evaluation& evaluation, Clock clock);

}  // namespace lookback
