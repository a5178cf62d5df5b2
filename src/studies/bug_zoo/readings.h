#pragma once

#include "cost/cost.h"
#include "studies/bug_zoo/specimens.h"
#include "studies/jacobian.h"

// What the three detectors read of a specimen, beside what they read of the definition.
namespace lookback::bug_zoo {

// The text with the second head's queries as its own input; a lamp's columns: q of both heads, k, v.
using Text = HeadInputs<double>;
std::vector<std::vector<Brought>> brought_by_text(const Text& text);
DualPass pass_of(const Runs& runs, int tokens);

// Outputs of the run, prompt and all, against those of one prefill of the whole text by the same specimen,
// and against the definition: for each token the largest difference.
struct Parity {
  std::vector<double> from_prefill;
  std::vector<double> from_definition;
  double rounding = 0;  // up to which a difference is one of rounding
};
Parity parity_of(const Specimen& specimen, const Text& text);

// What the run counts, and what a right one costs by formula. Only the counters below are filled.
inline constexpr std::int64_t Cost::* counters[] = {&Cost::score_dot_products, &Cost::exp, &Cost::mac,
                                                    &Cost::state_read, &Cost::state_held};
Cost counted_cost(const Specimen& specimen, const Text& text);
Cost right_cost(Kernel kernel, int tokens, int key_width, int value_width);

// The numbers of a token that the lamp is limited to.
enum class Through : std::uint8_t { everything, queries, keys, values };

// A cell of the lamp: lit where it should be dark, dark where it should be lit.
struct Lamp {
  Matrix<double> sizes;
  int leaks = 0;
  int blind = 0;
  Matrix<std::uint8_t> wrong;
};
Lamp lamp_of(const Jacobian& seen, const Jacobian& right, Through through);

// How many readings of each detector are wrong.
struct Verdict {
  int lamp = 0;
  int parity = 0;
  int counters = 0;
};
Verdict verdict(const Lamp& lamp, const Parity& parity, const Cost& counted, const Cost& right);

}  // namespace lookback::bug_zoo
