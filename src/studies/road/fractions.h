#pragma once

#include "numbers/rational.h"
#include "studies/road/equalities.h"
#include "studies/study.h"

namespace lookback::road {

// Computes what is equal in doubles in fractions too, one pass a slice.
class Fractions : public Work {
 public:
  explicit Fractions(const Experiment& experiment);

  bool step(Clock clock) override;
  double progress() const override;
  bool serves(const Experiment& experiment) const override;

  // Comparisons of this experiment's stop, with the verdicts there are so far.
  const std::vector<Comparison>& found() const { return found_; }
  bool has_more() const { return next_ < found_.size(); }

 private:
  void skip();

  Experiment experiment_;
  std::vector<Comparison> found_;
  std::size_t next_ = 0;    // the comparison at work
  Matrix<Rational> first_;  // the output of its first side, once computed
  bool has_first_ = false;
};

}  // namespace lookback::road
