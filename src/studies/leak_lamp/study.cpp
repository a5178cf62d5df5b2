#include "studies/leak_lamp/study.h"

#include <array>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "studies/lamp_text.h"
#include "studies/leak_lamp/lamp.h"

namespace lookback::leak_lamp {
namespace {

constexpr std::array<ParameterSpec, 2> parameters = {{
    {"lamp_output", "Output oᵢ"_said, 0, largest_tokens - 1, 0,
     "Which output the small table is about."_said},
    {"lamp_token", "Token xⱼ"_said, 0, largest_tokens - 1, 0, "Which token the small table is about."_said},
}};

int chosen(const Experiment& experiment, std::string_view id) {
  return static_cast<int>(parameter_of(experiment, id));
}

SheetTable lamp(const Experiment& experiment, const Jacobian& jacobian) {
  const int tokens = jacobian.tokens();
  SheetTable table = {
      .id = "lamp",
      .title = "∂oᵢ/∂xⱼ",
      .meaning = say("Rows are outputs oᵢ, columns are tokens xⱼ: the largest magnitude in the block "
                     "of derivatives. What is not 0 above the diagonal leaks."),
      .tone = Tone::score,
      .values = Matrix<double>(tokens, tokens),
      .rows = numbered_tokens(experiment, tokens),
      .columns = numbered_tokens(experiment, tokens),
      .hidden = Matrix<std::uint8_t>(tokens, tokens),
      .marked = Matrix<std::uint8_t>(tokens, tokens),
      .pressable = true};
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j < tokens; ++j) {
      if (!jacobian.knows(j)) {
        table.hidden(i, j) = 1;
        table.texts.emplace_back("…");
        continue;
      }
      table.values(i, j) = jacobian.largest(i, j);
      table.texts.push_back(size_text(table.values(i, j)));
      table.marked(i, j) = j > i && table.values(i, j) != 0 ? 1 : 0;
    }
  }
  return table;
}

Prose cost_of_it(const Jacobian& jacobian) {
  const std::string numbers = plural("{0} number", "{0} numbers", jacobian.passes());
  return {.id = "lamp_work",
          .lines = {{{jacobian.done() ? say("The tokens bring {0}: a pass in dual numbers for each.", numbers)
                                      : say("{0} of {1} tried, a pass in dual numbers for each.",
                                            jacobian.passed(), numbers),
                      Tone::dim}}}};
}

// What the block of one cell says, and the block.
struct Largest {
  int channel = 0;
  int number = 0;
};
Largest largest_in(const Matrix<double>& block) {
  Largest at;
  for (int c = 0; c < block.rows(); ++c) {
    for (int n = 0; n < block.columns(); ++n) {
      if (std::abs(block(c, n)) > std::abs(block(at.channel, at.number))) {
        at = {c, n};
      }
    }
  }
  return at;
}

std::string block_text(const Jacobian& jacobian, const Matrix<double>& block, int i, int j) {
  const std::string o = "o" + subscript(i);
  const std::string x = "x" + subscript(j);
  const double size = jacobian.largest(i, j);
  if (size == 0) {
    return say("{0} does not feel {1}: all {2} derivatives are exactly 0.", o, x,
               block.rows() * block.columns());
  }
  if (std::isnan(size)) {
    return say("Numbers outgrew what a double holds here, so {0} has no derivative by {1}.", o, x);
  }
  const Largest at = largest_in(block);
  return (j > i ? say("{0} feels {1}, a later token.", o, x) : say("{0} feels {1}.", o, x)) + " " +
         say("The most: {0}[{1}] moves by {2} for each 1 that {3} of token {4} moves.", o, at.channel,
             brief(block(at.channel, at.number)),
             jacobian.brought(j)[static_cast<std::size_t>(at.number)].name, j);
}

std::vector<Block> pressed_block(const Experiment& experiment, const Jacobian& jacobian) {
  const int i = chosen(experiment, "lamp_output");
  const int j = chosen(experiment, "lamp_token");
  const auto said = [](std::string text) {
    return Prose{.id = "block_text", .lines = {{{std::move(text)}}}};
  };
  if (i >= jacobian.tokens() || j >= jacobian.tokens()) {
    const std::string missing = i >= jacobian.tokens() ? "o" + subscript(i) : "x" + subscript(j);
    return {said(say("There is no {0}: {1} arrived, counted from 0. Press a cell.", missing,
                     plural("{0} token", "{0} tokens", jacobian.tokens())))};
  }
  if (!jacobian.knows(j)) {
    return {said(say("Token {0} is not tried yet.", j))};
  }
  const Matrix<double> block = jacobian.block(i, j);
  SheetTable table = {
      .id = "block",
      .title = "∂o" + subscript(i) + "/∂x" + subscript(j),
      .meaning = say("Rows are the numbers of the output, columns those that the token brings."),
      .tone = Tone::score,
      .values = block};
  for (int c = 0; c < block.rows(); ++c) {
    table.rows.push_back("o[" + std::to_string(c) + "]");
  }
  for (const Brought& number : jacobian.brought(j)) {
    table.columns.push_back(number.name);
  }
  return {said(block_text(jacobian, block, i, j)), table};
}

std::string no_pass(const Experiment& experiment) {
  return say("The form {0} does not run in dual numbers, so it has no lamp.", say(form_of(experiment).title));
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* work) {
  if (form_of(experiment).pass.in_dual == nullptr) {
    return {.finding = no_pass(experiment)};
  }
  const auto* done = static_cast<const LampWork*>(work);
  if (done == nullptr || done->jacobian().tokens() == 0) {
    return {.finding = finding(done == nullptr ? Jacobian({}, {}) : done->jacobian())};
  }
  const Jacobian& jacobian = done->jacobian();
  return {.finding = finding(jacobian),
          .sections = {{.id = "lamp_section",
                        .title = say("Who feels whom"),
                        .blocks = {lamp(experiment, jacobian), cost_of_it(jacobian)}},
                       {.id = "block_section",
                        .title = say("One cell of it"),
                        .blocks = pressed_block(experiment, jacobian)}}};
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  const Expected<Experiment> row =
      apply(experiment, SetParameter{"lamp_output", static_cast<double>(press.row)});
  return row ? apply(*row, SetParameter{"lamp_token", static_cast<double>(press.column)}) : row;
}

std::unique_ptr<Work> work(const Experiment& experiment) {
  return form_of(experiment).pass.in_dual == nullptr ? nullptr : std::make_unique<LampWork>(experiment);
}

}  // namespace

const Study study = {
    {
        .id = "leak_lamp",
        .title = "Leak lamp"_said,
        .question = "Which outputs feel which tokens, and does one feel a token that comes later?"_said,
        .shelf = Shelf::leaks,
        .start = "mechanism=softmax_attention&form=materialised&mask=causal&lamp_output=3&lamp_token=1",
        .parameters = parameters,
        .settings = {.mechanism = true, .form = true, .parameters = true, .mask = true, .generation = true},
    },
    sheet,
    press,
    work,
    true,
};

}  // namespace lookback::leak_lamp
