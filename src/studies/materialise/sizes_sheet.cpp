#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/say.h"
#include "cost/amount_text.h"
#include "studies/materialise/views.h"

namespace lookback::materialise {
namespace {

std::string bytes(const Sizes& sizes, double numbers) {
  return byte_text(numbers * sizes.bytes_per_number, BytePrefix::binary);
}

std::string shape(const Sizes& sizes, int rows, int columns) {
  return "[" + amount_text(sizes.batch) + ", " + amount_text(sizes.heads) + ", " + std::to_string(rows) +
         ", " + std::to_string(columns) + "]";
}

std::string finding(const Sizes& sizes) {
  const Footprint whole = classic(sizes);
  const Footprint parts = tiled(sizes);
  const std::string side = std::to_string(std::min(tile_side, sizes.tokens));
  return say("The scores {0} are {1} numbers, {2}.", shape(sizes, sizes.tokens, sizes.tokens),
             amount_text(whole.scores_held), bytes(sizes, whole.scores_held)) +
         " " +
         say("A tile of {0} × {0} is {1}, its running maxima and sums {2}, and each product takes the same "
             "{3} "
             "multiply–adds.",
             side, bytes(sizes, parts.scores_held), bytes(sizes, parts.running_held),
             amount_text(whole.macs_per_product));
}

SheetTable footprint_table(const Sizes& sizes) {
  struct Line {
    std::string_view title;
    double Footprint::* amount;
    bool in_bytes;
  };
  constexpr std::array<Line, 8> lines = {{
      {"Scores held at once, numbers"_said, &Footprint::scores_held, false},
      {"Scores held at once, bytes"_said, &Footprint::scores_held, true},
      {"Running maxima and sums, bytes"_said, &Footprint::running_held, true},
      {"Scores moved, bytes"_said, &Footprint::scores_moved, true},
      {"Q, K and V read, bytes"_said, &Footprint::inputs_read, true},
      {"Multiply–adds of Q·Kᵀ"_said, &Footprint::macs_per_product, false},
      {"Multiply–adds of A·V"_said, &Footprint::macs_per_product, false},
      {"Exponentials"_said, &Footprint::exponentials, false},
  }};
  SheetTable table = {
      .id = "footprint",
      .title = say("What one pass holds, moves and computes"),
      .meaning = say("Moved by the classic form: the product writes every score, softmax reads and "
                     "writes it, the second product reads it. Tiled: one tile at a time."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(static_cast<int>(lines.size()), 2),
      .columns = {say("Classic"), say("Tiled {0} × {0}", tile_side)}};
  const std::array<Footprint, 2> both = {classic(sizes), tiled(sizes)};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    table.rows.push_back(say(lines[i].title));
    for (std::size_t form = 0; form < both.size(); ++form) {
      const double amount = both[form].*lines[i].amount * (lines[i].in_bytes ? sizes.bytes_per_number : 1);
      table.values(static_cast<int>(i), static_cast<int>(form)) = amount;
      table.texts.push_back(lines[i].in_bytes ? byte_text(amount, BytePrefix::binary) : amount_text(amount));
    }
  }
  return table;
}

Chart held_chart(const Sizes& sizes) {
  constexpr int shortest_shown = 64;
  constexpr int longest_shown = 1 << 20;
  Chart chart = {
      .id = "held.chart",
      .title = say("Bytes held against length"),
      .x_title = say("tokens S"),
      .y_title = say("bytes"),
      .xs = {},
      .curves = {{.id = "classic", .title = say("Scores, classic"), .tone = Tone::warning, .ys = {}},
                 {.id = "tiled", .title = say("Tile, maxima and sums"), .tone = Tone::accent, .ys = {}},
                 {.id = "inputs", .title = say("Q, K and V"), .tone = Tone::dim, .ys = {}, .dashed = true}},
      .log_x = true,
      .log_y = true};
  for (int tokens = shortest_shown; tokens <= longest_shown; tokens *= 2) {
    Sizes at = sizes;
    at.tokens = tokens;
    const Footprint whole = classic(at);
    const Footprint parts = tiled(at);
    chart.xs.push_back(tokens);
    chart.curves[0].ys.push_back(whole.scores_held * sizes.bytes_per_number);
    chart.curves[1].ys.push_back((parts.scores_held + parts.running_held) * sizes.bytes_per_number);
    chart.curves[2].ys.push_back(whole.inputs_read * sizes.bytes_per_number);
  }
  return chart;
}

}  // namespace

Sheet sizes_sheet(const Sizes& sizes) {
  Prose product = {.id = "product",
                   .lines = {{{shape(sizes, sizes.tokens, sizes.width), Tone::query},
                              {" × "},
                              {shape(sizes, sizes.width, sizes.tokens), Tone::key},
                              {" → "},
                              {shape(sizes, sizes.tokens, sizes.tokens), Tone::score}}},
                   .look = Prose::Look::equation};
  return {finding(sizes),
          {{"sizes", "", {std::move(product), footprint_table(sizes)}},
           {"lengths", say("Against length"), {held_chart(sizes)}}}};
}

}  // namespace lookback::materialise
