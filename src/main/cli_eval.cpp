#include "main/cli_eval.h"

#include <algorithm>

#include "base/format.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "experiment/link.h"
#include "studies/study.h"
#include "studies/values.h"

namespace lookback {
namespace {

std::string padded(std::string_view text, int width) {
  const int length = character_count(text);
  return std::string(static_cast<std::size_t>(width > length ? width - length : 0), ' ') + std::string(text);
}

std::string ended(std::string_view text, int width) {
  const int length = character_count(text);
  return std::string(text) + std::string(static_cast<std::size_t>(width > length ? width - length : 0), ' ');
}

// What was asked for beside the values.
struct Answers {
  std::optional<ScalarOutput> output;
  std::optional<Derivative> derivative;
  std::vector<CostPair> costs;
};

Expected<Answers> answer(const Experiment& experiment, const EvalRequest& request) {
  Answers answers;
  if (!request.scalar.empty()) {
    Expected<ScalarOutput> output = output_in(experiment, request.scalar);
    if (!output) {
      return std::unexpected(output.error());
    }
    answers.output = std::move(*output);
  }
  if (!request.derivative.empty()) {
    Expected<Derivative> derivative = derivative_of(experiment, request.derivative);
    if (!derivative) {
      return std::unexpected(derivative.error());
    }
    answers.derivative = std::move(*derivative);
  }
  if (request.cost) {
    answers.costs = cost_pairs(experiment);
  }
  return answers;
}

void write_output(JsonWriter& json, const ScalarOutput& output) {
  json.key("scalar").string(output.scalar);
  json.key("output").begin_array();
  for (int r = 0; r < output.values.rows(); ++r) {
    json.begin_array();
    for (int c = 0; c < output.values.columns(); ++c) {
      if (output.exact.empty()) {
        json.number(output.values(r, c));
      } else {
        json.string(output.exact[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]);
      }
    }
    json.end_array();
  }
  json.end_array();
  json.key("largest_difference_from_double").number(output.largest_difference);
}

bool all_equal(const std::vector<CostPair>& costs) {
  return std::ranges::all_of(costs, [](const CostPair& pair) { return pair.counted == pair.closed; });
}

void write_costs(JsonWriter& json, const std::vector<CostPair>& costs) {
  json.key("counted_equals_closed_form").boolean(all_equal(costs));
  json.key("cost").begin_object();
  for (const CostPair& pair : costs) {
    json.key(pair.id).begin_object();
    for (const CostField& field : cost_fields) {
      json.key(field.id).begin_object();
      json.key("counted").number(static_cast<double>(pair.counted.*field.count));
      json.key("closed_form").number(static_cast<double>(pair.closed.*field.count));
      json.end_object();
    }
    json.end_object();
  }
  json.end_object();
}

std::string answers_json(const Experiment& experiment, const Answers& answers) {
  JsonWriter json;
  json.begin_object();
  json.key("link").string(to_link(experiment));
  json.key("mechanism").string(experiment.mechanism);
  json.key("form").string(experiment.form);
  if (answers.output) {
    write_output(json, *answers.output);
  }
  if (answers.derivative) {
    json.key("derivative").begin_object();
    json.key("of").string(answers.derivative->of);
    json.key("by").string(answers.derivative->by);
    json.key("value").number(answers.derivative->value);
    json.key("difference_quotient").number(answers.derivative->difference_quotient);
    json.end_object();
  }
  if (!answers.costs.empty()) {
    write_costs(json, answers.costs);
  }
  json.end_object();
  return json.text() + "\n";
}

std::string output_table(const ScalarOutput& output) {
  constexpr std::size_t longest_fraction = 24;
  std::string text = "output in " + std::string(output.scalar) + "\n";
  for (int r = 0; r < output.values.rows(); ++r) {
    for (int c = 0; c < output.values.columns(); ++c) {
      std::string number = brief(output.values(r, c));
      if (!output.exact.empty()) {
        const std::string& exact = output.exact[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
        number = exact.size() <= longest_fraction ? exact : "≈ " + number;
      }
      text += padded(number, output.exact.empty() ? 12 : static_cast<int>(longest_fraction) + 2);
    }
    text += "\n";
  }
  return text + "largest difference from double: " + brief(output.largest_difference) + "\n";
}

std::string cost_table(const std::vector<CostPair>& costs) {
  constexpr int label_width = 32;
  constexpr int width = 15;
  std::string titles = ended("", label_width);
  std::string heads = titles;
  for (const CostPair& pair : costs) {
    titles += padded(pair.title, 2 * width);
    heads += padded("counted", width) + padded("closed form", width);
  }
  std::string text = titles + "\n" + heads + "\n";
  for (const CostField& field : cost_fields) {
    text += ended(field.label, label_width);
    for (const CostPair& pair : costs) {
      text += padded(grouped(pair.counted.*field.count), width) +
              padded(grouped(pair.closed.*field.count), width);
    }
    text += "\n";
  }
  return text + (all_equal(costs) ? "Every count equals its closed form.\n"
                                  : "Some counts differ from their closed forms.\n");
}

std::string answers_table(const Answers& answers) {
  std::string text;
  if (answers.output) {
    text += output_table(*answers.output);
  }
  if (answers.derivative) {
    text += "d " + answers.derivative->of + " / d " + answers.derivative->by + " = " +
            shortest(answers.derivative->value) + "  (difference quotient " +
            brief(answers.derivative->difference_quotient) + ")\n";
  }
  return answers.costs.empty() ? text : text + cost_table(answers.costs);
}

}  // namespace

Expected<std::string> eval_text(const EvalRequest& request) {
  const Expected<Experiment> experiment = from_link(request.link);
  if (!experiment) {
    return std::unexpected(experiment.error());
  }
  if (request.scalar.empty() && request.derivative.empty() && !request.cost) {
    const Evaluation evaluation = evaluate_shown(*experiment);
    const Sheet sheet = whole_sheet(*experiment, evaluation, request.clock);
    return request.table ? values_table(*experiment, evaluation, sheet)
                         : values_json(*experiment, evaluation, sheet) + "\n";
  }
  const Expected<Answers> answers = answer(*experiment, request);
  if (!answers) {
    return std::unexpected(answers.error());
  }
  return request.table ? answers_table(*answers) : answers_json(*experiment, *answers);
}

// One pass of the chosen form over the tokens that have arrived; the generation as the switches say; and the
// ways it could have gone instead.
std::vector<CostPair> cost_pairs(const Experiment& experiment) {
  const int tokens = experiment.position;
  std::vector<CostPair> pairs;
  if (tokens > 0) {
    const Form& form = form_of(experiment);
    Setting setting = setting_of(experiment);
    setting.tokens = tokens;
    const HeadInputs<double> numbers = inputs_of(experiment, tokens);
    setting.numbers = &numbers;
    CostPair pass = {
        .id = "pass", .title = "One pass", .closed = mechanism_of(experiment).pass_cost(form, setting)};
    pass.counted.tokens_projected = tokens;
    form.pass.in_counted(counted(numbers, pass.counted), experiment.mask, experiment.parameters,
                         {&pass.counted});
    pairs.push_back(pass);
  }
  const Generation generation = generate(experiment);
  pairs.push_back({"run", "This run", run_cost(generation.run, tokens), run_closed_form(experiment, tokens)});
  for (const StrategyColumn& column : alternatives) {
    if (!(generation.*column.steps).empty()) {
      pairs.push_back({column.id, column.title, run_cost(generation.*column.steps, tokens),
                       closed_form(experiment, column.id, tokens)});
    }
  }
  return pairs;
}

}  // namespace lookback
