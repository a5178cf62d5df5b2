#include "experiment/values.h"

#include <algorithm>

#include "base/format.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "experiment/link.h"

namespace lookback {
namespace {

void write_matrix(JsonWriter& json, std::string_view name, const Matrix<double>& matrix,
                  const Mask* mask = nullptr) {
  json.key(name).begin_array();
  for (int r = 0; r < matrix.rows(); ++r) {
    json.begin_array();
    for (int c = 0; c < matrix.columns(); ++c) {
      if (mask != nullptr && !mask->visible(r, c)) {
        json.null();
      } else {
        json.number(matrix(r, c));
      }
    }
    json.end_array();
  }
  json.end_array();
}

void write_cost(JsonWriter& json, std::string_view name, const Cost& cost) {
  json.key(name).begin_object();
  for (const CostField& field : cost_fields) {
    json.key(field.id).number(static_cast<double>(cost.*field.count));
  }
  json.end_object();
}

Cost step_cost(const std::vector<Cost>& steps, int position) {
  return position == 0 ? Cost{} : steps[static_cast<std::size_t>(position - 1)];
}

void write_counters(JsonWriter& json, const Experiment& experiment, const Generation& generation) {
  const int position = experiment.position;
  json.key("counters").begin_object();
  write_cost(json, "step", step_cost(generation.run, position));
  write_cost(json, "run", run_cost(generation.run, position));
  for (const StrategyColumn& column : alternatives) {
    write_cost(json, column.id, run_cost(generation.*column.steps, position));
  }
  json.end_object();
  json.key("closed_forms").begin_object();
  write_cost(json, "run", run_closed_form(experiment, position));
  for (const StrategyColumn& column : alternatives) {
    write_cost(json, column.id, closed_form(experiment, column.id, position));
  }
  json.end_object();
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const auto length = static_cast<std::size_t>(character_count(text));
  const std::string space(width > length ? width - length : 0, ' ');
  return right ? space + text : text + space;
}

std::string token_label(const Experiment& experiment, int index) {
  return std::to_string(index) + " " + experiment.tokens[static_cast<std::size_t>(index)];
}

std::string matrix_block(const Experiment& experiment, std::string_view name, const Matrix<double>& matrix,
                         const Mask* mask) {
  std::string text = std::string(name) + "  [" + std::to_string(matrix.rows()) + " × " +
                     std::to_string(matrix.columns()) + "]\n";
  std::size_t label_width = 0;
  for (int r = 0; r < matrix.rows(); ++r) {
    label_width =
        std::max(label_width, static_cast<std::size_t>(character_count(token_label(experiment, r))));
  }
  for (int r = 0; r < matrix.rows(); ++r) {
    text += "  " + padded(token_label(experiment, r), label_width, false);
    for (int c = 0; c < matrix.columns(); ++c) {
      const bool hidden = mask != nullptr && !mask->visible(r, c);
      text += padded(hidden ? "masked" : brief(matrix(r, c)), 11, true);
    }
    text += "\n";
  }
  return text + "\n";
}

}  // namespace

std::string values_json(const Experiment& experiment, const Evaluation& evaluation) {
  JsonWriter json;
  json.begin_object();
  json.key("version").number(link_version);
  json.key("link").string(to_link(experiment));
  json.key("mechanism").string(experiment.mechanism);
  json.key("form").string(experiment.form);
  json.key("mask").string(mask_text(experiment.mask));
  json.key("cache").boolean(experiment.cache);
  json.key("cached").boolean(evaluation.generation.cached);
  json.key("note").string(evaluation.generation.note);
  json.key("position").number(experiment.position);
  json.key("tokens").begin_array();
  for (const std::string& token : experiment.tokens) {
    json.string(token);
  }
  json.end_array();

  json.key("matrices").begin_object();
  write_matrix(json, "Q", experiment.inputs.q);
  write_matrix(json, "K", experiment.inputs.k);
  write_matrix(json, "V", experiment.inputs.v);
  write_matrix(json, "scores", evaluation.trace.scores, &experiment.mask);
  write_matrix(json, "weights", evaluation.trace.weights);
  write_matrix(json, "output", evaluation.output);
  json.end_object();

  json.key("log_sum_exp").begin_array();
  for (const double value : evaluation.trace.log_sum_exp) {
    json.number(value);
  }
  json.end_array();
  json.key("masked_pairs").number(static_cast<double>(evaluation.masked_pairs));
  json.key("empty_rows").begin_array();
  for (const int row : evaluation.empty_rows) {
    json.number(row);
  }
  json.end_array();
  write_counters(json, experiment, evaluation.generation);
  json.end_object();
  return json.text();
}

std::string values_table(const Experiment& experiment, const Evaluation& evaluation) {
  const Mask* mask = &experiment.mask;
  std::string text = matrix_block(experiment, "Q", experiment.inputs.q, nullptr) +
                     matrix_block(experiment, "K", experiment.inputs.k, nullptr) +
                     matrix_block(experiment, "V", experiment.inputs.v, nullptr) +
                     matrix_block(experiment, "scores", evaluation.trace.scores, mask) +
                     matrix_block(experiment, "weights", evaluation.trace.weights, mask) +
                     matrix_block(experiment, "output", evaluation.output, nullptr);
  for (const int row : evaluation.empty_rows) {
    text += "Query " + std::to_string(row) + " may look at no key: its weights and its output are zeros.\n";
  }
  const int position = experiment.position;
  const Generation& generation = evaluation.generation;
  const Cost step = step_cost(generation.run, position);
  const Cost run = run_cost(generation.run, position);
  const Cost closed = run_closed_form(experiment, position);
  text += "Cost of " + std::to_string(position) + " of " + plural(experiment.token_count(), "token") + "\n";
  text += padded("", 32, false);
  for (const std::string_view title :
       {"this step", "this run", "closed form", "causal+cache", "no cache", "bidirectional"}) {
    text += padded(std::string(title), 14, true);
  }
  text += "\n";
  for (const CostField& field : cost_fields) {
    text += "  " + padded(std::string(field.label), 30, false);
    for (const Cost& cost : {step, run, closed}) {
      text += padded(grouped(cost.*field.count), 14, true);
    }
    for (const StrategyColumn& column : alternatives) {
      text += padded(grouped(run_cost(generation.*column.steps, position).*field.count), 14, true);
    }
    text += "\n";
  }
  return generation.note.empty() ? text : text + "\n" + generation.note + "\n";
}

}  // namespace lookback
