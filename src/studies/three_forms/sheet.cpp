#include "studies/three_forms/sheet.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "base/utf8.h"
#include "cost/cost.h"
#include "mechanisms/decayed_attention/mechanism.h"
#include "studies/input_tables.h"

namespace lookback::three_forms {
namespace {

constexpr std::size_t longest_short_fraction = 7;
constexpr std::size_t longest_full_fraction = 60;

double set(const Experiment& experiment, std::string_view id) { return parameter_of(experiment, id); }

std::string with_minus(const std::string& text) {
  return text.starts_with('-') ? "−" + text.substr(1) : text;
}

std::string full_fraction(const std::string& fraction) {
  return fraction.size() <= longest_full_fraction
             ? with_minus(fraction)
             : with_minus(fraction.substr(0, longest_full_fraction)) + "… (" +
                   plural("{0} character", "{0} characters", static_cast<std::int64_t>(fraction.size())) +
                   ")";
}

std::string meaning_of(std::size_t form, const Setup& setup, int tokens) {
  if (form == 0) {
    return say("All pairs at once.");
  }
  if (form == 1) {
    return say("One token at a time, through the state. Marked: not the parallel form's number.");
  }
  const int whole = tokens / setup.chunk_size;
  const int rest = tokens % setup.chunk_size;
  const std::string marked = " " + say("Marked: not the parallel form's number.");
  if (whole == 0) {
    return say("one chunk of {0}.", rest) + marked;
  }
  if (whole == 1 && rest == 0) {
    return say("1 chunk of {0}.", setup.chunk_size) + marked;
  }
  const std::string chunks = plural("{0} chunk", "{0} chunks", whole);
  return (rest == 0 ? say("{0} of {1}, a state between them.", chunks, setup.chunk_size)
                    : say("{0} of {1} and one chunk of {2}, a state between them.", chunks, setup.chunk_size,
                          rest)) +
         marked;
}

SheetTable output_table(std::size_t form, const Comparison& comparison, const Setup& setup,
                        const Experiment& experiment) {
  const FormOutput& output = comparison.forms[form];
  SheetTable table = {.id = std::string(form_ids[form]),
                      .title = say(form_titles[form]),
                      .meaning = meaning_of(form, setup, output.values.rows()),
                      .tone = Tone::output,
                      .values = output.values,
                      .rows = {experiment.tokens.begin(), experiment.tokens.begin() + output.values.rows()},
                      .marked = output.differs};
  for (std::size_t n = 0; n < output.exact.size(); ++n) {
    table.texts.push_back(short_fraction(output.exact[n], output.values.elements()[n]));
  }
  return table;
}

SheetTable differences(const Comparison& comparison) {
  SheetTable table = {.id = "differences",
                      .title = say("Greatest difference"),
                      .look = SheetTable::Look::list,
                      .values = Matrix<double>(3, 1),
                      .rows = {},
                      .columns = {say("of any number")}};
  for (std::size_t pair = 0; pair < form_pairs.size(); ++pair) {
    const auto [a, b] = form_pairs[pair];
    const Difference& difference = comparison.pairs[pair];
    table.rows.push_back(say(form_titles[a]) + " − " + say(form_names[b]));
    table.values(static_cast<int>(pair), 0) = difference.most;
    table.texts.push_back(difference.equal           ? say("0: equal")
                          : difference.exact.empty() ? brief(difference.most)
                                                     : full_fraction(difference.exact));
  }
  return table;
}

std::vector<std::string> said_titles() {
  std::vector<std::string> said;
  for (const std::string_view title : form_titles) {
    said.push_back(say(title));
  }
  return said;
}

// The newest token's output, in full.
SheetTable fractions(const Comparison& comparison) {
  const int tokens = comparison.forms[0].values.rows();
  const int width = comparison.forms[0].values.columns();
  SheetTable table = {.id = "fractions",
                      .title = say("The newest token's output, in full"),
                      .look = SheetTable::Look::list,
                      .values = Matrix<double>(width, 3)};
  for (int c = 0; c < width; ++c) {
    table.rows.push_back("o[" + std::to_string(c) + "]");
    for (std::size_t form = 0; form < form_count; ++form) {
      const FormOutput& output = comparison.forms[form];
      table.values(c, static_cast<int>(form)) = output.values(tokens - 1, c);
      table.texts.push_back(full_fraction(output.exact[static_cast<std::size_t>((tokens - 1) * width + c)]));
    }
  }
  table.columns = said_titles();
  return table;
}

SheetTable costs(const Comparison& comparison) {
  constexpr std::array<std::string_view, 5> shown = {"mul", "mac", "sequential_depth", "scores_held",
                                                     "state_held"};
  SheetTable table = {
      .id = "costs",
      .title = say("What each form costs"),
      .meaning = say("Counted while the right forms run, without normalisations. A multiply–add is "
                     "one of the multiplications too."),
      .look = SheetTable::Look::list,
      .values = Matrix<double>(3, shown.size()),
      .rows = said_titles()};
  for (std::size_t form = 0; form < form_count; ++form) {
    for (std::size_t n = 0; n < shown.size(); ++n) {
      const CostField& field = *std::ranges::find(cost_fields, shown[n], &CostField::id);
      const std::int64_t count = comparison.costs[form].*field.count;
      table.values(static_cast<int>(form), static_cast<int>(n)) = static_cast<double>(count);
      table.texts.push_back(grouped(count));
      if (form == 0) {
        table.columns.push_back(field.id == "state_held" ? say("State held, numbers") : say(field.label));
      }
    }
  }
  return table;
}

// The forms' names as the first column of their equations, and nothing where a line goes on.
std::string in_first_column(const std::string& name) {
  constexpr std::size_t gap = 3;
  std::size_t longest = 0;
  for (const std::string_view other : form_names) {
    longest = std::max(longest, static_cast<std::size_t>(character_count(say(other))));
  }
  return name + std::string(longest + gap - static_cast<std::size_t>(character_count(name)), ' ');
}

Prose equations(const Setup& setup) {
  const Slips& slips = setup.slips;
  return {.id = "equations",
          .lines = {{{.text = in_first_column(say(form_names[0])) + "O = (QKᵀ ⊙ D) V,  D_ij = γ^(i−j)"}},
                    {{.text = in_first_column(say(form_names[1])) +
                              "S_t = γ S_{t−1} + k_tᵀ v_t,  o_t = q_t S_t"}},
                    {{.text = in_first_column(say(form_names[2])) + "O = (QKᵀ ⊙ D) V + "},
                     {.text = slips.later_state ? "(Q R_i)" : "(Q R_{i−1})",
                      .tone = slips.later_state ? Tone::warning : Tone::plain,
                      .marked = slips.later_state},
                     {.text = " ⊙ ξ,  R_i = γ^B R_{i−1} + Kᵀ "},
                     {.text = slips.zeta_missing ? "V" : "(V ⊙ ζ)",
                      .tone = slips.zeta_missing ? Tone::warning : Tone::plain,
                      .marked = slips.zeta_missing}},
                    {{.text = in_first_column("") + "ξ_a = γ^(a+1),  ζ_a = γ^(B−1−a),  " +
                              say("a from 0 in a chunk of B")}}},
          .look = Prose::Look::equation};
}

}  // namespace

std::string short_fraction(const std::string& fraction, double nearest) {
  return fraction.size() <= longest_short_fraction ? with_minus(fraction) : "≈ " + brief(nearest);
}

std::string refusal(const Experiment& experiment) {
  if (experiment.mechanism != decayed_attention::mechanism.id) {
    return say(
        "The three forms are those of decayed attention: a link to this study must name that mechanism.");
  }
  if (experiment.position == 0) {
    return say("No token has arrived yet. Step, and the three forms compute its output.");
  }
  if (const Refusal why =
          lookback::refusal(mechanism_of(experiment), setting_of(experiment, Mask::causal()))) {
    return say(*why);
  }
  return system_of(experiment) == NumberSystem::exact
             ? exact_refusal(arrived(experiment), setup_of(experiment))
             : "";
}

NumberSystem system_of(const Experiment& experiment) {
  return static_cast<NumberSystem>(static_cast<int>(set(experiment, number_system)));
}

Setup setup_of(const Experiment& experiment) {
  const int equation = static_cast<int>(set(experiment, chunk_equation));
  Setup setup;
  setup.parameters = experiment.parameters;
  setup.chunk_size = static_cast<int>(set(experiment, chunk_length));
  setup.slips = {.zeta_missing = equation == 1 || equation == 3, .later_state = equation >= 2};
  if (set(experiment, official) == 0) {
    return setup;
  }
  setup.scale_on = static_cast<ScaleOn>(static_cast<int>(set(experiment, score_scale)));
  setup.normalisations = {.decay_root = set(experiment, decay_root) != 0,
                          .row_clamp = set(experiment, row_clamp) != 0,
                          .state_root = set(experiment, state_root) != 0};
  if (const double norm = set(experiment, norm_after); norm != 0) {
    setup.norm_epsilon = norm == 1 ? 0 : 1e-6;
  }
  return setup;
}

HeadInputs<double> arrived(const Experiment& experiment) {
  const int tokens = experiment.position;
  return {
      experiment.inputs.q.top(tokens), experiment.inputs.k.top(tokens), experiment.inputs.v.top(tokens), {}};
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* /*work*/) {
  Sheet sheet = {.finding = refusal(experiment)};
  if (sheet.finding.empty()) {
    const Setup setup = setup_of(experiment);
    const NumberSystem system = system_of(experiment);
    const HeadInputs<double> inputs = arrived(experiment);
    const Comparison comparison = compare(inputs, setup, system);
    sheet.finding = finding(comparison, system, setup, inputs);
    Section forms = {.id = "forms"};
    for (std::size_t form = 0; form < form_count; ++form) {
      forms.blocks.emplace_back(output_table(form, comparison, setup, experiment));
    }
    Section equality = {.id = "equality", .blocks = {differences(comparison), costs(comparison)}};
    if (system == NumberSystem::exact) {
      equality.blocks.insert(equality.blocks.begin() + 1, fractions(comparison));
    }
    sheet.sections = {std::move(forms), std::move(equality)};
    sheet.sections.push_back({.id = "how", .blocks = {equations(setup)}});
  } else if (system_of(experiment) == NumberSystem::exact && experiment.position > 0 &&
             experiment.mechanism == decayed_attention::mechanism.id) {
    sheet.sections.push_back({.id = "instead",
                              .blocks = {Buttons{.id = "systems",
                                                 .buttons = {{.id = std::string(in_double_button),
                                                              .title = say("Compute in double")}}}}});
  }
  sheet.sections.push_back(input_tables(experiment, say("The numbers")));
  return sheet;
}

}  // namespace lookback::three_forms
