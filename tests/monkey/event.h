#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lookback::monkey {

// What can happen to the page. Words behind a comment are those of the event's text.
enum class Kind : std::uint8_t {
  move,      // X Y, in CSS pixels of the canvas
  press,     //
  release,   //
  leave,     // the pointer leaves the canvas
  wheel,     // BY
  frame,     // as many pictures as it takes to see what happened
  wait,      // MILLISECONDS go by
  work,      // SLICES of the study's work
  resize,    // WIDTH HEIGHT: the room for the canvas, which is taller where the lab needs it
  ratio,     // PIXELS of the screen to one of CSS
  touch,     // 0 or 1
  theme,     // 0 to 3: ui::Palette
  colours,   // 0 to 2: ui::WeightColours
  readonly,  // 0 or 1
  hide,      // PANELS, parted by commas
  focus,     // NODE
  blur,      //
  act,       // NODE VERB TEXT GESTURE, as the twin in the DOM acts; gesture 0 is a new one
  key,       // NAME, to the focused node
  type,      // TEXT, into the number or name that is being edited, else the focused node's
  link,      // TEXT: opened
  salvage,   // TEXT: what can be read of it opened
  message,   // TYPE TEXT: what a page around the frame says
  study,     // ID
  undo,      //
  redo,      //
  file,      // NAME: of those in files.h, opened
  place,     // NAME TENSOR MATRIX BATCH HEAD: numbers of an open file onto the board
  window,    // ROW COLUMN: the board's window of its files moves
  copy,      // the numbers of the window become the board's own
  paste,     // CELL TEXT
  check,     // what takes longer than a frame: links, and undoing everything
};

// One event as plain values. Its text is a line of its kind and its words, which a driver of the page in a
// browser reads as well: words are parted by spaces and percent-encoded, and the empty one is "".
struct Event {
  Kind kind = Kind::frame;
  std::vector<std::string> words = {};

  friend bool operator==(const Event&, const Event&) = default;
};
using Events = std::vector<Event>;

std::string to_text(const Event& event);
std::string to_text(const Events& events);

// Lines that are empty or begin with # are left out. A sentence with the line's number for anything else that
// is no event.
Expected<Events> read_events(std::string_view text);

// The word as the number that it is: read_events and the monkey see to that.
double number(const Event& event, std::size_t word);

}  // namespace lookback::monkey
