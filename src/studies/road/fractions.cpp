#include "studies/road/fractions.h"

#include "studies/road/stops.h"

namespace lookback::road {
namespace {

Matrix<Rational> exact_output(const Experiment& e) {
  const HeadInputs<Rational> inputs =
      convert<Rational>(inputs_of(e, e.token_count()), [](double x) { return Rational(x); });
  return form_of(e).pass.in_rational(inputs, e.mask, e.parameters, {}).output;
}

}  // namespace

Fractions::Fractions(const Experiment& experiment)
    : experiment_(experiment), found_(comparisons_at(experiment, stop_of(experiment))) {
  skip();
}

void Fractions::skip() {
  while (has_more() && found_[next_].sides.empty()) {
    ++next_;
  }
}

bool Fractions::step(Clock /*clock*/) {
  if (!has_more()) {
    return false;
  }
  Comparison& one = found_[next_];
  if (!has_first_) {
    first_ = exact_output(one.sides[0]);
    has_first_ = true;
    return true;
  }
  if (exact_output(one.sides[1]) == first_) {
    one.verdict = Comparison::Verdict::exact;
  }
  has_first_ = false;
  ++next_;
  skip();
  return has_more();
}

double Fractions::progress() const {
  return found_.empty() ? 1 : static_cast<double>(next_) / static_cast<double>(found_.size());
}

// Neither the position nor the names of the tokens are compared.
bool Fractions::serves(const Experiment& experiment) const {
  Experiment same = experiment;
  same.position = experiment_.position;
  same.tokens = experiment_.tokens;
  return experiment.token_count() == experiment_.token_count() && same == experiment_;
}

}  // namespace lookback::road
