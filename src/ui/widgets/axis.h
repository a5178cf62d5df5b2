#pragma once

#include <span>
#include <string>
#include <vector>

namespace lookback::ui {

// What a side of a chart runs over.
struct Axis {
  double low = 0;
  double high = 1;
  bool log = false;

  // From 0 at `low` to 1 at `high`; not finite where there is no place: NaN, or nothing above 0 on a log
  // axis.
  double part_of(double value) const;
  double value_at(double part) const;
  bool shows(double value) const;
};

// From the first abscissa to the last.
Axis axis_along(std::span<const double> xs, bool log);

// Round ends around everything between `low` and `high`; a linear one holds 0. `room`: more above it, and on
// a log axis below, than the numbers need, for one that is drawn into.
Axis axis_around(double low, double high, bool log, bool room);

struct Tick {
  double value = 0;
  std::string text;
};

// At most about `most` round numbers. Powers of two that `xs` consists of are ticks themselves.
std::vector<Tick> ticks_of(const Axis& axis, int most, std::span<const double> xs = {});

// Three significant digits: as many as a pointer can mean.
double rounded_to_three(double value);

}  // namespace lookback::ui
