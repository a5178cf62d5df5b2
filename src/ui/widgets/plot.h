#pragma once

#include <span>

#include "ui/frame.h"

namespace lookback::ui {

// Where numbers stand in a chart.
struct PlotScale {
  Rectangle area;
  Axis x;
  Axis y;

  ImVec2 at(double across, double up) const;
};

// One curve over the abscissas; where a number has no place, it has a gap. `pattern`: of its dashes.
void draw_curve(const Frame& frame, const PlotScale& scale, std::span<const double> xs,
                const view::Node& series, view::Look look, int pattern = 0);

// A short piece of the curve, for a legend.
void draw_swatch(const Frame& frame, const Rectangle& area, const view::Node& series, int pattern);

// A dotted line across the plot at an abscissa.
void draw_abscissa(const Frame& frame, const PlotScale& scale, double x);

// The left and the lower edge.
void draw_plot_edges(const Frame& frame, const Rectangle& plot);

}  // namespace lookback::ui
