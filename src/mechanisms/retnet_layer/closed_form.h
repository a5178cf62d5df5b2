#pragma once

#include <string_view>

#include "mechanisms/mechanism.h"
#include "mechanisms/retnet_layer/retnet_layer.h"

// What the forms of the RetNet layer cost, projections included. X is d_model = d_k wide on the board.
namespace lookback::retnet_layer {

Cost parallel_cost(const Setting& setting, const Options& options);
Cost recurrent_cost(const Setting& setting, const Options& options);
Cost chunkwise_cost(const Setting& setting, const Options& options, int chunk_size);

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting);

}  // namespace lookback::retnet_layer
