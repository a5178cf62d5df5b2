#include <algorithm>
#include <cmath>
#include <limits>

#include "base/format.h"
#include "base/say.h"
#include "cost/amount_text.h"
#include "studies/at_scale/asked.h"

namespace lookback::at_scale {
namespace {

constexpr double giga = 1e9;
constexpr double not_there = std::numeric_limits<double>::quiet_NaN();

std::optional<double> counted(const Asked& asked, double tokens, std::size_t convention) {
  return flops_per_token(asked.model.shape, tokens, static_cast<Convention>(convention));
}

std::string operations_finding(const Asked& asked) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (std::size_t i = 0; i < conventions.size(); ++i) {
    const std::optional<double> flops = counted(asked, asked.context_tokens, i);
    if (flops && !conventions[i].attention_alone) {
      least = std::min(least, *flops);
      most = std::max(most, *flops);
    }
  }
  const auto chosen = static_cast<std::size_t>(asked.convention);
  const std::optional<double> flops = counted(asked, asked.context_tokens, chosen);
  const std::string model = name_of(asked.model);
  const std::string convention = say(conventions[chosen].title);
  const std::string text =
      flops ? say("Counted as “{0}”, a token of {1} in a pass over {2} tokens costs {3} G.", convention,
                  model, amount_text(asked.context_tokens), amount_text(*flops / giga))
            : say("“{0}” counts a square of scores, which {1} does not have.", convention, model);
  return text + " " +
         say("The conventions that count the whole token lie a factor of {0} apart.", brief(most / least));
}

SheetTable conventions_table(const Asked& asked) {
  const int count = static_cast<int>(conventions.size());
  SheetTable table = {
      .id = "conventions",
      .title = say("One token, counted by seven conventions"),
      .meaning = say("N: all weights. L layers, H heads, d their width, T tokens of context. Press "
                     "a row to draw it."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(count, 4),
      .columns = {say("G a token"), say("of 2 × multiply–adds"), say("Formula"), say("Counts")},
      .hidden = Matrix<std::uint8_t>(count, 4),
      .marked = Matrix<std::uint8_t>(count, 4),
      .pressable = true};
  const double exact =
      *counted(asked, asked.context_tokens, static_cast<std::size_t>(Convention::twice_macs));
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const std::optional<double> flops = counted(asked, asked.context_tokens, place);
    const ConventionSpec& spec = conventions[place];
    table.rows.push_back(say(spec.title));
    table.values(i, 0) = flops.value_or(0) / giga;
    table.values(i, 1) = flops.value_or(0) / exact;
    table.texts.push_back(flops ? amount_text(*flops / giga) : "–");
    table.texts.push_back(flops ? brief(*flops / exact) : "–");
    table.texts.push_back(say(spec.formula));
    table.texts.push_back(say(spec.counts));
    for (int column = 0; column < table.values.columns(); ++column) {
      table.hidden(i, column) = !flops && column < 2 ? 1 : 0;
      table.marked(i, column) = place == static_cast<std::size_t>(asked.convention) ? 1 : 0;
    }
  }
  return table;
}

Chart conventions_chart(const Asked& asked) {
  Chart chart = {.id = "conventions.chart",
                 .title = say("Operations of one token against the length of its pass"),
                 .x_title = say("tokens of context"),
                 .y_title = say("operations a token, G"),
                 .xs = chart_lengths(),
                 .curves = {},
                 .log_x = true,
                 .log_y = true};
  for (std::size_t i = 0; i < conventions.size(); ++i) {
    const bool chosen = i == static_cast<std::size_t>(asked.convention);
    if (!counted(asked, 1, i)) {
      continue;
    }
    Curve curve = {.id = "convention" + std::to_string(i),
                   .title = say(conventions[i].title),
                   .tone = chosen ? Tone::accent : Tone::dim,
                   .ys = {},
                   .dashed = !chosen};
    for (const double tokens : chart.xs) {
      const std::optional<double> flops = counted(asked, tokens, i);
      curve.ys.push_back(flops ? *flops / giga : not_there);
    }
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

// The batch that was set, and others to compare with.
SheetTable decode_table(const Asked& asked) {
  std::vector<double> batches = {1, 8, 64, 512, asked.batch};
  std::ranges::sort(batches);
  batches.erase(std::ranges::unique(batches).begin(), batches.end());
  const int count = static_cast<int>(batches.size());
  SheetTable table = {.id = "decode",
                      .title = say("One decode step at this length, by batch"),
                      .meaning = say("Weights are read once for all sequences, what is held once for each. 2 "
                                     "operations a multiply–add."),
                      .look = SheetTable::Look::list,
                      .tone = Tone::plain,
                      .values = Matrix<double>(count, 4),
                      .columns = {say("G operations"), say("Weights read, GB"),
                                  say("Cache or state moved, GB"), say("Operations a byte")},
                      .marked = Matrix<std::uint8_t>(count, 4)};
  for (int i = 0; i < count; ++i) {
    const double batch = batches[static_cast<std::size_t>(i)];
    const DecodeStep step =
        decode_step(asked.model.shape, asked.context_tokens, batch, asked.bytes_per_number);
    const std::array<double, 4> row = {step.flops / giga, step.weight_bytes / giga, step.held_bytes / giga,
                                       step.flops_per_byte};
    std::ranges::copy(row, table.values.row(i).begin());
    table.rows.push_back(say("batch {0}", amount_text(batch)));
    for (const double number : row) {
      table.texts.push_back(amount_text(number));
    }
    std::ranges::fill(table.marked.row(i), batch == asked.batch ? 1 : 0);
  }
  return table;
}

}  // namespace

Sheet operations_sheet(const Asked& asked) {
  return {operations_finding(asked),
          {{"conventions", say("Why people disagree"), {conventions_table(asked), conventions_chart(asked)}},
           {"decode", say("Arithmetic intensity"), {decode_table(asked)}}}};
}

}  // namespace lookback::at_scale
