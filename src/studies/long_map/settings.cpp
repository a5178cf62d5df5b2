#include "studies/long_map/settings.h"

#include <algorithm>

namespace lookback::long_map {
namespace {

bool is(const Parameters& chosen, std::string_view id, double value) {
  const auto found = chosen.find(id);
  const double set =
      found != chosen.end() ? found->second : std::ranges::find(parameters, id, &ParameterSpec::id)->initial;
  return set == value;
}

}  // namespace

bool is_generated(const Parameters& chosen) { return !is(chosen, "map_generator", files_generator); }
bool repeats(const Parameters& chosen) { return is(chosen, "map_generator", 1); }
bool has_topics(const Parameters& chosen) { return is(chosen, "map_generator", 2); }
bool has_segments(const Parameters& chosen) { return is(chosen, "map_generator", 3); }
bool is_softmax(const Parameters& chosen) { return is(chosen, "map_mechanism", 0); }
bool fades(const Parameters& chosen) { return !is_softmax(chosen); }
bool has_window(const Parameters& chosen) {
  return is_softmax(chosen) && is(chosen, "map_mask", static_cast<double>(Masking::window));
}

}  // namespace lookback::long_map
