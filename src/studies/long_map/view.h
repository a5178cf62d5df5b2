#pragma once

#include <string>

#include "experiment/experiment.h"
#include "map/tiles.h"

// Where the picture looks. A link has nothing of it while that is the whole map.
namespace lookback::long_map {

map::View whole_view(int tokens);
map::View view_of(const Experiment& experiment, int tokens);

// A view ends at the edges of the map.
void set_view(Experiment& experiment, int tokens, const map::View& view);

// A sentence for a view that is none of such a map; else empty.
std::string why_not_view(const Experiment& experiment, int tokens);

// "queries 0–4095, keys 0–4095"
std::string ranges_text(const map::View& view, int tokens);

}  // namespace lookback::long_map
