#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "base/utf8.h"
#include "experiment/edit.h"

namespace lookback {

Expected<void> check_token(const std::string& name) {
  if (name.empty()) {
    return fail(say("A token needs a name: at least one character."));
  }
  if (!is_utf8(name) || has_control(name)) {
    return fail(say("A token's name must be readable text (UTF-8) without control characters."));
  }
  if (character_count(name) > longest_token) {
    return fail(say("{0} is longer than {1} characters, the most that a token's name may have.",
                    in_quotes(name), longest_token));
  }
  return {};
}

Expected<void> check_number(double value) {
  if (!(std::abs(value) <= largest_magnitude)) {
    return fail(say("{0} is out of range: numbers from −1e9 to 1e9 are accepted.", brief(value)));
  }
  return {};
}

Expected<void> check_number(const InputSpec& spec, double value) {
  if (!(value >= spec.minimum && value <= spec.maximum)) {
    return fail(say("{0} is out of range: {1} takes numbers from {2} to {3}.", brief(value), say(spec.title),
                    brief(spec.minimum), brief(spec.maximum)));
  }
  return {};
}

Expected<void> check_parameter(const ParameterSpec& spec, double value) {
  const bool whole = spec.is_switch || spec.step == 1;
  if (!(value >= spec.minimum && value <= spec.maximum) || (whole && value != std::floor(value))) {
    const std::string label = say(spec.label);
    const std::string least = shortest(spec.minimum);
    const std::string most = shortest(spec.maximum);
    return fail(whole ? say("{0} must be a whole number from {1} to {2}.", label, least, most)
                      : say("{0} must be a number from {1} to {2}.", label, least, most));
  }
  return {};
}

}  // namespace lookback
