#include <algorithm>
#include <cmath>
#include <limits>

#include "base/say.h"
#include "studies/compare/sides.h"

namespace lookback::compare {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// Every length up to 64, then eight in every doubling.
std::vector<int> lengths_to(int longest) {
  std::vector<int> lengths;
  for (int n = 1; n < longest; n = n < 64 ? n + 1 : static_cast<int>(std::ceil(n * std::exp2(1.0 / 8)))) {
    lengths.push_back(n);
  }
  lengths.push_back(longest);
  return lengths;
}

// What was counted, and the closed form from there on.
void add_curves(Chart& chart, const Comparison& comparison, const Side& side, Quantity quantity,
                const std::vector<int>& lengths) {
  const Lengths of = comparison.lengths(side, quantity);
  const auto tokens = static_cast<int>(side.run.size());
  const auto shown = [&](std::int64_t count) {
    return count == 0 && chart.log_y ? no_number : static_cast<double>(count);
  };
  Curve counted = {.id = side.id(), .title = side.name(), .tone = side.tone(), .ys = {}};
  Curve beyond = counted;
  beyond.id += ".formula";
  beyond.title = say("{0}, by its formula", side.name());
  beyond.dashed = true;
  for (const int n : lengths) {
    counted.ys.push_back(n <= tokens ? shown(of.counted(side.run, n)) : no_number);
    beyond.ys.push_back(n >= tokens ? shown(of.at(n)) : no_number);
  }
  chart.curves.push_back(std::move(counted));
  if (lengths.back() > tokens) {
    chart.curves.push_back(std::move(beyond));
  }
}

// Where one becomes less than the first, or the first than it; in the order of the places.
struct Met {
  const Side* lesser;
  const Side* greater;
  int from;
};
std::vector<Met> meetings(const Comparison& comparison, Quantity quantity) {
  std::vector<Met> found;
  const Side& first = comparison.sides.front();
  for (const Side& other : comparison.sides) {
    if (&other == &first || !comparable(first, other, quantity)) {
      continue;
    }
    const Crossing where = crossing(comparison.lengths(first, quantity), comparison.lengths(other, quantity),
                                    comparison.longest);
    const bool of_first = where.less == Crossing::Less::first;
    if (where.from > 1 && where.less != Crossing::Less::neither) {
      found.push_back({of_first ? &first : &other, of_first ? &other : &first, where.from});
    }
  }
  return found;
}

// One dot, on the curve that is less from there on.
Curve dot_of(const Comparison& comparison, const Met& met, Quantity quantity,
             const std::vector<int>& lengths) {
  const Side& other = met.lesser->placed.place == 0 ? *met.greater : *met.lesser;
  Curve dot = {.id = other.id() + ".crossing",
               .title = say("{0} is less from n = {1}", met.lesser->name(), met.from),
               .tone = met.lesser->tone(),
               .ys = std::vector<double>(lengths.size(), no_number),
               .dots = true};
  const auto place = std::ranges::find(lengths, met.from) - lengths.begin();
  dot.ys[static_cast<std::size_t>(place)] =
      static_cast<double>(comparison.lengths(*met.lesser, quantity).at(met.from));
  return dot;
}

Chart chart_of(const Comparison& comparison, Quantity quantity, std::string id, std::string title) {
  const std::vector<Met> met = meetings(comparison, quantity);
  std::vector<int> lengths = lengths_to(comparison.longest);
  for (const Met& one : met) {
    lengths.push_back(one.from);
  }
  std::ranges::sort(lengths);
  lengths.erase(std::ranges::unique(lengths).begin(), lengths.end());
  Chart chart = {.id = std::move(id),
                 .title = std::move(title),
                 .x_title = say("tokens n"),
                 .y_title = quantity == Quantity::kept ? say("numbers") : say(comparison.counter_name),
                 .xs = {lengths.begin(), lengths.end()},
                 .curves = {}};
  chart.log_x = chart.log_y = comparison.longest > largest_tokens;
  for (const Side& side : comparison.sides) {
    if (!side.why && (quantity != Quantity::kept || side.keeps())) {
      add_curves(chart, comparison, side, quantity, lengths);
    }
  }
  for (const Met& one : met) {
    chart.curves.push_back(dot_of(comparison, one, quantity, lengths));
  }
  return chart;
}

}  // namespace

Section charts_section(const Comparison& comparison) {
  const std::string counter = say(comparison.counter_name);
  Section section = {"charts", say("As the sequence grows"), {}};
  for (Chart& chart : std::vector<Chart>{
           chart_of(comparison, Quantity::kept, "chart.kept", say("Kept for the next token")),
           chart_of(comparison, Quantity::step, "chart.step", say("One more token: {0}", counter)),
           chart_of(comparison, Quantity::total, "chart.total", say("All n tokens: {0}", counter))}) {
    if (!chart.curves.empty()) {
      section.blocks.emplace_back(std::move(chart));
    }
  }
  return section;
}

}  // namespace lookback::compare
