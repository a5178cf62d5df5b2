#include "main/browser_files.h"

#include <emscripten.h>

#include <cstdlib>
#include <utility>

#include "app/open_files.h"

// The page's functions for files and pasted cells; they come with the second module. A returned string lives
// until the next call of the same kind. JSON begins with { or [, a sentence of what was wrong does not.

namespace {

using namespace lookback;

const char* answer(std::string& kept, const Expected<std::string>& said) {
  browser_wake();
  kept = said ? *said : said.error().sentence;
  return kept.c_str();
}

const char* outcome(std::string& kept, const Expected<void>& done) {
  browser_wake();
  kept = done ? "" : done.error().sentence;
  return kept.c_str();
}

}  // namespace

extern "C" {

// A file: its name and how many bytes it has in all, then its bytes as one part of the same name; of an .npz
// file, a part for each member, unzipped. lookback_file_end reads them and describes what there is: see
// files::description. Nothing is made room for before the size was found to be within the limits.
EMSCRIPTEN_KEEPALIVE const char* lookback_file_begin(const char* name, double bytes) {
  browser_incoming().name = name;
  browser_incoming().parts.clear();
  return outcome(browser_incoming().place_text, files::expect(browser_workspace(), name, bytes));
}

// Where the bytes of the part are to be written; null when there is no room for them.
EMSCRIPTEN_KEEPALIVE char* lookback_file_part(const char* name, int size) {
  // A string that finds no room ends the lab. This asks before, in a way that no compiler takes for idle.
  void* volatile room = std::malloc(static_cast<std::size_t>(size) + sizeof(std::string));
  if (room == nullptr) {
    return nullptr;
  }
  std::free(room);
  std::vector<files::Part>& parts = browser_incoming().parts;
  parts.push_back({name, std::string(static_cast<std::size_t>(size), '\0')});
  return parts.back().bytes.data();
}

EMSCRIPTEN_KEEPALIVE const char* lookback_file_end() {
  IncomingFile& incoming = browser_incoming();
  return answer(incoming.file_text, files::offer(browser_workspace(), std::exchange(incoming.name, {}),
                                                 std::exchange(incoming.parts, {})));
}

// The description of an open file again: which matrices it fits changes with the mechanism.
EMSCRIPTEN_KEEPALIVE const char* lookback_file(const char* hash) {
  return answer(browser_incoming().file_text, files::description(browser_workspace(), hash));
}

// The files that a link waits for, as JSON.
EMSCRIPTEN_KEEPALIVE const char* lookback_file_awaited() {
  browser_incoming().awaited_text = files::awaited(browser_workspace());
  return browser_incoming().awaited_text.c_str();
}

// The following change the board in one undo step; they return "" or a sentence.
EMSCRIPTEN_KEEPALIVE const char* lookback_place(const char* hash, const char* tensor, const char* target,
                                                int batch, int head) {
  return outcome(browser_incoming().place_text,
                 files::place(browser_workspace(), hash, tensor, target, batch, head));
}

EMSCRIPTEN_KEEPALIVE const char* lookback_window(int first_row, int first_column) {
  return outcome(browser_incoming().place_text,
                 files::move_windows(browser_workspace(), first_row, first_column));
}

EMSCRIPTEN_KEEPALIVE const char* lookback_window_copy() {
  return outcome(browser_incoming().place_text, files::copy_windows(browser_workspace()));
}

EMSCRIPTEN_KEEPALIVE const char* lookback_paste(const char* cell, const char* text) {
  return outcome(browser_incoming().place_text, files::paste(browser_workspace(), cell, text));
}

}  // extern "C"
