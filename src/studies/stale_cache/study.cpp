#include "studies/stale_cache/study.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/layer_stack/mechanism.h"
#include "studies/stale_cache/choice.h"
#include "studies/stale_cache/comparison.h"
#include "studies/stale_cache/finding.h"

namespace lookback::stale_cache {
namespace {

std::vector<std::string> step_names(int steps) {
  std::vector<std::string> names;
  for (int t = 1; t <= steps; ++t) {
    names.push_back(std::to_string(t));
  }
  return names;
}

// A number that has not been compared yet is hidden.
void hide(SheetTable& table, int first_column) {
  table.hidden = Matrix<std::uint8_t>(table.values.rows(), table.values.columns());
  table.texts.resize(table.values.elements().size());
  for (int row = 0; row < table.values.rows(); ++row) {
    for (int column = first_column; column < table.values.columns(); ++column) {
      table.hidden(row, column) = 1;
      table.texts[static_cast<std::size_t>(row * table.values.columns() + column)] = "…";
    }
  }
}

std::string layer_title(int layer) { return say("K, V of layer {0}", layer + 1); }

SheetTable differences(const Comparison& comparison) {
  const int layers = comparison.kept.rows();
  const int steps = comparison.steps();
  SheetTable table = {
      .id = "drift",
      .title = say("greatest difference from a recomputation, by step"),
      .meaning = say("A layer's row: its kept keys and values. The outputs: what the last layer "
                     "gives for the newest token, and for all older ones."),
      .look = SheetTable::Look::grid,
      .tone = Tone::score,
      .values = Matrix<double>(layers + 2, steps),
      .columns = step_names(steps)};
  std::ranges::copy(comparison.kept.elements(), table.values.elements().begin());
  std::ranges::copy(comparison.newest, table.values.row(layers).begin());
  std::ranges::copy(comparison.older, table.values.row(layers + 1).begin());
  for (int l = 0; l < layers; ++l) {
    table.rows.push_back(layer_title(l));
  }
  table.rows.insert(table.rows.end(), {say("newest output"), say("older outputs")});
  for (const double value : table.values.elements()) {
    table.texts.push_back(value == 0 ? "0" : brief(value));
  }
  if (!comparison.finished()) {
    hide(table, comparison.steps_taken());
  }
  return table;
}

// With no number for steps that have not been compared yet.
std::vector<double> so_far(std::span<const double> values, const Comparison& comparison) {
  std::vector<double> result(values.begin(), values.begin() + comparison.steps_taken());
  result.resize(static_cast<std::size_t>(comparison.steps()), std::numeric_limits<double>::quiet_NaN());
  return result;
}

Chart growth(const Comparison& comparison) {
  constexpr Tone tones[] = {Tone::key, Tone::value, Tone::query, Tone::accent};
  Chart chart = {.id = "growth",
                 .title = say("The difference, step by step"),
                 .x_title = say("step"),
                 .y_title = say("greatest difference"),
                 .xs = std::vector<double>(static_cast<std::size_t>(comparison.steps())),
                 .curves = {}};
  std::iota(chart.xs.begin(), chart.xs.end(), 1.0);
  for (int l = 0; l < comparison.kept.rows(); ++l) {
    chart.curves.push_back({.id = "layer_" + std::to_string(l + 1),
                            .title = layer_title(l),
                            .tone = tones[static_cast<std::size_t>(l)],
                            .ys = so_far(comparison.kept.row(l), comparison)});
  }
  chart.curves.push_back({.id = "newest",
                          .title = say("newest output"),
                          .tone = Tone::output,
                          .ys = so_far(comparison.newest, comparison)});
  return chart;
}

// The newest token's row, on which generation goes on, stands out.
SheetTable outputs(std::string id, std::string title, std::string meaning, const Matrix<double>& values,
                   const std::vector<std::string>& tokens, bool finished) {
  SheetTable table = {.id = std::move(id),
                      .title = std::move(title),
                      .meaning = std::move(meaning),
                      .tone = Tone::output,
                      .values = values,
                      .rows = {tokens.begin(), tokens.begin() + values.rows()},
                      .marked = Matrix<std::uint8_t>(values.rows(), values.columns())};
  std::ranges::fill(table.marked.row(values.rows() - 1), std::uint8_t{1});
  if (!finished) {
    hide(table, 0);
  }
  return table;
}

SheetTable costs(const Comparison& comparison) {
  constexpr std::string_view shown[] = {"tokens_projected", "score_dot_products", "mac", "state_read"};
  const auto total = [](const std::vector<Cost>& steps) {
    return std::accumulate(steps.begin(), steps.end(), Cost{});
  };
  const Cost chosen = total(comparison.cost);
  const Cost recomputed = total(comparison.cost_recomputed);
  SheetTable table = {
      .id = "cost",
      .title = say("cost so far"),
      .meaning = say("Tokens are projected in every layer, and counted once; everything else is "
                     "counted over all layers and heads."),
      .look = SheetTable::Look::list,
      .tone = Tone::plain,
      .values = Matrix<double>(static_cast<int>(std::size(shown)), 2),
      .columns = {say("as chosen"), say("recomputed every step")}};
  for (const CostField& field : cost_fields) {
    if (std::ranges::count(shown, field.id) == 0) {
      continue;
    }
    const int row = static_cast<int>(table.rows.size());
    table.rows.push_back(say(field.label));
    table.values(row, 0) = static_cast<double>(chosen.*field.count);
    table.values(row, 1) = static_cast<double>(recomputed.*field.count);
    table.texts.push_back(grouped(chosen.*field.count));
    table.texts.push_back(grouped(recomputed.*field.count));
  }
  if (!comparison.finished()) {
    hide(table, 0);
  }
  return table;
}

// X, to be edited; the weights stand on the board.
SheetTable tokens_read(const Experiment& experiment) {
  const InputSpec& spec = layer_stack::mechanism.inputs.front();
  return {.id = std::string(spec.id),
          .title = say(spec.title),
          .meaning = say(spec.meaning),
          .tone = Tone::plain,
          .values = input_of(experiment, spec),
          .rows = experiment.tokens,
          .editable = true,
          .minimum = spec.minimum,
          .maximum = spec.maximum};
}

// The comparison of as many steps as there are, in slices; a small one at once.
class ComparisonWork : public Work {
 public:
  explicit ComparisonWork(const Experiment& experiment)
      : experiment_(experiment),
        choice_(choice_of(experiment)),
        comparing_(model_of(experiment, choice_), experiment.position, choice_.recompute_every()) {
    constexpr std::int64_t at_once = 200'000;  // multiply–adds: about a millisecond
    while (comparing_.multiply_adds() < at_once && comparing_.step()) {
    }
  }

