#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/tone.h"
#include "experiment/evaluate.h"
#include "map/tiles.h"
#include "tensor/matrix.h"

// What a study shows, as values: the canvas, the tables of the page, values() and the command line all read
// this. It has no geometry. Ids are unique within a sheet and stay the same while the learner edits.
namespace lookback {

// Lines to read.
struct Prose {
  enum class Look : std::uint8_t { plain, headline, equation };
  std::string id;
  std::vector<std::vector<Run>> lines;
  Look look = Look::plain;
};

// Numbers in rows and columns.
struct SheetTable {
  enum class Look : std::uint8_t {
    grid,  // cells coloured by their numbers, as on the board
    list,  // a table to read
  };
  std::string id;  // of an input that is edited in it, that input's
  std::string title;
  std::string meaning = {};  // one sentence
  Look look = Look::grid;
  Tone tone = Tone::score;  // which colours; weights run from 0 to 1, the others from −most to most
  Matrix<double> values;
  std::vector<std::string> texts = {};    // row after row, in place of the numbers; empty: the numbers
  std::vector<std::string> rows = {};     // headers; empty: 0, 1, 2, …
  std::vector<std::string> columns = {};  //
  Matrix<std::uint8_t> hidden = {};       // 1: no number, hatched; empty: none
  Matrix<std::uint8_t> marked = {};       // 1: stands out; empty: none
  bool editable = false;
  double minimum = 0;  // of an edited number
  double maximum = 0;
  double step = 0.1;       // what an arrow key moves it by
  bool pressable = false;  // a cell is a button for the study
  double most = 0;         // where the colours end at least, so that several grids can share them
  bool looks = false;      // a press changes only what is looked at
};

// Curves over common abscissas.
struct Curve {
  std::string id;
  std::string title;
  Tone tone = Tone::accent;
  std::vector<double> ys;  // as many as the chart's xs; NaN: none there
  bool dashed = false;     // a formula or a guess, not what was counted
  bool dots = false;       // points without a line
};
struct Chart {
  std::string id;
  std::string title;
  std::string x_title;
  std::string y_title;
  std::vector<double> xs;  // ascending
  std::vector<Curve> curves;
  bool log_x = false;
  bool log_y = false;
  // The input of one row that is drawn into the chart, a number for every x; empty: none. Its curve has that
  // id.
  std::string drawn_input = {};
};

// One token and, as arcs, those that it passes something to or gets something from.
struct Beams {
  std::string id;
  std::string title;
  std::string meaning = {};
  std::vector<std::string> tokens;
  int from = 0;
  std::vector<double> weights;  // one a token; 0: no arc
  Tone tone = Tone::accent;
  bool pressable = false;  // a token is a button for the study
};

// Matrices so many or so large that each is one small picture, row after row of them.
struct Picture {
  std::string id;
  std::string title;  // said of it too
  std::string short_title;
  Matrix<double> values;
  bool chosen = false;  // it stands for what is so now
};
struct Pictures {
  std::string id;
  std::string meaning;  // one sentence
  Tone tone = Tone::weight;
  int columns = 1;                // pictures in a row
  std::vector<Picture> pictures;  // a press on one is for the study, with its id
};

// The numbers of all pairs of a long sequence, of which no more is held than what is looked at. It can be
// moved, zoomed, and asked for a cell: `Study::look` and `Study::press`.
struct MapPicture {
  std::string id;
  std::string title;
  std::string meaning;  // one sentence
  std::string seen;     // what lies in the view, in words: ranges of tokens, and what a pixel stands for
  Tone tone = Tone::weight;
  int tokens = 1;  // rows are queries, columns keys
  map::View view;
  map::Pooling pooling = map::Pooling::mean;
  double most = 1;                    // where the colours end
  bool logarithmic = false;           // the colours: from most / 10⁴ on
  int chosen_row = -1;                // the cell that is explained; −1: none
  int chosen_column = -1;             //
  const map::Tiles* tiles = nullptr;  // null: nothing is there yet
};

struct SheetButton {
  std::string id;
  std::string title;
  std::string why_not = {};  // why it cannot be pressed now; empty: it can
  bool chosen = false;       // it stands for what is so now
  bool looks = false;        // it changes only what is looked at
  // One that plays: the button that it presses by itself, again and again while that can be pressed, and what
  // it presses first when that cannot.
  std::string plays = {};
  std::string plays_from = {};
};
struct Buttons {
  std::string id;
  std::vector<SheetButton> buttons;
};

using Block = std::variant<Prose, SheetTable, Chart, Beams, Pictures, MapPicture, Buttons>;

// Blocks that belong together: side by side where there is room.
struct Section {
  std::string id;
  std::string title;  // may be empty
  std::vector<Block> blocks;
};

struct Sheet {
  std::string finding = {};  // what the numbers say now, as one or two sentences; announced when it changes
  std::vector<Section> sections = {};
  // Where the study generates in a way of its own: how far that is from recomputing. The generation strip
  // says it.
  std::optional<CacheParity> parity = {};
};

}  // namespace lookback
