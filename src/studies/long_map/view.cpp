#include "studies/long_map/view.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "studies/long_map/asked.h"

namespace lookback::long_map {
namespace {

// Links need no more digits than the eye.
double rounded(double place) { return std::round(place * 1000) / 1000; }

double least_span(int tokens) { return std::min<double>(map::closest_span, tokens); }

std::string range_text(double middle, double span, int tokens) {
  const auto clipped = [&](double place) {
    return static_cast<std::int64_t>(std::clamp<double>(place, 0, tokens - 1));
  };
  return grouped(clipped(std::floor(middle - span / 2))) + "–" +
         grouped(clipped(std::ceil(middle + span / 2) - 1));
}

}  // namespace

map::View whole_view(int tokens) {
  return {static_cast<double>(tokens) / 2, static_cast<double>(tokens) / 2, static_cast<double>(tokens)};
}

map::View view_of(const Experiment& experiment, int tokens) {
  const double span = parameter_of(experiment, "map_span");
  return span == 0
             ? whole_view(tokens)
             : map::View{parameter_of(experiment, "map_row"), parameter_of(experiment, "map_column"), span};
}

void set_view(Experiment& experiment, int tokens, const map::View& view) {
  const double span = std::max(rounded(view.span), least_span(tokens));
  const bool whole = span >= tokens;
  const auto within = [&](double middle) {
    return whole ? 0 : rounded(std::clamp(middle, span / 2, tokens - span / 2));
  };
  set(experiment, "map_row", within(view.row));
  set(experiment, "map_column", within(view.column));
  set(experiment, "map_span", whole ? 0 : span);
}

std::string why_not_view(const Experiment& experiment, int tokens) {
  const double span = parameter_of(experiment, "map_span");
  if (span == 0) {
    return "";
  }
  if (span < least_span(tokens) || span > tokens) {
    return say("{0} is {1}; of {2} it shows from {3} to {4} cells, and 0 is the whole map.", "map_span",
               shortest(span), plural("{0} token", "{0} tokens", tokens), brief(least_span(tokens)),
               grouped(tokens));
  }
  for (const std::string_view id : {"map_row", "map_column"}) {
    if (const double middle = parameter_of(experiment, id); middle > tokens) {
      return say("{0} is {1}, but the map ends at {2}.", id, shortest(middle), grouped(tokens));
    }
  }
  return "";
}

std::string ranges_text(const map::View& view, int tokens) {
  return say("queries {0}, keys {1}", range_text(view.row, view.span, tokens),
             range_text(view.column, view.span, tokens));
}

}  // namespace lookback::long_map
