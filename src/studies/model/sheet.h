#pragma once

#include "experiment/evaluate.h"
#include "studies/sheet.h"

namespace lookback::model {

// The id of a head's picture on the map: "map_2_1" is layer 2, head 1.
std::string picture_id(int layer, int head);

Sheet sheet_of(const Experiment& experiment, const Evaluation& evaluation);

}  // namespace lookback::model
