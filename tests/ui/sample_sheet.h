#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "app/workspace.h"
#include "studies/sheet.h"
#include "view/nodes.h"

namespace lookback::test {

// Numbers of every sign, the same at every call.
inline Matrix<double> sample_numbers(int rows, int columns) {
  Matrix<double> numbers(rows, columns);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      numbers(row, column) = std::sin(1.0 + 3.0 * row + 1.7 * column);
    }
  }
  return numbers;
}

inline std::vector<std::string> sample_tokens(int count) {
  constexpr const char* words[] = {"the", "cat", "sat", "on", "committee"};
  std::vector<std::string> tokens;
  for (int i = 0; i < count; ++i) {
    tokens.push_back(std::string(words[i % 5]) + " " + std::to_string(i));
  }
  return tokens;
}

inline Section sample_grids(int tokens) {
  Matrix<std::uint8_t> hidden(tokens, tokens);
  Matrix<std::uint8_t> marked(tokens, tokens);
  for (int row = 0; row < tokens; ++row) {
    for (int column = row + 1; column < tokens; ++column) {
      hidden(row, column) = 1;
    }
    marked(row, 0) = row % 2 == 1 ? 1 : 0;
  }
  Matrix<double> weights = sample_numbers(tokens, tokens);
  for (double& weight : weights.elements()) {
    weight = std::abs(weight);
  }
  return {.id = "grids",
          .title = "The same tokens, cached and recomputed",
          .blocks = {
              SheetTable{.id = "edited",
                         .title = "X, the embeddings",
                         .meaning = "One row a token. Every number can be changed.",
                         .tone = Tone::query,
                         .values = sample_numbers(tokens, 4),
                         .rows = sample_tokens(tokens),
                         .editable = true,
                         .minimum = -9,
                         .maximum = 9},
              SheetTable{.id = "leaks",
                         .title = "∂o/∂x",
                         .meaning = "How much output i (row) moves when input j (column) moves.",
                         .tone = Tone::weight,
                         .values = weights,
                         .rows = sample_tokens(tokens),
                         .columns = sample_tokens(tokens),
                         .hidden = hidden,
                         .marked = marked,
                         .pressable = true},
              SheetTable{.id = "difference",
                         .title = "Difference of the outputs",
                         .values = sample_numbers(2, tokens),
                         .rows = {"layer 0", "layer 1"},
                         .columns = sample_tokens(tokens)},
          }};
}

inline Section sample_curves() {
  std::vector<double> xs;
  Curve counted{.id = "counted", .title = "Score dot products, counted", .ys = {}};
  Curve formula{.id = "formula", .title = "n(n+1)/2", .tone = Tone::warning, .ys = {}, .dashed = true};
  Curve guess{.id = "guess", .title = "Your guess", .tone = Tone::value, .ys = {}, .dots = true};
  for (double x = 64; x <= 4096; x *= 2) {
    xs.push_back(x);
    counted.ys.push_back(x > 1024 ? std::numeric_limits<double>::quiet_NaN() : x * (x + 1) / 2);
    formula.ys.push_back(x * (x + 1) / 2);
    guess.ys.push_back(100 * x);
  }
  Chart drawn{.id = "drawn",
              .title = "What will a run cost?",
              .x_title = "tokens",
              .y_title = "dot products",
              .xs = xs,
              .curves = {counted, formula, guess},
              .log_x = true,
              .log_y = true,
              .drawn_input = "guess"};
  Chart plain{
      .id = "plain",
      .title = "Future against self",
      .x_title = "position",
      .y_title = "size of the gradient",
      .xs = {0, 1, 2, 3, 4, 5, 6},
      .curves = {{.id = "self", .title = "self", .tone = Tone::key, .ys = {0, 1, 0.5, 2, 3, -1, 0.2}}}};
  return {.id = "curves", .title = "Cost against length", .blocks = {drawn, plain}};
}

// Every kind of block, in every look.
inline Sheet sample_sheet(int tokens = 5) {
  const Prose introduction{
      .id = "introduction",
      .lines = {{{.text = "Softmax attention with a cache. "},
                 {.text = "Keys and values of earlier tokens are kept; ", .tone = Tone::key},
                 {.text = "nothing before the new token is computed again, because no earlier "
                          "row looks at it."}},
                {{.text = "Two layers, one head.", .tone = Tone::dim}}}};
  const Prose equation{.id = "equation",
                       .lines = {{{.text = "o_t = "},
                                  {.text = "Σ_{i≤t}", .marked = true},
                                  {.text = " softmax(q_t k_iᵀ / √d) v_i", .tone = Tone::output}}},
                       .look = Prose::Look::equation};
  const Prose headline{
      .id = "headline", .lines = {{{.text = "Equal to the last bit"}}}, .look = Prose::Look::headline};
  const SheetTable list{
      .id = "models",
      .title = "What it costs at 131 072 tokens",
      .meaning = "fp16, one sequence.",
      .look = SheetTable::Look::list,
      .values = sample_numbers(3, 6),
      .texts = {"320 KiB", "40 GiB", "1 024", "1.2e12", "yes, in every layer", "0.1", "128 KiB", "16 GiB",
                "512", "3.4e11", "no", "−0.25", "2 MiB", "constant", "64", "1.0e9", "only above the window",
                "12"},
      .rows = {"Llama 3 70B", "Mistral 7B, with its window", "RetNet 6.7B"},
      .columns = {"bytes a token", "cache held", "heads", "FLOPs a token", "grows with length", "ratio"},
      .marked =
          [] {
            Matrix<std::uint8_t> marked(3, 6);
            marked(1, 1) = 1;
            return marked;
          }(),
      .pressable = true};
  Beams beams{.id = "beams",
              .title = "Who uses key 1",
              .meaning = "An arc is as thick as the gradient that comes back along it.",
              .tokens = sample_tokens(tokens),
              .from = tokens > 1 ? 1 : 0,
              .tone = Tone::key,
              .pressable = true};
  for (int i = 0; i < tokens; ++i) {
    beams.weights.push_back(i == 0 ? 0 : 1.0 / (i * i));
  }
  const Buttons buttons{.id = "run_buttons",
                        .buttons = {{.id = "run", .title = "Run"},
                                    {.id = "cancel", .title = "Cancel", .why_not = "Nothing is running."},
                                    {.id = "bug.a", .title = "The mask is shifted by one", .chosen = true},
                                    {.id = "bug.b", .title = "Positions start again at zero in every step"}}};
  return {
      .finding =
          "With two layers and no causality, the cached outputs differ from the recomputed ones by up to "
          "0.31, in layer 1 from step 2 on.",
      .sections = {{.id = "words", .title = "What is computed", .blocks = {introduction, equation, buttons}},
                   sample_grids(tokens),
                   sample_curves(),
                   {.id = "rest", .title = "", .blocks = {headline, beams, list}}}};
}

// A sheet below the start state's toolbar, and below a generation where there is one.
inline view::NodeList sheet_nodes(const Sheet& sheet, bool generation) {
  const app::Workspace workspace;
  view::NodeList nodes;
  view::add_toolbar(nodes, workspace.experiment(), {});
  if (generation) {
    view::add_generation(nodes, workspace.experiment(), workspace.evaluation(), std::nullopt, {});
  }
  view::add_sheet(nodes, sheet, {});
  return nodes;
}

}  // namespace lookback::test
