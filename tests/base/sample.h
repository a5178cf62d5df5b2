#pragma once

namespace lookback::testing {

// Of a large sample as much as is enough where the same code is run once more, several times slower: as
// WebAssembly under Node.
constexpr int sample_of(int natively) {
#ifdef __EMSCRIPTEN__
  return natively / 10;
#else
  return natively;
#endif
}

}  // namespace lookback::testing
