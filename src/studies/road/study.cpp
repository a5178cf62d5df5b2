#include "studies/road/study.h"

#include <array>
#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "experiment/generation.h"
#include "studies/input_tables.h"
#include "studies/road/fractions.h"
#include "studies/road/kept.h"
#include "studies/road/stops.h"

namespace lookback::road {
namespace {

bool at_decay(const Parameters& chosen) {
  const auto stop = chosen.find(stop_id);
  return stop != chosen.end() && (stop->second == 5 || stop->second == 6);
}
bool at_retention(const Parameters& chosen) {
  const auto stop = chosen.find(stop_id);
  return stop != chosen.end() && stop->second == 7;
}

constexpr std::array<ParameterSpec, 3> parameters = {{
    {.id = stop_id,
     .label = "Stop"_said,
     .maximum = last_stop,
     .meaning = "How far along the road from softmax attention to retention."_said,
     .stops = stop_names},
    {.id = decay_id,
     .label = "Decay γ"_said,
     .initial = 0.9,
     .meaning = "What is left of the state after one token: 1 keeps all, 0 nothing."_said,
     .step = 0.01,
     .read = at_decay},
    {.id = head_id,
     .label = "Head h"_said,
     .maximum = 7,
     .meaning = "Which head's decay: γ_h = 1 − 2^(−5−h), so that later heads remember for longer."_said,
     .read = at_retention},
}};

// "a |b| c": what stands between the bars is marked.
std::vector<Run> runs_of(std::string_view text) {
  std::vector<Run> runs;
  bool marked = false;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t bar = std::min(text.find('|', from), text.size());
    if (bar > from) {
      runs.push_back({.text = std::string(text.substr(from, bar - from)), .marked = marked});
    }
    marked = !marked;
    from = bar + 1;
  }
  return runs;
}

Section way(int stop) {
  Prose equations = {.id = "equation", .lines = {}, .look = Prose::Look::equation};
  for (const std::string_view line : stops()[stop].equations) {
    equations.lines.push_back(runs_of(say(line)));
  }
  return {"way", "", {equations, Prose{"change", {{{say(stops()[stop].change)}}}}}};
}

std::string verdict_text(const Comparison& found) {
  switch (found.verdict) {
    case Comparison::Verdict::exact:
      return say("= in fractions");
    case Comparison::Verdict::rounding:
      return found.size == 0 ? "=" : say("= but for rounding");
    case Comparison::Verdict::apart:
      return "≠";
    case Comparison::Verdict::number:
      break;
  }
  return found.remark;
}

SheetTable equality_table(const std::vector<Comparison>& found) {
  SheetTable table = {
      .id = "equalities",
      .title = say("What is equal"),
      .meaning = say("The greatest difference between two ways, over all tokens and channels."),
      .look = SheetTable::Look::list,
      .values = Matrix<double>(static_cast<int>(found.size()), 2),
      .columns = {say("difference"), say("so")},
      .marked = Matrix<std::uint8_t>(static_cast<int>(found.size()), 2)};
  for (int row = 0; row < table.values.rows(); ++row) {
    const Comparison& one = found[static_cast<std::size_t>(row)];
    table.rows.push_back(one.title);
    table.values(row, 0) = one.size;
    table.values(row, 1) = one.equal() ? 1 : 0;
    table.texts.push_back(brief(one.size));
    table.texts.push_back(verdict_text(one));
    table.marked(row, 1) = one.verdict == Comparison::Verdict::apart ? 1 : 0;
  }
  return table;
}

struct Counter {
  std::string_view label;
  std::int64_t Cost::* count;
};
constexpr Counter counters[] = {
    {"Multiply–adds"_said, &Cost::mac},
    {"Multiplications"_said, &Cost::mul},
    {"Additions"_said, &Cost::add},
    {"Exponentials"_said, &Cost::exp},
    {"Divisions"_said, &Cost::div},
    {"Cache or state held, numbers"_said, &Cost::state_held},
    {"Scores held at once"_said, &Cost::scores_held},
};

// The runs of the last stop and of this one, counted; empty where there is none.
struct Counts {
  std::vector<Cost> before;
  std::vector<Cost> here;
};

Counts counts_at(const Experiment& experiment, int stop) {
  const auto run = [&](int of) {
    return of < 0 || refusal_at(experiment, of) ? std::vector<Cost>() : count_run(at_stop(experiment, of));
  };
  return {run(stop - 1), run(stop)};
}

SheetTable cost_table(const Experiment& experiment, int stop, const Counts& counts) {
  const int position = experiment.position;
  const auto at = static_cast<std::size_t>(std::max(position - 1, 0));
  const std::string step = position > 0 ? say("token {0}", position - 1) : say("no token");
  const std::string all = say("all {0}", experiment.token_count());
  SheetTable table = {
      .id = "counters",
      .title = say("What it costs"),
      .meaning = say("Counted while computing: the token that arrived last, and all tokens one by one."),
      .look = SheetTable::Look::list,
      .values = {}};
  std::vector<const std::vector<Cost>*> runs;
  for (const auto* run : {&counts.before, &counts.here}) {
    if (!run->empty()) {
      runs.push_back(run);
      for (const std::string& tokens : {step, all}) {
        table.columns.push_back(run == &counts.before ? say("stop {0}, {1}", stop - 1, tokens)
                                : stop > 0            ? say("here, {0}", tokens)
                                                      : tokens);
      }
    }
  }
  table.values =
      Matrix<double>(static_cast<int>(std::size(counters)), static_cast<int>(table.columns.size()));
  for (int row = 0; row < table.values.rows(); ++row) {
    table.rows.push_back(say(counters[row].label));
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const std::vector<Cost>& run = *runs[i];
      const std::int64_t one = position > 0 ? run[at].*counters[row].count : 0;
      const std::int64_t whole = run_cost(run, static_cast<int>(run.size())).*counters[row].count;
      table.values(row, static_cast<int>(2 * i)) = static_cast<double>(one);
      table.values(row, static_cast<int>(2 * i + 1)) = static_cast<double>(whole);
      table.texts.push_back(grouped(one));
      table.texts.push_back(grouped(whole));
    }
  }
  return table;
}

