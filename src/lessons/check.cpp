#include "lessons/check.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "lessons/reader.h"

namespace lookback::lessons {

Expected<bool> holds(std::string_view condition, const State& state) {
  const Expected<double> value = Reader(condition, state).read();
  if (!value) {
    return std::unexpected(value.error());
  }
  return *value != 0 && !std::isnan(*value);
}

Expected<double> value_of(std::string_view expression, const State& state) {
  Reader reader(expression, state);
  Expected<double> value = reader.read();
  if (!value || !std::isnan(*value)) {
    return value;
  }
  if (reader.absent_names().empty()) {
    return fail(say("{0} has no value now.", in_quotes(expression)));
  }
  constexpr std::size_t longest = 60;  // of a name that there may be elsewhere
  const std::string& name = reader.absent_names().front();
  return fail(say("{0} has no value now: {1} is not there.", in_quotes(expression),
                  name.size() > longest ? in_quotes(name) : name));
}

std::vector<std::string> absent_names(std::string_view text, const State& state) {
  Reader reader(text, state);
  return reader.read() ? reader.absent_names() : std::vector<std::string>();
}

}  // namespace lookback::lessons
