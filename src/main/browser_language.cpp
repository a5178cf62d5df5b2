#include <emscripten.h>
#include <emscripten/console.h>

#include "base/say.h"

// The page's functions for its language, called before all others: what is said is not said again.

using namespace lookback;

extern "C" {

// A line for each key: it, a tab, and its translation.
EMSCRIPTEN_KEEPALIVE void lookback_speak(const char* table) {
  if (const Expected<void> spoken = speak(table); !spoken) {
    emscripten_console_error(spoken.error().sentence.c_str());
  }
}

EMSCRIPTEN_KEEPALIVE void lookback_disguise(const char* pseudo) {
  speak(pseudo_named(pseudo).value_or(Pseudo::none));
}

}  // extern "C"