SheetTable output_table(const Experiment& experiment, int stop) {
  SheetTable table = {.id = "outputs",
                      .title = say("output here"),
                      .tone = Tone::output,
                      .values = output_at(experiment, stop),
                      .rows = experiment.tokens};
  if (stop > 0 && !refusal_at(experiment, stop - 1)) {
    const Matrix<double> before = output_at(experiment, stop - 1);
    table.meaning = say("Outlined: not what the last stop gave.");
    table.marked = Matrix<std::uint8_t>(before.rows(), before.columns());
    for (int t = 0; t < before.rows(); ++t) {
      for (int c = 0; c < before.columns(); ++c) {
        table.marked(t, c) = std::abs(table.values(t, c) - before(t, c)) > 1e-9 ? 1 : 0;
      }
    }
  }
  return table;
}

Section kept(const Experiment& experiment, int stop) {
  Section section = {
      "kept", say("Held after {0}", plural("{0} token", "{0} tokens", experiment.position)), {}};
  for (SheetTable& table : kept_at(experiment, stop)) {
    section.blocks.emplace_back(std::move(table));
  }
  if (section.blocks.empty()) {
    section.blocks.emplace_back(Prose{"kept.none", {{{say("Nothing yet: no token has arrived.")}}}});
  }
  return section;
}

std::string held_text(const Cost& run) {
  return run.state_held > 0 ? plural("{0} number kept", "{0} numbers kept", run.state_held)
                            : plural("no state kept but {0} score held at once",
                                     "no state kept but {0} scores held at once", run.scores_held);
}

std::string finding_of(int stop, const std::vector<Comparison>& found, const Counts& counts) {
  const auto n = static_cast<int>(counts.here.size());
  const Cost here = run_cost(counts.here, n);
  const std::string tokens = std::to_string(n);
  const std::string costs = grouped(here.mul);
  const std::string title = say(stops()[stop].title);
  if (counts.before.empty()) {
    return n == 1 ? say("{0}: {1} token costs {2} multiplications, with {3}.", title, tokens, costs,
                        held_text(here))
                  : say("{0}: {1} tokens cost {2} multiplications, with {3}.", title, tokens, costs,
                        held_text(here));
  }
  const Comparison& last = found.front();
  const std::string outputs =
      last.equal() ? say("{0}: the same outputs as before.", title)
                   : say("{0}: outputs differ from the last stop's by up to {1}.", title, brief(last.size));
  const std::string before = grouped(run_cost(counts.before, n).mul);
  return outputs + " " +
         (n == 1 ? say("{0} token costs {1} multiplications ({2} at the last stop), with {3}.", tokens, costs,
                       before, held_text(here))
                 : say("{0} tokens cost {1} multiplications ({2} at the last stop), with {3}.", tokens, costs,
                       before, held_text(here)));
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* work) {
  const int stop = stop_of(experiment);
  Sheet result;
  result.sections.push_back(way(stop));
  if (const Refusal why = refusal_at(experiment, stop)) {
    result.finding = say("{0} does not exist here.", say(stops()[stop].title)) + " " + say(*why);
    result.sections.push_back(input_tables(experiment, say("The same numbers at every stop")));
    return result;
  }
  const auto* fractions = static_cast<const Fractions*>(work);
  const std::vector<Comparison> found =
      fractions != nullptr ? fractions->found() : comparisons_at(experiment, stop);
  const Counts counts = counts_at(experiment, stop);
  result.finding = finding_of(stop, found, counts);
  result.sections.push_back({"same", "", {equality_table(found), output_table(experiment, stop)}});
  result.sections.push_back(kept(experiment, stop));
  result.sections.back().blocks.emplace_back(cost_table(experiment, stop, counts));
  result.sections.push_back(input_tables(experiment, say("The same numbers at every stop")));
  return result;
}

std::unique_ptr<Work> work(const Experiment& experiment) {
  auto fractions = std::make_unique<Fractions>(experiment);
  return fractions->has_more() ? std::move(fractions) : nullptr;
}

}  // namespace

const Study study = {
    {
        .id = "road",
        .title = "The road to retention"_said,
        .question = "What has to go, one thing at a time, until softmax attention is a state "
                    "that does not grow?"_said,
        .shelf = Shelf::retention,
        .start = "mechanism=softmax_attention",
        .parameters = parameters,
        .settings = {.numbers = true, .generation = true},
    },
    sheet,
    nullptr,
    work,
    true};

}  // namespace lookback::road
