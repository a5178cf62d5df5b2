#include "studies/predict/measurement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiment/preset.h"

namespace lookback::predict {
namespace {

// About one millisecond of multiply–adds, and what a step costs beside them, in the same unit.
constexpr double macs_per_slice = 6e5;
constexpr double macs_per_call = 1500;
constexpr double macs_per_sample = 3e6;  // what a clock of a tenth of a millisecond can tell apart
constexpr double copied_bytes = 16e6;    // of all copies together

// Of a sorted handful: without the ends, which a busy machine or a coarse clock spoils.
double middle_mean(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t cut = values.size() >= 3 ? values.size() / 4 : 0;
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(cut),
                         values.end() - static_cast<std::ptrdiff_t>(cut), 0.0) /
         static_cast<double>(values.size() - 2 * cut);
}

}  // namespace

Measurement::Measurement(const Asked& asked)
    : asked_(asked),
      inputs_(random_inputs(lengths.back(), asked.width, asked.width, 1)),
      check_(asked),
      state_(empty_state()) {}

bool Measurement::serves(const Experiment& experiment) const { return asked_of(experiment) == asked_; }

DecodeState<double> Measurement::empty_state() const {
  return asked_.mechanism->steps.start_double(inputs_, usual_, {});
}

void Measurement::one_step(DecodeState<double>& state) const {
  asked_.mechanism->steps.step_double(state, inputs_, Mask::causal(), usual_, {});
}

// What one step with `tokens` in the state weighs in a slice.
double Measurement::slice_cost(int tokens) const {
  return macs_per_call +
         static_cast<double>(cost_at({Of::step, asked_.mechanism, asked_.width}, tokens + 1).mac);
}

int Measurement::samples() const { return asked_.of == Of::run && length() >= 2048 ? 1 : 5; }

bool Measurement::step(Clock clock) {
  if (finished_) {
    return false;
  }
  if (!check_.finished()) {
    constexpr int counted_steps_per_slice = 8;
    for (int i = 0; i < counted_steps_per_slice && !check_.finished(); ++i) {
      check_.step();
    }
    return true;
  }
  if (clock == nullptr) {
    finished_ = true;
    return false;
  }
  const bool sampled = asked_.of == Of::run ? measure_run(clock) : measure_steps(clock);
  if (sampled) {
    end_sample();
  }
  return !finished_;
}

void Measurement::end_sample() {
  samples_ms_.push_back(elapsed_ms_ / std::max(1, runs_));
  elapsed_ms_ = 0;
  sample_work_ = 0;
  runs_ = 0;
  if (static_cast<int>(samples_ms_.size()) < samples()) {
    return;
  }
  times_ms_.push_back(middle_mean(samples_ms_));
  samples_ms_.clear();
  finished_ = times_ms_.size() == lengths.size();
}

// One slice of runs from an empty state. A sample is as many whole runs as are work enough; long runs take
// many slices.
bool Measurement::measure_run(Clock clock) {
  bool sampled = false;
  const double start = clock();
  for (double left = macs_per_slice; left > 0 && !sampled;) {
    constexpr int steps_at_once = 32;
    const int until = std::min(length(), state_.position() + steps_at_once);
    const double work = slice_cost(until) * (until - state_.position());
    left -= work;
    sample_work_ += work;
    while (state_.position() < until) {
      one_step(state_);
    }
    if (until == length()) {
      ++runs_;
      state_ = empty_state();
      sampled = sample_work_ >= macs_per_sample;
    }
  }
  elapsed_ms_ += clock() - start;
  return sampled;
}

// One slice of getting there, of copying, or of the steps that are timed.
bool Measurement::measure_steps(Clock clock) {
  const int before = length() - 2;  // one step before the one that is timed: it makes room for both
  double left = macs_per_slice;
  if (state_.position() < before) {
    for (; left > 0 && state_.position() < before; left -= slice_cost(state_.position())) {
      one_step(state_);
    }
    return false;
  }
  const double by_memory = copied_bytes / (2.0 * static_cast<double>(state_.bytes(sizeof(double))));
  const double by_work = 2 * macs_per_slice / slice_cost(before);
  const auto wanted = static_cast<std::size_t>(std::clamp(std::min(by_memory, by_work), 1.0, 4096.0));
  if (copies_.size() < wanted) {
    for (; left > 0 && copies_.size() < wanted; left -= slice_cost(before)) {
      copies_.push_back(state_);
      one_step(copies_.back());
    }
    return false;
  }
  const double start = clock();
  for (DecodeState<double>& copy : copies_) {
    one_step(copy);
  }
  elapsed_ms_ += clock() - start;
  runs_ += static_cast<int>(copies_.size());
  sample_work_ += slice_cost(before) * static_cast<double>(copies_.size());
  copies_.clear();
  return sample_work_ >= macs_per_sample;
}

double Measurement::progress() const {
  if (finished_) {
    return 1;
  }
  // A run takes as long as its length squared; so does getting to the length of a step.
  const auto weight = [](double tokens) { return tokens * tokens; };
  double all = weight(CountCheck::longest);
  double done = weight(check_.steps_done());
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    all += weight(lengths[i]);
    done += i < times_ms_.size() ? weight(lengths[i]) : 0;
  }
  if (check_.finished()) {
    const double share =
        asked_.of == Of::run
            ? (static_cast<double>(samples_ms_.size()) + weight(state_.position()) / weight(length())) /
                  samples()
            : weight(state_.position()) / weight(length());
    done += std::min(share, 1.0) * weight(length());
  }
  constexpr double nearly_all = 0.999;  // 1 says that nothing is left
  return std::min(done / all, nearly_all);
}

}  // namespace lookback::predict
