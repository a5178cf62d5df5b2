#include "lessons/reader.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"

namespace lookback::lessons {
namespace {

constexpr double largest_exponent = 1024;

bool is_true(double value) { return value != 0 && !std::isnan(value); }
bool is_false(double value) { return value == 0; }

double conjoined(double a, double b) {
  return is_false(a) || is_false(b) ? 0 : is_true(a) && is_true(b) ? 1 : Reader::absent;
}
double disjoined(double a, double b) {
  return is_true(a) || is_true(b) ? 1 : is_false(a) && is_false(b) ? 0 : Reader::absent;
}

double divided(double a, double b) { return b == 0 ? Reader::absent : a / b; }

double power(double base, double exponent) {
  if (exponent != std::trunc(exponent) || std::abs(exponent) > largest_exponent) {
    return Reader::absent;
  }
  double result = 1;
  for (int i = 0; i < std::abs(exponent); ++i) {
    result *= base;
  }
  return exponent < 0 ? divided(1, result) : result;
}

}  // namespace

Expected<double> Reader::read() {
  const double value = disjunction();
  if (error_.empty() && !words_.is_at_end()) {
    expect(say("an operator such as == or and"));
  }
  if (!error_.empty()) {
    return fail(error_);
  }
  return value;
}

double Reader::disjunction() {
  double value = conjunction();
  while (goes_on() && words_.take_word("or")) {
    value = disjoined(value, conjunction());
  }
  return value;
}

double Reader::conjunction() {
  double value = negation();
  while (goes_on() && words_.take_word("and")) {
    value = conjoined(value, negation());
  }
  return value;
}

double Reader::negation() {
  if (goes_on() && words_.take_word("not")) {
    const double value = deeper([this] { return negation(); });
    return std::isnan(value) ? absent : value == 0 ? 1 : 0;
  }
  return comparison();
}

double Reader::comparison() {
  struct Comparison {
    std::string_view sign;
    bool (*holds)(double, double);
  };
  static constexpr Comparison comparisons[] = {
      {"==", [](double a, double b) { return a == b; }}, {"!=", [](double a, double b) { return a != b; }},
      {"<=", [](double a, double b) { return a <= b; }}, {">=", [](double a, double b) { return a >= b; }},
      {"<", [](double a, double b) { return a < b; }},   {">", [](double a, double b) { return a > b; }},
  };
  const double left = sum();
  for (const Comparison& one : comparisons) {
    if (goes_on() && words_.take(one.sign)) {
      const double right = sum();
      return std::isnan(left) || std::isnan(right) ? absent : one.holds(left, right) ? 1 : 0;
    }
  }
  return left;
}

double Reader::sum() {
  double value = product();
  while (goes_on()) {
    if (words_.take("+")) {
      value += product();
    } else if (words_.take("-")) {
      value -= product();
    } else {
      break;
    }
  }
  return value;
}

double Reader::product() {
  double value = factor();
  while (goes_on()) {
    if (words_.take("*")) {
      value *= factor();
    } else if (words_.take("/")) {
      value = divided(value, factor());
    } else {
      break;
    }
  }
  return value;
}

// −2^2 is −4, and 2^3^2 is 2^9.
double Reader::factor() {
  if (goes_on() && words_.take("-")) {
    return -deeper([this] { return factor(); });
  }
  const double base = operand();
  if (goes_on() && words_.take("^")) {
    return power(base, deeper([this] { return factor(); }));
  }
  return base;
}

void Reader::expect(std::string_view what) {
  complain(say("{0} cannot be read {1}: {2} was expected.", in_quotes(words_.text()), words_.place(), what));
}

void Reader::complain(std::string sentence) {
  if (error_.empty()) {
    error_ = std::move(sentence);
  }
}

}  // namespace lookback::lessons
