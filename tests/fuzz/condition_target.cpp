#include <cmath>

#include "fuzz/claims.h"
#include "lessons/opened.h"

namespace lookback::fuzz {

// A condition or an expression of a lesson, at one of three states.
void read_condition(std::string_view input) {
  static const lessons::Opened states[] = {
      lessons::Opened::from("Q=1,0;0,1&K=1,2;3,4&V=1;2&position=2").value(),
      lessons::Opened::from("mechanism=retention&tokens=a,b&position=1").value(),
      lessons::Opened::from("study=leak_lamp&tokens=a,b").value(),
  };
  const lessons::Opened& state = states[take_byte(input) % std::size(states)];
  const Expected<bool> holds = state.holds(input);
  const Expected<double> value = state.value_of(input);
  claim_read(holds);
  if (claim_read(value)) {
    FUZZ_CLAIM(!std::isnan(*value));
    FUZZ_CLAIM(holds.has_value() && *holds == (*value != 0));
    FUZZ_CLAIM(state.holds(std::string(input) + " or 1").has_value());
    FUZZ_CLAIM(state.value_of(" " + std::string(input) + " ").value() == *value);
  }
  const std::size_t most_names = input.size();
  FUZZ_CLAIM(state.absent_names(input).size() <= most_names);
  FUZZ_CLAIM(holds.has_value() || state.absent_names(input).empty());
}

}  // namespace lookback::fuzz
