#include "studies/future_gradients/sheet.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "studies/input_tables.h"
#include "tensor/difference.h"

namespace lookback::future_gradients {
namespace {

Tone tone_of(By by) { return by == By::keys ? Tone::key : Tone::value; }

std::string letter(By by) { return by == By::keys ? "k" : "v"; }

// "k₂ sat"
std::vector<std::string> labels(const Experiment& experiment, std::string_view letter, int tokens) {
  std::vector<std::string> result;
  for (int i = 0; i < tokens; ++i) {
    result.push_back(std::string(letter) + subscript(i) + " " +
                     experiment.tokens[static_cast<std::size_t>(i)]);
  }
  return result;
}

std::vector<std::string> first(const std::vector<std::string>& tokens, int count) {
  return {tokens.begin(), tokens.begin() + count};
}

Matrix<std::uint8_t> hidden_pairs(const LossHead& head) {
  Matrix<std::uint8_t> hidden(head.tokens(), head.tokens());
  for (int i = 0; i < head.tokens(); ++i) {
    for (int j = 0; j < head.tokens(); ++j) {
      hidden(i, j) = head.visible(i, j) ? 0 : 1;
    }
  }
  return hidden;
}

Beams readers(const View& view, const Experiment& experiment) {
  const Matrix<double>& sizes = view.by == By::keys ? view.lengths.by_key : view.lengths.by_value;
  Beams beams = {
      .id = std::string(beams_id),
      .title = say("From {0} to the queries that use it", letter(view.by) + subscript(view.key)),
      .meaning = say("The wider an arc, the longer what that query adds to the gradient. Press a token "
                     "to take its gradient apart."),
      .tokens = first(experiment.tokens, view.head.tokens()),
      .from = view.key,
      .tone = tone_of(view.by),
      .pressable = true};
  for (int i = 0; i < view.head.tokens(); ++i) {
    beams.weights.push_back(sizes(i, view.key));
  }
  return beams;
}

SheetTable contributions(const View& view, const Experiment& experiment) {
  const int tokens = view.head.tokens();
  Matrix<std::uint8_t> marked(tokens, tokens);
  for (int i = 0; i < tokens; ++i) {
    marked(i, view.key) = 1;
  }
  const bool keys = view.by == By::keys;
  return {.id = "contributions",
          .title = say("What each query adds: {0}", keys ? "|σ dS q|" : "|p dO|"),
          .meaning =
              say("Row i, column j: the length of what query i adds to the gradient by {0}. The diagonal is "
                  "each one's own. Press a column to take that gradient apart.",
                  letter(view.by) + "ⱼ"),
          .tone = tone_of(view.by),
          .values = keys ? view.lengths.by_key : view.lengths.by_value,
          .rows = labels(experiment, "q", tokens),
          .columns = labels(experiment, letter(view.by), tokens),
          .hidden = hidden_pairs(view.head),
          .marked = std::move(marked),
          .pressable = true};
}

// A row of the table by key: counts, lengths and their ratio.
void add_line(SheetTable& table, int row, const Terms& terms, const Parts& parts, double zero, bool earlier) {
  std::vector<double> numbers = {static_cast<double>(terms.own), static_cast<double>(terms.later), parts.own,
                                 parts.later, ratio(parts, zero)};
  if (earlier) {
    numbers.insert(numbers.begin() + 2, static_cast<double>(terms.earlier));
    numbers.insert(numbers.begin() + 5, parts.earlier);
  }
  int column = 0;
  for (const double number : numbers) {
    table.hidden(row, column) = std::isfinite(number) ? 0 : 1;
    table.texts.push_back(std::isfinite(number) ? brief(number) : "–");
    table.values(row, column++) = number;
  }
}

SheetTable by_key(const View& view, const Experiment& experiment) {
  const int tokens = view.head.tokens();
  const Terms sum = all_terms(view.head);
  const bool earlier = sum.earlier > 0;
  SheetTable table = {
      .id = "parts",
      .title = say("Own and later, by count and by length"),
      .look = SheetTable::Look::list,
      .tone = tone_of(view.by),
      .values = Matrix<double>(tokens + 1, earlier ? 7 : 5),
      .rows = labels(experiment, letter(view.by), tokens),
      .columns = {say("own terms"), say("later terms"), say("|own|"), say("|later|"), say("later ÷ own")}};
  if (earlier) {
    table.columns.insert(table.columns.begin() + 2, say("earlier terms"));
    table.columns.insert(table.columns.begin() + 5, say("|earlier|"));
  }
  table.hidden = Matrix<std::uint8_t>(table.values.rows(), table.values.columns());
  table.meaning =
      say("Terms are queries that carry a loss and see the key. Causal, with a loss everywhere, a key "
          "has (N − 1)/2 = {0} later ones on average; here {1}.",
          brief((tokens - 1) / 2.0), brief(static_cast<double>(sum.later) / tokens));
  const double zero = rounding(view.head, view.by);
  for (int j = 0; j < tokens; ++j) {
    add_line(table, j, terms_of(view.head, j), parts_of(view.parts, view.by, j), zero, earlier);
  }
  add_line(table, tokens, sum, all_parts(view.parts, view.by), zero, earlier);
  table.rows.push_back(say("sum"));
  return table;
}

// Later against own over the first N tokens, for N = 1, 2, …: counted, measured, and as formulas say.
Chart over_length(const View& view) {
  Chart chart = {.id = "growth",
                 .title = say("Later against own, over the first N tokens"),
                 .x_title = say("tokens N"),
                 .y_title = say("later ÷ own"),
                 .curves = {{.id = "count", .title = say("terms, counted"), .tone = Tone::accent},
                            {.id = "length", .title = say("lengths, measured"), .tone = tone_of(view.by)},
                            {.id = "count_formula",
                             .title = say("terms, causal: (N − 1)/2"),
                             .tone = Tone::accent,
                             .dashed = true},
                            {.id = "uniform_formula",
                             .title = say("lengths of dV, equal weights: (N − H_N)/H_N"),
                             .tone = Tone::value,
                             .dashed = true}}};
  const std::vector<Parts> measured = parts_by_length(view.head, view.by);
  double harmonic = 0;
  for (int n = 1; n <= view.head.tokens(); ++n) {
    const LossHead head = first_tokens(view.head, n);
    const Terms terms = all_terms(head);
    harmonic += 1.0 / n;
    chart.xs.push_back(n);
    chart.curves[0].ys.push_back(terms.own > 0 ? static_cast<double>(terms.later) / terms.own : NAN);
    chart.curves[1].ys.push_back(ratio(measured[static_cast<std::size_t>(n - 1)], rounding(head, view.by)));
    chart.curves[2].ys.push_back((n - 1) / 2.0);
    chart.curves[3].ys.push_back((n - harmonic) / harmonic);
  }
  return chart;
}

// What is zero under the self-only mask, beside what is not.
SheetTable largest_entries(const View& view) {
  SheetTable table = {
      .id = "entries",
      .title = say("Largest entry of each gradient"),
      .meaning = say("Where every query sees its own key alone, the output is the values and no "
                     "gradient reaches queries and keys."),
      .look = SheetTable::Look::list,
      .columns = {say("largest")}};
  const Gradients& d = view.parts.whole;
  Matrix<double> apart = view.output;
  for (std::size_t n = 0; n < apart.elements().size(); ++n) {
    apart.elements()[n] -= view.head.inputs.v.elements()[n];
  }
  std::vector<double> sizes = {greatest_magnitude(apart), greatest_magnitude(d.q), greatest_magnitude(d.k),
                               greatest_magnitude(d.v)};
  table.rows = {view.projections ? "O − X W_Vᵀ" : "O − V", "dQ", "dK", "dV"};
  if (view.projections) {
    const Gradients by_weights = weight_gradients(*view.projections, d);
    for (const Matrix<double>* one : {&by_weights.q, &by_weights.k, &by_weights.v}) {
      sizes.push_back(greatest_magnitude(*one));
    }
    table.rows.insert(table.rows.end(), {"dW_Q", "dW_K", "dW_V"});
  }
  table.values = Matrix<double>(static_cast<int>(sizes.size()), 1);
  std::ranges::copy(sizes, table.values.elements().begin());
  return table;
}

SheetTable weights(const View& view, const Experiment& experiment) {
  const int tokens = view.head.tokens();
  return {.id = std::string(weights_table),
          .title = say("Weights"),
          .meaning = say("Who looks at whom. Press a pair to hide or show it."),
          .tone = Tone::weight,
          .values = view.weights,
          .rows = labels(experiment, "q", tokens),
          .columns = labels(experiment, "k", tokens),
          .hidden = hidden_pairs(view.head),
          .pressable = true};
}

SheetTable table_of(const InputSpec& spec, const Experiment& experiment, Tone tone) {
  SheetTable table = {.id = std::string(spec.id),
                      .title = say(spec.title),
                      .meaning = say(spec.meaning),
                      .tone = tone,
                      .values = input_of(experiment, spec),
                      .editable = true,
                      .minimum = spec.minimum,
                      .maximum = spec.maximum};
  if (spec.columns == Size::tokens) {
    table.columns = experiment.tokens;
  }
  if (spec.rows == Size::tokens) {
    table.rows = experiment.tokens;
  } else if (spec.rows == Size::one) {
    table.rows = {""};
  }
  return table;
}

Section loss_section(const Experiment& experiment) {
  SheetTable loss = table_of(inputs[0], experiment, Tone::warning);
  loss.meaning = say("Press a position to put a loss on it, or to take it away: dO = loss · g.");
  loss.editable = false;
  loss.pressable = true;
  return {
      .id = "loss_section",
      .title = say("Where the loss is"),
      .blocks = {loss, table_of(inputs[1], experiment, Tone::warning),
                 Buttons{.id = "changes",
                         .buttons = {
                             {.id = std::string(own_keys_button),
                              .title = say("Hide own keys"),
                              .chosen = own_keys_hidden(experiment)},
                             {.id = std::string(loss_last_button), .title = say("Loss on the last")},
                             {.id = std::string(loss_everywhere_button), .title = say("Loss everywhere")}}}}};
}

Section numbers_section(const View& view, const Experiment& experiment) {
  if (!view.projections) {
    return input_tables(experiment, say("The numbers"));
  }
  Section section = {.id = "numbers", .title = say("The numbers")};
  constexpr Tone tones[] = {Tone::plain, Tone::query, Tone::key, Tone::value};
  for (std::size_t n = 0; n < 4; ++n) {
    section.blocks.emplace_back(table_of(inputs[n + 2], experiment, tones[n]));
  }
  return section;
}

}  // namespace

bool own_keys_hidden(const Experiment& experiment) {
  for (int i = 0; i < experiment.token_count(); ++i) {
    if (experiment.mask.visible(i, i)) {
      return false;
    }
  }
  return true;
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* /*work*/) {
  const View view = view_of(experiment);
  Sheet sheet = {.finding = finding(view)};
  if (view.head.tokens() > 0) {
    sheet.sections = {
        {.id = "users", .blocks = {readers(view, experiment), contributions(view, experiment)}},
        {.id = "sizes", .blocks = {by_key(view, experiment), over_length(view)}},
    };
  }
  sheet.sections.push_back(loss_section(experiment));
  if (view.head.tokens() > 0) {
    sheet.sections.push_back({.id = "masked", .blocks = {weights(view, experiment), largest_entries(view)}});
  }
  sheet.sections.push_back(numbers_section(view, experiment));
  return sheet;
}

}  // namespace lookback::future_gradients
