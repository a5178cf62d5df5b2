#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "experiment/experiment.h"

namespace lookback {

// What `lookback eval` is asked for. Without any of the three it prints every matrix and counter.
struct EvalRequest {
  std::string_view link;
  std::string_view scalar;      // "rational"; empty: not asked
  std::string_view derivative;  // "o[2,0]/k[1,1]"; empty: not asked
  bool cost = false;
  bool table = false;           // for people, instead of JSON
  bool untimed = false;         // without measured times, which differ from run to run
  double (*clock)() = nullptr;  // milliseconds; without it, times are left out
};

// The text that answers, with a line feed at its end.
Expected<std::string> eval_text(const EvalRequest& request);

// The output of the chosen form in one scalar.
struct ScalarOutput {
  std::string_view scalar;
  Matrix<double> values;                             // the nearest doubles
  std::vector<std::vector<std::string>> exact = {};  // as fractions, of the rational scalar
  double largest_difference = 0;                     // from the same form in double
};
Expected<ScalarOutput> output_in(const Experiment& experiment, std::string_view scalar);

// The scalars that a form is compiled for, besides the counting one: "double, float, …".
std::string scalars_of(const Form& form);

// The derivative of one number of what the form computes by one number of what it reads.
struct Derivative {
  std::string of;  // "o[2,0]"
  std::string by;  // "k[1,1]"
  double value = 0;
  double difference_quotient = 0;  // central, in double: to compare with
};
Expected<Derivative> derivative_of(const Experiment& experiment, std::string_view text);

// What the experiment costs, counted and by its closed forms.
struct CostPair {
  std::string_view id;
  std::string_view title;
  Cost counted;
  Cost closed;
};
std::vector<CostPair> cost_pairs(const Experiment& experiment);

}  // namespace lookback
