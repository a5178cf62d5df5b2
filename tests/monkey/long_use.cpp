#include "monkey/long_use.h"

#include <malloc.h>

#include <algorithm>

#include "base/format.h"
#include "experiment/history.h"
#include "monkey/page.h"

namespace lookback::monkey {
namespace {

// What the allocator has given out, of one thread: the same in every run.
std::size_t bytes_in_use() {
  const struct mallinfo2 all = mallinfo2();
  return all.uordblks + all.hblkhd;
}

// A round of edits that ends where it began. Returns how many.
std::size_t go_round(Page& page, const std::string& start) {
  std::size_t edits = 0;
  const auto take = [&](Event event, bool edit = true) {
    page.take(event);
    edits += edit ? 1 : 0;
  };
  for (int i = 0; i < 40; ++i) {
    const std::string cell = std::to_string(i % 5) + "." + std::to_string(i % 4);
    take({Kind::act, {"Q." + cell, "set", shortest(i / 8.0), "0"}});
    take({Kind::act, {"V." + cell, "nudge", "1", "0"}});
    take({Kind::act, {i % 2 == 0 ? "causal" : "cache", "press", "", "0"}});
    take({Kind::undo});
    take({Kind::undo});
    take({Kind::redo});
    take({Kind::act, {"K." + cell, "set", i % 3 == 0 ? "1e999" : shortest(i * 0.3), "0"}});
    if (i % 10 == 0) {
      take({Kind::move, {std::to_string(300 + i), "400"}}, false);
      take({Kind::frame}, false);
    }
  }
  take({Kind::link, {start}});
  take({Kind::act, {"token.add", "press", "", "0"}});
  take({Kind::link, {start}});
  take({Kind::frame}, false);
  return edits;
}

}  // namespace

LongUse use_long(std::size_t edits) {
  Page page;
  const std::string start = page.workspace.link();
  LongUse use;
  while (use.edits < 4 * most_steps) {  // a round leaves half as many steps as it has edits
    use.edits += go_round(page, start);
  }
  use.bytes = use.bytes_last = bytes_in_use();
  use.nodes = page.workspace.nodes().size();
  const std::size_t slack = 64U << 10;  // what Dear ImGui makes room for, once
  while (use.edits < edits && use.fault.empty()) {
    use.edits += go_round(page, start);
    use.bytes_last = bytes_in_use();
    if (use.bytes_last > use.bytes + slack) {
      use.fault = std::to_string(use.bytes) + " bytes in use became " + std::to_string(use.bytes_last);
    } else if (page.workspace.nodes().size() != use.nodes) {
      use.fault = "the nodes became others";
    } else if (page.fault()) {
      use.fault = page.fault().rule + ": " + page.fault().what;
    }
  }
  return use;
}

}  // namespace lookback::monkey
