#pragma once

#include <string>

namespace lookback::monkey {

// Edits without end on one page, the same again and again: after those that fill the history, neither the
// bytes in use nor the nodes become more.
struct LongUse {
  std::string fault;  // empty where it is so
  std::size_t edits = 0;
  std::size_t bytes = 0;       // in use after the warm-up
  std::size_t bytes_last = 0;  // and at the end
  std::size_t nodes = 0;
};
LongUse use_long(std::size_t edits);

}  // namespace lookback::monkey
