#include <cmath>

#include "base/format.h"
#include "base/utf8.h"
#include "experiment/edit.h"

namespace lookback {

Expected<void> check_token(const std::string& name) {
  if (name.empty()) {
    return fail("A token needs a name: at least one character.");
  }
  if (!is_utf8(name) || has_control(name)) {
    return fail("A token's name must be readable text (UTF-8) without control characters.");
  }
  if (character_count(name) > longest_token) {
    return fail(in_quotes(name) + " is longer than " + std::to_string(longest_token) +
                " characters, the most that a token's name may have.");
  }
  return {};
}

Expected<void> check_number(double value) {
  if (!(std::abs(value) <= largest_magnitude)) {
    return fail(brief(value) + " is out of range: numbers from −1e9 to 1e9 are accepted.");
  }
  return {};
}

Expected<void> check_number(const InputSpec& spec, double value) {
  if (!(value >= spec.minimum && value <= spec.maximum)) {
    return fail(brief(value) + " is out of range: " + std::string(spec.title) + " takes numbers from " +
                brief(spec.minimum) + " to " + brief(spec.maximum) + ".");
  }
  return {};
}

Expected<void> check_parameter(const ParameterSpec& spec, double value) {
  const bool whole = spec.is_switch || spec.step == 1;
  if (!(value >= spec.minimum && value <= spec.maximum) || (whole && value != std::floor(value))) {
    return fail(std::string(spec.label) + " must be a " + (whole ? "whole " : "") + "number from " +
                shortest(spec.minimum) + " to " + shortest(spec.maximum) + ".");
  }
  return {};
}

}  // namespace lookback
