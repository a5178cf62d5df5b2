#pragma once

#include "experiment/experiment.h"
#include "studies/jacobian.h"
#include "studies/study.h"

namespace lookback::leak_lamp {

// An output and the later tokens that it feels.
struct Leak {
  int output = 0;
  std::vector<int> tokens;
};

// Of the tokens that are known so far: those whose block above the diagonal is not exactly 0.
std::vector<Leak> leaks(const Jacobian& jacobian);

// What the chosen form makes of the tokens that have arrived.
Jacobian jacobian_of(const Experiment& experiment);
DualPass pass_of(const Experiment& experiment);

// A step is one number of one token: one pass of the form, or a part of it where the form has parts.
class LampWork : public Work {
 public:
  explicit LampWork(const Experiment& experiment);

  bool step(Clock clock) override;
  double progress() const override;
  bool serves(const Experiment& experiment) const override;

  const Jacobian& jacobian() const { return jacobian_; }

 private:
  Experiment experiment_;
  DualPass pass_;
  Jacobian jacobian_;
  std::unique_ptr<PassInParts<Dual>> begun_;  // looks at the inputs of `jacobian_`
};

// "3 outputs feel later tokens: o₁ feels x₂ and x₃, …"
std::string finding(const Jacobian& jacobian);

}  // namespace lookback::leak_lamp
