#include <cmath>

#include "experiment/link.h"
#include "fuzz/claims.h"
#include "main/cli_eval.h"

namespace lookback::fuzz {

// What the command line takes after --derivative and --scalar, at one of three states.
void read_derivative(std::string_view input) {
  static const Experiment states[] = {
      from_link("Q=1,0;0,1&K=1,2;3,4&V=1;2&position=2").value(),
      from_link("mechanism=retention&tokens=a,b&position=0").value(),
      from_link("mechanism=additive_attention&tokens=a,b").value(),
  };
  const Experiment& state = states[take_byte(input) % std::size(states)];
  const Expected<Derivative> derivative = derivative_of(state, input);
  if (claim_read(derivative)) {
    FUZZ_CLAIM(derivative->of + "/" + derivative->by == input);
    FUZZ_CLAIM(std::isfinite(derivative->value) && std::isfinite(derivative->difference_quotient));
    const double off = std::abs(derivative->value - derivative->difference_quotient);
    FUZZ_CLAIM(off <= 1e-4 * std::max(1.0, std::abs(derivative->value)));
  }
  const Expected<ScalarOutput> output = output_in(state, input);
  if (claim_read(output)) {
    FUZZ_CLAIM(output->scalar == input);
    FUZZ_CLAIM(std::isfinite(output->largest_difference));
  }
}

}  // namespace lookback::fuzz
