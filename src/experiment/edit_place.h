#pragma once

#include "experiment/edit.h"

namespace lookback {

// The edit PlaceMatrices, but for what follows every edit.
Expected<void> place_matrices(Experiment& experiment, const PlaceMatrices& place);

// What follows every edit: numbers of a file are changed by those alone that put others in place of all.
Expected<void> keep_sources(const Experiment& before, Experiment& next, const Edit& change);

}  // namespace lookback
