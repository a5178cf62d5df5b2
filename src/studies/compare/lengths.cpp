#include "studies/compare/lengths.h"

#include "base/format.h"
#include "cost/sums.h"
#include "experiment/generation.h"

namespace lookback::compare {

std::int64_t Lengths::whole(int n) const {
  if (n == 0) {
    return 0;
  }
  Setting setting = setting_of(there_);
  setting.tokens = n;
  const Mechanism& mechanism = mechanism_of(there_);
  const Cost cost = carried_ ? mechanism.steps_cost(setting) : mechanism.pass_cost(form_of(there_), setting);
  return cost.*counter_;
}

std::int64_t Lengths::at(int n) const {
  return carried_ && quantity_ == Quantity::step ? whole(n) - whole(n - 1) : whole(n);
}

std::int64_t Lengths::counted(const std::vector<Cost>& run, int n) const {
  return carried_ && quantity_ != Quantity::step ? run_cost(run, n).*counter_
                                                 : run[static_cast<std::size_t>(n - 1)].*counter_;
}

std::string Lengths::formula() const {
  const Mechanism& mechanism = mechanism_of(there_);
  if (!carried_ || quantity_ == Quantity::step || mechanism.formula == nullptr) {
    return "";
  }
  for (const CostField& field : cost_fields) {
    if (field.count == counter_) {
      return std::string(mechanism.formula(field.id, Strategy::cached, setting_of(there_)));
    }
  }
  return "";
}

namespace {

using Less = Crossing::Less;

Less less_at(const Lengths& first, const Lengths& other, int n) {
  const std::int64_t a = first.at(n);
  const std::int64_t b = other.at(n);
  return a < b ? Less::first : b < a ? Less::other : Less::neither;
}

}  // namespace

// Every length up to 64 is looked at and, beyond, some in every doubling; between two of them the curves
// are taken to cross once at most.
Crossing crossing(const Lengths& first, const Lengths& other, int longest) {
  Crossing result;
  result.less = less_at(first, other, longest);
  int known = longest;
  int apart = 0;  // a length at which it is not so
  for (int n = longest; n > 1 && apart == 0;) {
    n = n > 64 ? std::max(64, n - n / 8) : n - 1;
    if (less_at(first, other, n) == result.less) {
      known = n;
    } else {
      apart = n;
    }
  }
  while (apart > 0 && known - apart > 1) {
    const int middle = (known + apart) / 2;
    (less_at(first, other, middle) == result.less ? known : apart) = middle;
  }
  result.from = known;
  result.tie = known > 1 && less_at(first, other, known - 1) == Less::neither;
  return result;
}

Growth growth(const Lengths& lengths) {
  if (!lengths.at_any_length()) {
    return {};
  }
  const auto one = static_cast<double>(lengths.at(1));
  const auto fits = [&](auto shape) {
    for (const int n : {2, 3, 5, 17, 64}) {
      if (static_cast<double>(lengths.at(n)) != one * shape(static_cast<double>(n))) {
        return false;
      }
    }
    return true;
  };
  if (fits([](double) { return 1.0; })) {
    return {Growth::Kind::constant, one};
  }
  if (fits([](double n) { return n; })) {
    return {Growth::Kind::linear, one};
  }
  if (fits([](double n) { return n * (n + 1) / 2; })) {
    return {Growth::Kind::triangular, one};
  }
  if (fits([](double n) { return n * n; })) {
    return {Growth::Kind::square, one};
  }
  return {};
}

std::string Growth::text() const {
  const std::string times = factor == 1 ? "" : brief(factor) + "·";
  switch (kind) {
    case Kind::constant:
      return brief(factor);
    case Kind::linear:
      return times + "n";
    case Kind::triangular:
      return times + "n(n+1)/2";
    case Kind::square:
      return times + "n²";
    case Kind::other:
      break;
  }
  return "";
}

std::string threshold(const Growth& lesser, const Growth& greater) {
  using enum Growth::Kind;
  if (lesser.factor == 0) {
    return "";
  }
  const auto quotient = [&](std::string_view left, double factor) {
    return std::string(left) + " > " + (factor == 1 ? "" : brief(factor) + "·") + brief(lesser.factor) + "/" +
           brief(greater.factor) + " = " + brief(factor * lesser.factor / greater.factor);
  };
  if ((lesser.kind == constant && greater.kind == linear) ||
      (lesser.kind == linear && greater.kind == square)) {
    return quotient("n", 1);
  }
  if (lesser.kind == linear && greater.kind == triangular) {
    return quotient("n + 1", 2);
  }
  return "";
}

}  // namespace lookback::compare
