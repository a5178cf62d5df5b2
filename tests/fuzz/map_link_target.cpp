#include <cmath>

#include "fuzz/claims.h"
#include "map/long_board.h"

namespace lookback::fuzz {

// What describes a map of thousands of tokens; nothing of it is computed here.
void read_map_link(std::string_view input) {
  const Expected<map::LongBoard> board = map::long_board_from(input);
  if (!claim_read(board)) {
    return;
  }
  const map::LongSpec& inputs = board->inputs;
  FUZZ_CLAIM(inputs.tokens >= 1 && inputs.tokens <= most_map_tokens);
  FUZZ_CLAIM(inputs.width >= 1 && inputs.width <= most_map_width);
  FUZZ_CLAIM(map::find_generator(inputs.generator) != nullptr);
  FUZZ_CLAIM(std::isfinite(board->rule.decay) && std::isfinite(board->rule.scale));
  for (const map::RowEdit& edit : board->edits) {
    FUZZ_CLAIM(edit.row >= 0 && edit.row < most_map_tokens);
    for (const float number : edit.numbers) {
      FUZZ_CLAIM(std::isfinite(number));
    }
  }
  const Expected<map::LongBoard> back = map::long_board_from(map::text_of(*board));
  FUZZ_CLAIM(back.has_value());
  FUZZ_CLAIM(map::text_of(*back) == map::text_of(*board));
}

}  // namespace lookback::fuzz