  bool step(Clock /*clock*/) override { return comparing_.step(); }
  double progress() const override {
    return static_cast<double>(comparison().steps_taken()) / comparison().steps();
  }
  // What tokens are called, and which way the board is turned, changes nothing.
  bool serves(const Experiment& experiment) const override {
    Experiment same = experiment;
    if (same.token_count() == experiment_.token_count()) {
      same.tokens = experiment_.tokens;
    }
    same.columns_are_queries = experiment_.columns_are_queries;
    return same == experiment_;
  }

  const Choice& choice() const { return choice_; }
  const Comparison& comparison() const { return comparing_.found(); }

 private:
  Experiment experiment_;
  Choice choice_;
  Comparing comparing_;
};

std::unique_ptr<Work> work(const Experiment& experiment) {
  return experiment.mechanism == layer_stack::mechanism.id && experiment.position > 0
             ? std::make_unique<ComparisonWork>(experiment)
             : nullptr;
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* work) {
  if (experiment.mechanism != layer_stack::mechanism.id) {
    return {.finding =
                say("This study needs a stack of layers: choose the mechanism layer_stack in the link.")};
  }
  if (experiment.position == 0 || work == nullptr) {
    return {.finding = say("No token has arrived yet: press Step.")};
  }
  const auto& done = static_cast<const ComparisonWork&>(*work);
  const Comparison& comparison = done.comparison();
  const int taken = comparison.steps_taken();
  const bool finished = comparison.finished();
  return {.finding = finished ? finding(done.choice(), comparison)
                              : say("{0} of {1} compared.", taken,
                                    plural("{0} step", "{0} steps", comparison.steps())),
          .sections = {{"difference",
                        say("How far what is kept is from a recomputation"),
                        {differences(comparison), growth(comparison)}},
                       {"outputs",
                        say("Outputs after this step"),
                        {outputs("kept_outputs", say("as chosen"), say("Each row as it was last computed."),
                                 comparison.outputs, experiment.tokens, finished),
                         outputs("recomputed_outputs", say("recomputed"),
                                 say("All tokens through all layers, now."), comparison.outputs_recomputed,
                                 experiment.tokens, finished)}},
                       {"counters", say("What it costs"), {costs(comparison)}},
                       {"tokens", say("The tokens"), {tokens_read(experiment)}}},
          .parity = parity_of(comparison.arrived.top(taken), comparison.arrived_recomputed.top(taken))};
}

constexpr std::string_view model_parameters[] = {"layers", "heads", "kv_heads"};

}  // namespace

const Study study = {
    {
        .id = "stale_cache",
        .title = "Stale cache"_said,
        .question = "When are the keys and values of earlier tokens still right?"_said,
        .shelf = Shelf::caching,
        .start = "mechanism=layer_stack&tokens=the,cat,sat,on,the,mat&causal_layers=none&kv_cache=forced",
        .parameters = parameters,
        .settings = {.parameters = true, .generation = true},
        .mechanism_parameters = model_parameters,
    },
    sheet,
    nullptr,
    work,
    true};

}  // namespace lookback::stale_cache
