#pragma once

#include "base/say.h"

namespace lookback::testing {

// English again at the end of a test, whatever happens in it.
struct EnglishAfterwards {
  EnglishAfterwards() = default;
  EnglishAfterwards(const EnglishAfterwards&) = delete;
  EnglishAfterwards& operator=(const EnglishAfterwards&) = delete;
  ~EnglishAfterwards() { speak_english(); }
};

}  // namespace lookback::testing
