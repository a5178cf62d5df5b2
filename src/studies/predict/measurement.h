#pragma once

#include <optional>

#include "studies/predict/asked.h"
#include "studies/study.h"

namespace lookback::predict {

// Runs the definition with counters over the first lengths, all its steps.
class CountCheck {
 public:
  explicit CountCheck(const Asked& asked);

  static constexpr int longest = 128;

  void step();
  int steps_done() const { return state_.position(); }
  bool finished() const { return steps_done() == longest; }
  bool equal() const { return equal_; }  // every counter, to its closed form

 private:
  Asked asked_;
  Parameters usual_;
  Cost step_cost_;
  HeadInputs<Counted> inputs_;
  DecodeState<Counted> state_;
  Cost run_cost_;
  bool equal_ = true;
};

// Really runs what was asked, length after length, and takes the time: the mean of the middle three of five
// samples. Slices are cut by multiply–adds, so that a coarse clock cannot stretch them.
class Measurement final : public Work {
 public:
  explicit Measurement(const Asked& asked);

  bool step(Clock clock) override;
  double progress() const override;
  bool serves(const Experiment& experiment) const override;

  bool finished() const { return finished_; }
  bool counters_equal() const { return check_.equal(); }
  // One a length, in milliseconds; empty without a clock.
  const std::vector<double>& times_ms() const { return times_ms_; }

 private:
  int length() const { return lengths[times_ms_.size()]; }
  int samples() const;
  bool measure_steps(Clock clock);
  bool measure_run(Clock clock);
  void end_sample();
  void one_step(DecodeState<double>& state) const;
  DecodeState<double> empty_state() const;
  double slice_cost(int tokens) const;

  Asked asked_;
  Parameters usual_;
  HeadInputs<double> inputs_;
  CountCheck check_;
  DecodeState<double> state_;                // of the run, or what steps are taken from
  std::vector<DecodeState<double>> copies_;  // each to take the step that is timed
  double elapsed_ms_ = 0;                    // in the present sample
  double sample_work_ = 0;                   // and its multiply–adds
  int runs_ = 0;                             // in the present sample
  std::vector<double> samples_ms_;           // at the present length
  std::vector<double> times_ms_;             // of the lengths behind
  bool finished_ = false;
};

Asked asked_of(const Experiment& experiment);

}  // namespace lookback::predict
