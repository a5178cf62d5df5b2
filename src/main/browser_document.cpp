#include "main/browser_document.h"

#include <emscripten.h>

#include <limits>

// The page's functions for links, numbers and conditions.

using namespace lookback;

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* lookback_link() {
  browser_document().link = browser_workspace().link();
  return browser_document().link.c_str();
}

EMSCRIPTEN_KEEPALIVE const char* lookback_open(const char* link) {
  const Expected<void> done = browser_workspace().open(link);
  browser_document().open = done ? "" : done.error().sentence;
  browser_wake();
  return browser_document().open.c_str();
}

// Opens what can be read of a link that lookback_open refused: the sentences of what was left out, a line
// each.
EMSCRIPTEN_KEEPALIVE const char* lookback_salvage(const char* link) {
  std::string& text = browser_document().salvage;
  text.clear();
  for (const std::string& sentence : browser_workspace().open_what_can_be_read(link)) {
    text += (text.empty() ? "" : "\n") + sentence;
  }
  browser_wake();
  return text.c_str();
}

// The second module is there: see cmake/split.mjs.
EMSCRIPTEN_KEEPALIVE void lookback_complete() {
  browser_workspace().complete();
  browser_wake();
}

EMSCRIPTEN_KEEPALIVE int lookback_must_wait(const char* link) {
  return browser_workspace().must_wait(link) ? 1 : 0;
}

// The present among the steps of its study.
EMSCRIPTEN_KEEPALIVE double lookback_step_place() {
  return static_cast<double>(browser_workspace().place().present);
}

EMSCRIPTEN_KEEPALIVE const char* lookback_values() {
  browser_document().values = browser_workspace().values();
  return browser_document().values.c_str();
}

EMSCRIPTEN_KEEPALIVE int lookback_check(const char* condition) {
  const Expected<bool> holds = browser_workspace().check(condition);
  return holds ? (*holds ? 1 : 0) : -1;
}

// NaN where the expression has no value now.
EMSCRIPTEN_KEEPALIVE double lookback_value(const char* expression) {
  return browser_workspace().value_of(expression).value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // extern "C"
