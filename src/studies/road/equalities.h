#pragma once

#include <string>
#include <vector>

#include "experiment/experiment.h"

// What is the same at a stop of the road and what is not, computed on the learner's own numbers.
namespace lookback::road {

struct Comparison {
  enum class Verdict : std::uint8_t {
    exact,     // equal as fractions
    rounding,  // equal but for the last digits
    apart,     //
    number,    // nothing is compared: a number to know
  };
  std::string title;
  double size = 0;  // the greatest difference, or the number
  Verdict verdict = Verdict::number;
  std::string remark = {};
  std::vector<Experiment> sides = {};  // both, where fractions can tell more than doubles do

  bool equal() const { return verdict == Verdict::exact || verdict == Verdict::rounding; }
};

// Why a stop does not exist for these widths; nothing where it does.
Refusal refusal_at(const Experiment& experiment, int stop);

// [S, d_v], of a stop that exists.
Matrix<double> output_at(const Experiment& experiment, int stop);

// The stop's output against the last stop's first, where both exist. In doubles: no verdict is `exact` yet.
std::vector<Comparison> comparisons_at(const Experiment& experiment, int stop);

}  // namespace lookback::road
