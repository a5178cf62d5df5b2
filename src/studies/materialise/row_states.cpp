#include "studies/materialise/row_states.h"

#include <algorithm>

#include "mechanisms/softmax_attention/encoding.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "mechanisms/softmax_attention/online.h"

namespace lookback::materialise {

using softmax_attention::DotProducts;
using softmax_attention::encoded;
using softmax_attention::options_for;
using softmax_attention::RunningRow;

std::vector<RowState> row_states(const HeadInputs<double>& inputs, const Mask& mask,
                                 const Parameters& parameters, int query, int tile_width) {
  const HeadInputs<double> compared = encoded<double>(inputs, parameters);
  const softmax_attention::Options options = options_for(inputs.k.columns(), parameters);
  const DotProducts<double> logits{compared, mask, options, {}};
  const int keys = logits.keys();

  std::vector<double> accumulator(static_cast<std::size_t>(inputs.v.columns()));
  std::vector<double> tile(static_cast<std::size_t>(tile_width));
  RunningRow<double> row{accumulator};
  std::vector<RowState> states;
  for (int first = 0; first < keys; first += tile_width) {
    const int end = std::min(first + tile_width, keys);
    const int tiles_before = row.tiles;
    const double largest_before = row.largest;
    take_tile<double>(row, logits, query, first, end, inputs.v, tile, {});
    const bool seen = row.tiles > tiles_before;
    states.push_back({.first = first,
                      .end = end,
                      .seen = seen,
                      .largest = row.largest,
                      .sum = row.sum,
                      .rescale = seen ? exponential(largest_before - row.largest) : 1,
                      .accumulator = accumulator});
  }
  return states;
}

}  // namespace lookback::materialise
