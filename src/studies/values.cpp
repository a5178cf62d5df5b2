#include "studies/values.h"

#include <cmath>

#include "base/json_writer.h"
#include "experiment/link.h"
#include "experiment/named_matrices.h"

namespace lookback {
namespace {

void write_matrix(JsonWriter& json, const Experiment& experiment, const NamedMatrix& matrix) {
  const Matrix<std::uint8_t> hidden = hidden_numbers(experiment, matrix);
  json.key(matrix.id).begin_array();
  for (int r = 0; r < matrix.values.rows(); ++r) {
    json.begin_array();
    for (int c = 0; c < matrix.values.columns(); ++c) {
      if (r < hidden.rows() && hidden(r, c) != 0) {
        json.null();
      } else {
        json.number(matrix.values(r, c));
      }
    }
    json.end_array();
  }
  json.end_array();
}

void write_matrices(JsonWriter& json, const Experiment& experiment, const Evaluation& evaluation) {
  struct Group {
    MatrixSource source;
    std::string_view key;
  };
  constexpr Group groups[] = {{MatrixSource::core, "matrices"},
                              {MatrixSource::input, "inputs"},
                              {MatrixSource::projected, "projected"},
                              {MatrixSource::traced, "traced"},
                              {MatrixSource::state, "state"}};
  const std::vector<NamedMatrix> all = named_matrices(experiment, evaluation);
  for (const Group& group : groups) {
    json.key(group.key).begin_object();
    for (const NamedMatrix& matrix : all) {
      if (matrix.source == group.source) {
        write_matrix(json, experiment, matrix);
      }
    }
    json.end_object();
  }
}

void write_cost(JsonWriter& json, std::string_view name, const Cost& cost) {
  json.key(name).begin_object();
  for (const CostField& field : cost_fields) {
    json.key(field.id).number(static_cast<double>(cost.*field.count));
  }
  json.end_object();
}

void write_counters(JsonWriter& json, const Experiment& experiment, const Generation& generation) {
  const int position = experiment.position;
  json.key("counters").begin_object();
  write_cost(json, "step", position == 0 ? Cost{} : generation.run[static_cast<std::size_t>(position - 1)]);
  write_cost(json, "run", run_cost(generation.run, position));
  for (const StrategyColumn& column : alternatives) {
    if (!(generation.*column.steps).empty()) {
      write_cost(json, column.id, run_cost(generation.*column.steps, position));
    }
  }
  json.end_object();
  json.key("closed_forms").begin_object();
  write_cost(json, "run", run_closed_form(experiment, position));
  for (const StrategyColumn& column : alternatives) {
    if (!(generation.*column.steps).empty()) {
      write_cost(json, column.id, closed_form(experiment, column.id, position));
    }
  }
  json.end_object();
}

void write_board(JsonWriter& json, const Experiment& experiment, const Evaluation& evaluation) {
  write_matrices(json, experiment, evaluation);
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
}

void write_table(JsonWriter& json, const SheetTable& table) {
  json.key(table.id).begin_array();
  for (int r = 0; r < table.values.rows(); ++r) {
    json.begin_array();
    for (int c = 0; c < table.values.columns(); ++c) {
      const auto place = static_cast<std::size_t>(r * table.values.columns() + c);
      if (r < table.hidden.rows() && table.hidden(r, c) != 0) {
        json.null();
      } else if (place < table.texts.size() && !std::isfinite(table.values(r, c))) {
        json.string(table.texts[place]);  // words, or a number that no double holds
      } else {
        json.number(table.values(r, c));
      }
    }
    json.end_array();
  }
  json.end_array();
}

void write_numbers(JsonWriter& json, std::string_view key, const std::vector<double>& numbers) {
  json.key(key).begin_array();
  for (const double number : numbers) {
    json.number(number);
  }
  json.end_array();
}

void write_matrix(JsonWriter& json, std::string_view key, const Matrix<double>& matrix) {
  SheetTable table;
  table.id = key;
  table.values = matrix;
  write_table(json, table);
}

void write_chart(JsonWriter& json, const Chart& chart) {
  json.key(chart.id).begin_object();
  write_numbers(json, "x", chart.xs);
  for (const Curve& curve : chart.curves) {
    write_numbers(json, curve.id, curve.ys);
  }
  json.end_object();
}

void write_prose(JsonWriter& json, const Prose& prose) {
  json.key(prose.id).begin_array();
  for (const std::vector<Run>& line : prose.lines) {
    std::string text;
    for (const Run& run : line) {
      text += run.text;
    }
    json.string(text);
  }
  json.end_array();
}

void write_map(JsonWriter& json, const MapPicture& map) {
  json.key(map.id).begin_object();
  json.key("seen").string(map.seen);
  json.key("row").number(map.view.row);
  json.key("column").number(map.view.column);
  json.key("span").number(map.view.span);
  json.key("query").number(map.chosen_row);
  json.key("key").number(map.chosen_column);
  json.end_object();
}

void write_sheet(JsonWriter& json, const Sheet& sheet) {
  json.key("finding").string(sheet.finding);
  json.key("sheet").begin_object();
  for (const Section& section : sheet.sections) {
    for (const Block& block : section.blocks) {
      if (const auto* table = std::get_if<SheetTable>(&block)) {
        write_table(json, *table);
      } else if (const auto* chart = std::get_if<Chart>(&block)) {
        write_chart(json, *chart);
      } else if (const auto* beams = std::get_if<Beams>(&block)) {
        write_numbers(json, beams->id, beams->weights);
      } else if (const auto* pictures = std::get_if<Pictures>(&block)) {
        for (const Picture& one : pictures->pictures) {
          write_matrix(json, one.id, one.values);
        }
      } else if (const auto* map = std::get_if<MapPicture>(&block)) {
        write_map(json, *map);
      } else if (const auto* prose = std::get_if<Prose>(&block)) {
        write_prose(json, *prose);
      }
    }
  }
  json.end_object();
}

void write_parity(JsonWriter& json, const std::optional<CacheParity>& parity) {
  json.key("parity");
  if (!parity) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("difference").number(parity->difference);
  json.key("token").number(parity->token);
  json.key("dimension").number(parity->dimension);
  json.end_object();
}

}  // namespace

std::string values_json(const Experiment& experiment, const Evaluation& evaluation, const Sheet& sheet) {
  JsonWriter json;
  json.begin_object();
  json.key("version").number(link_version);
  json.key("link").string(to_link(experiment));
  json.key("study").string(experiment.study);
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
  json.key("parameters").begin_object();
  for (const ParameterSpec& spec : mechanism_of(experiment).parameters) {
    json.key(spec.id).number(parameter(mechanism_of(experiment), experiment.parameters, spec.id));
  }
  for (const ParameterSpec& spec : study_spec_of(experiment).parameters) {
    json.key(spec.id).number(parameter_of(experiment, spec.id));
  }
  json.end_object();
  write_parity(json, sheet.parity ? sheet.parity : evaluation.parity);
  write_sheet(json, sheet);
  if (study_spec_of(experiment).on_board) {
    write_board(json, experiment, evaluation);
  }
  json.end_object();
  return json.text();
}

}  // namespace lookback
