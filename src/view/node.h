#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/tone.h"
#include "map/tiles.h"

namespace lookback::view {

// What a node is. A painter chooses a widget and an HTML element by this alone.
enum class Role : std::uint8_t {
  group,          // a panel; its name is the panel's title
  table,          // rows x columns; its children are headers and cells
  row_header,     // `row` says which
  column_header,  // `column` says which
  cell,           // a number of a table, editable or not
  toggle,         // a switch, `checked`
  button,         //
  choice,         // one of its `option` children is `checked`; its text is that option's name
  option,         //
  number,         // one number with a range and a step: a spin button, or a `slider`
  token,          // a token of the generation: text can be set, can be pressed to go there
  text,           // a line to read, in coloured runs
  series,         // one curve of a chart: `points`
  chart,          // curves over common abscissas: its `series` children, over `points`
  beams,  // arcs from one token, `row`, to others: its `token` children; their `value` is the arc's weight
  map,    // all pairs of `rows` tokens, looked at through `map`; (`row`, `column`) is the cell that is
          // explained
};

using lookback::Run;
using lookback::Tone;

// Whether the generation has come to a cell, and whether the mask lets it be seen.
enum class CellState : std::uint8_t {
  shown,    //
  masked,   // hidden by the mask: hatched
  pending,  // its token has not arrived yet: an empty outline
};

// How a table, a text or a curve looks.
enum class Look : std::uint8_t {
  usual,     // table: cells coloured by their numbers; text: small; series: a line
  list,      // table: to read
  headline,  // text: what the numbers say
  equation,  // text: in the numbers' face
  dashed,    // series: a formula or a guess
  dots,      // series: points without a line
  play,      // button: of what goes on by itself while it is `checked`
  picture,   // button: `rows` x `columns` numbers, `points`, as one small picture; `row` and `column` say
             // where it stands among the others of its group
};

// What a map shows. `text` of its node says the same in words.
struct MapLook {
  map::View view;
  map::Pooling pooling = map::Pooling::mean;
  bool logarithmic = false;           // the colours, from `maximum` / 10⁴ to the node's `maximum`
  const map::Tiles* tiles = nullptr;  // of the workspace; null: nothing is there yet
  friend bool operator==(const MapLook&, const MapLook&) = default;
};

struct ChartAxes {
  std::string x_title;
  std::string y_title;
  bool log_x = false;
  bool log_y = false;
  friend bool operator==(const ChartAxes&, const ChartAxes&) = default;
};

// One thing that the learner can see or touch. The list of them is everything that is shown; it has no
// geometry. Dear ImGui draws from it, and the page keeps a twin of it in the DOM.
struct Node {
  std::string id;      // unique and stable: "Q.2.1" is row (token) 2, column 1 of Q
  std::string parent;  // id of the group, table or choice it belongs to; empty at the top
  Role role = Role::text;
  std::string name;  // the accessible name, and the label drawn
  std::string text;  // the value as shown: "0.50", "masked", "causal"
  std::string hint;  // why it cannot be used now, or what it means, as one sentence

  double value = 0;    // cell, number: the exact value behind `text`
  double minimum = 0;  // cell, number; map: the fewest cells along its side
  double maximum = 0;  // and of a table: where its colours end at least
  double step = 0;
  bool logarithmic = false;        // number: a step doubles or halves it
  bool slider = false;             // number: a track to drag along
  std::vector<std::string> stops;  // slider: what its places are called, one a step from the minimum on

  int row = -1;     // place of a header or cell in its table, or of a token in the sequence
  int column = -1;  //
  int rows = 0;     // size of a table
  int columns = 0;  //

  std::string heading;  // option: what it stands under, where a choice has parts

  bool enabled = true;
  bool checked = false;    // toggle, option
  bool editable = false;   // cell, token: takes Verb::set
  bool pressable = false;  // cell: takes Verb::press
  bool of_sheet = false;   // a press is for the study
  bool looks = false;      // it changes only what is looked at: it can be used where the lab is for reading
  bool marked = false;     // cell: stands out; it is what the sheet is about
  bool current = false;    // belongs to the token that the last step computed, or to the inspected cell
  CellState state = CellState::shown;
  Tone tone = Tone::plain;
  Look look = Look::usual;

  std::vector<Run> runs;  // text: the coloured pieces; `text` is their concatenation
  std::vector<double>
      points;  // series: one value an abscissa (in the generation's chart, a token); chart: the abscissas
  std::optional<ChartAxes> axes;  // chart
  std::string drawn_input;        // chart: the input that Verb::set changes
  std::optional<MapLook> map;     // map

  friend bool operator==(const Node&, const Node&) = default;
};

using NodeList = std::vector<Node>;

// What can be done to a node. Both painters speak to the workspace in these words only.
enum class Verb : std::uint8_t {
  press,   // button, toggle, option, token; a cell that is pressable: hide or show the pair; map: explain
           // the cell "row column"
  set,     // cell, number, token, choice: take `text` (for a choice, the id of the option); chart: "place
           // number"; map: look there, "row column span"
  nudge,   // cell, number: move by `text` steps ("1", "-1", "0.1")
  remove,  // token: take it out of the sequence
};

struct Action {
  std::string id;
  Verb verb = Verb::press;
  std::string text = {};
  // Actions with the same number, not zero, are one gesture and so one undo step.
  std::uint32_t gesture = 0;
};

const Node* find(const NodeList& nodes, std::string_view id);

}  // namespace lookback::view
