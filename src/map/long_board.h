#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "map/long_attention.h"

namespace lookback::map {

// All that a learner can change about a map, as a link has it:
//
//   generator=induction&tokens=4096&width=64&seed=1&period=1024&mask=causal&mechanism=softmax_attention
//
// `edits=k5:0.5,1,…;v7:…` are replaced rows. What is left out has its default.
struct LongBoard {
  LongSpec inputs;
  Rule rule;
  std::vector<RowEdit> edits = {};

  friend bool operator==(const LongBoard&, const LongBoard&) = default;
};

Expected<LongBoard> long_board_from(std::string_view text);
std::string text_of(const LongBoard& board);

// With the edits in place; nothing is computed yet.
Expected<LongAttention> attention_of(const LongBoard& board);

}  // namespace lookback::map
