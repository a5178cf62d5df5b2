#include "studies/board/study.h"
#include "base/say.h"

namespace lookback::board {

// The board asks nothing: it has all of its own settings, and no sheet.
const Study study = {{
    .id = "board",
    .title = "Board"_said,
    .question = "Q, K and V in, the output out: one head of any mechanism, number by number."_said,
    .shelf = Shelf::board,
    .settings = {true, true, true, true, true, true, true},
    .on_board = true,
}};

}  // namespace lookback::board
