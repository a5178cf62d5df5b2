#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "cost/amount_text.h"
#include "studies/at_scale/asked.h"

namespace lookback::at_scale {
namespace {

constexpr double gib = 1024.0 * 1024 * 1024;
constexpr double gb = 1e9;

// Beside the chosen model, one of each kind: all heads kept, few kept, a window, a state, a smaller state.
constexpr std::array<std::string_view, 5> compared = {"Llama 2 7B", "Llama 3 70B", "Mistral 7B",
                                                      "RetNet 6.7B", "RWKV-4 14B"};

std::string both(double bytes) {
  return byte_text(bytes, BytePrefix::binary) + " = " + byte_text(bytes, BytePrefix::decimal);
}

std::string memory_finding(const Asked& asked) {
  const ModelShape& shape = asked.model.shape;
  const double one = held_bytes(shape, asked.context_tokens, asked.bytes_per_number);
  const std::string tokens = amount_text(asked.context_tokens);
  const std::string token =
      byte_text(kv_cache_bytes_per_token(shape, asked.bytes_per_number), BytePrefix::binary);
  const auto said = [&](std::string_view alone, std::string_view batched) {
    return say(asked.batch > 1 ? batched : alone,
               {name_of(asked.model), both(one), tokens, amount_text(asked.batch), both(one * asked.batch),
                token, amount_text(shape.window)});
  };
  if (shape.mixer != TokenMixer::attention) {
    return said("{0} holds {1}, at {2} tokens as at any length."_said,
                "{0} holds {1}, at {2} tokens as at any length; {3} sequences hold {4}."_said);
  }
  if (shape.window > 0 && asked.context_tokens > shape.window) {
    return said(
        "{0} keeps {5} a token: {1} at {2} tokens, no more than its window of {6} keeps."_said,
        "{0} keeps {5} a token: {1} at {2} tokens, no more than its window of {6} keeps; {3} sequences hold "
        "{4}."_said);
  }
  if (asked.context_tokens == 1) {
    return said("{0} keeps {5} a token: {1} at {2} token."_said,
                "{0} keeps {5} a token: {1} at {2} token; {3} sequences hold {4}."_said);
  }
  return said("{0} keeps {5} a token: {1} at {2} tokens."_said,
              "{0} keeps {5} a token: {1} at {2} tokens; {3} sequences hold {4}."_said);
}

Chart held_chart(const Asked& asked) {
  Chart chart = {.id = "held.chart",
                 .title = say("Bytes held for one sequence"),
                 .x_title = say("tokens of context"),
                 .y_title = say("bytes"),
                 .xs = chart_lengths(),
                 .curves = {},
                 .log_x = true,
                 .log_y = true};
  const auto add = [&](const ModelShape& shape, std::string id, std::string title, bool chosen) {
    Curve curve = {.id = std::move(id),
                   .title = std::move(title),
                   .tone = chosen ? Tone::accent : Tone::dim,
                   .ys = {},
                   .dashed = !chosen};
    for (const double tokens : chart.xs) {
      curve.ys.push_back(held_bytes(shape, tokens, asked.bytes_per_number));
    }
    chart.curves.push_back(std::move(curve));
  };
  add(asked.model.shape, "chosen", name_of(asked.model), true);
  for (std::size_t i = 0; i < compared.size(); ++i) {
    if (compared[i] != asked.model.shape.title || asked.model.changed()) {
      add(*std::ranges::find(published_shapes, compared[i], &ModelShape::title),
          "compared" + std::to_string(i), std::string(compared[i]), false);
    }
  }
  return chart;
}

// "128K" is 128 000 tokens to some and 131 072 to others, and "GB" 10⁹ bytes or 2³⁰.
SheetTable lengths_table(const Asked& asked) {
  struct Length {
    std::string title;
    double tokens;
  };
  std::vector<Length> lengths = {{say("set above"), asked.context_tokens}};
  for (const int thousands : {1, 8, 32, 128}) {
    lengths.push_back({std::to_string(thousands) + "K", thousands * asked.kilo});
  }
  lengths.push_back({"1M", asked.kilo * asked.kilo});
  SheetTable table = {
      .id = "held",
      .title = asked.batch > 1 ? say("Held by {0} sequences", amount_text(asked.batch))
                               : say("Held by one sequence"),
      .meaning =
          say("1 GiB is 1024³ bytes, 1 GB is 1000³: 7.4 % less. Say which, and what a K of tokens is."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(static_cast<int>(lengths.size()), 3),
      .columns = {say("Tokens"), say("GiB"), say("GB")}};
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double bytes =
        asked.batch * held_bytes(asked.model.shape, lengths[i].tokens, asked.bytes_per_number);
    const std::array<double, 3> row = {lengths[i].tokens, bytes / gib, bytes / gb};
    std::ranges::copy(row, table.values.row(static_cast<int>(i)).begin());
    table.rows.push_back(lengths[i].title);
    for (const double number : row) {
      table.texts.push_back(amount_text(number));
    }
  }
  return table;
}

}  // namespace

Sheet memory_sheet(const Asked& asked) {
  return {memory_finding(asked),
          {{"memory", say("Against length"), {held_chart(asked)}},
           {"lengths", say("Lengths that people name"), {lengths_table(asked)}}}};
}

}  // namespace lookback::at_scale
