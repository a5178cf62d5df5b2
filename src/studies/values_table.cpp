#include <algorithm>

#include "base/format.h"
#include "base/utf8.h"
#include "experiment/named_matrices.h"
#include "studies/values.h"

namespace lookback {
namespace {

enum class Align : std::uint8_t { left, right };

std::string padded(const std::string& text, std::size_t width, Align align) {
  const auto length = static_cast<std::size_t>(character_count(text));
  const std::string space(width > length ? width - length : 0, ' ');
  return align == Align::right ? space + text : text + space;
}

std::string row_label(const Experiment& experiment, const NamedMatrix& matrix, int row) {
  const int token = row + matrix.first_token;
  return matrix.rows_are_tokens && token < experiment.token_count()
             ? std::to_string(token) + " " + experiment.tokens[static_cast<std::size_t>(token)]
             : std::to_string(row);
}

std::string matrix_block(const Experiment& experiment, const NamedMatrix& matrix) {
  const Matrix<double>& values = matrix.values;
  const bool named = matrix.title == matrix.id || matrix.source == MatrixSource::state;
  std::string text = (named ? matrix.title : matrix.id + ": " + matrix.title) + "  [" +
                     std::to_string(values.rows()) + " × " + std::to_string(values.columns()) + "]\n";
  std::size_t label_width = 0;
  for (int r = 0; r < values.rows(); ++r) {
    const int length = character_count(row_label(experiment, matrix, r));
    label_width = std::max(label_width, static_cast<std::size_t>(length));
  }
  for (int r = 0; r < values.rows(); ++r) {
    text += "  " + padded(row_label(experiment, matrix, r), label_width, Align::left);
    for (int c = 0; c < values.columns(); ++c) {
      const bool hidden = matrix.of_pairs && !experiment.mask.visible(r, c);
      text += padded(hidden ? "masked" : brief(values(r, c)), 11, Align::right);
    }
    text += "\n";
  }
  return text + "\n";
}

std::string cost_block(const Experiment& experiment, const Generation& generation) {
  struct Column {
    std::string_view title;
    Cost cost;
  };
  const int position = experiment.position;
  std::vector<Column> columns = {
      {"this step", position == 0 ? Cost{} : generation.run[static_cast<std::size_t>(position - 1)]},
      {"this run", run_cost(generation.run, position)},
      {"closed form", run_closed_form(experiment, position)}};
  for (const StrategyColumn& column : alternatives) {
    if (!(generation.*column.steps).empty()) {
      columns.push_back({column.title, run_cost(generation.*column.steps, position)});
    }
  }
  std::string text = "Cost of " + std::to_string(position) + " of " +
                     plural("{0} token", "{0} tokens", experiment.token_count()) + "\n";
  text += padded("", 32, Align::left);
  for (const Column& column : columns) {
    text += padded(std::string(column.title), 18, Align::right);
  }
  text += "\n";
  for (const CostField& field : cost_fields) {
    text += "  " + padded(std::string(field.label), 30, Align::left);
    for (const Column& column : columns) {
      text += padded(grouped(column.cost.*field.count), 18, Align::right);
    }
    text += "\n";
  }
  return text;
}

// A line for every row, cells parted by space.
std::string table_text(const SheetTable& table) {
  const auto label = [](const std::vector<std::string>& labels, int index) {
    const auto place = static_cast<std::size_t>(index);
    return place < labels.size() ? labels[place] : std::to_string(index);
  };
  std::vector<std::vector<std::string>> lines(1);
  lines[0].emplace_back();
  for (int c = 0; c < table.values.columns(); ++c) {
    lines[0].push_back(label(table.columns, c));
  }
  for (int r = 0; r < table.values.rows(); ++r) {
    lines.push_back({label(table.rows, r)});
    for (int c = 0; c < table.values.columns(); ++c) {
      const auto place = static_cast<std::size_t>(r * table.values.columns() + c);
      const bool hidden = r < table.hidden.rows() && table.hidden(r, c) != 0;
      lines.back().push_back(place < table.texts.size() ? table.texts[place]
                             : hidden                   ? "masked"
                                                        : brief(table.values(r, c)));
    }
  }
  std::vector<std::size_t> widths(lines[0].size(), 0);
  for (const std::vector<std::string>& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) {
      widths[c] = std::max(widths[c], static_cast<std::size_t>(character_count(line[c])));
    }
  }
  std::string text = table.title + "\n";
  for (const std::vector<std::string>& line : lines) {
    text += "  " + padded(line[0], widths[0], Align::left);
    for (std::size_t c = 1; c < line.size(); ++c) {
      text += "  " + padded(line[c], widths[c], Align::right);
    }
    text += "\n";
  }
  return text + "\n";
}

std::string chart_text(const Chart& chart) {
  const auto numbers = [](const std::vector<double>& row) {
    std::string text;
    for (const double number : row) {
      text += "  " + brief(number);
    }
    return text + "\n";
  };
  std::string text = chart.title + "\n  " + chart.x_title + ":" + numbers(chart.xs);
  for (const Curve& curve : chart.curves) {
    text += "  " + curve.title + ":" + numbers(curve.ys);
  }
  return text + "\n";
}

std::string beams_text(const Beams& beams) {
  std::string text = beams.title + "\n ";
  for (std::size_t i = 0; i < beams.weights.size(); ++i) {
    text += " " + beams.tokens[i] + " " + brief(beams.weights[i]);
  }
  return text + "\n\n";
}

std::string sheet_text(const Sheet& sheet) {
  std::string text = sheet.finding.empty() ? "" : sheet.finding + "\n\n";
  for (const Section& section : sheet.sections) {
    text += section.title.empty() ? "" : "— " + section.title + "\n";
    for (const Block& block : section.blocks) {
      if (const auto* table = std::get_if<SheetTable>(&block)) {
        text += table_text(*table);
      } else if (const auto* chart = std::get_if<Chart>(&block)) {
        text += chart_text(*chart);
      } else if (const auto* beams = std::get_if<Beams>(&block)) {
        text += beams_text(*beams);
      } else if (const auto* pictures = std::get_if<Pictures>(&block)) {
        for (const Picture& one : pictures->pictures) {
          SheetTable numbers;
          numbers.title = one.title + (one.chosen ? ", shown" : "");
          numbers.values = one.values;
          text += table_text(numbers);
        }
      } else if (const auto* prose = std::get_if<Prose>(&block)) {
        for (const std::vector<Run>& line : prose->lines) {
          for (const Run& run : line) {
            text += run.text;
          }
          text += "\n";
        }
        text += "\n";
      }
    }
  }
  return text;
}

std::string parity_text(const std::optional<CacheParity>& parity) {
  return parity
             ? "Greatest difference of stepped outputs from recomputed ones: " + brief(parity->difference) +
                   "\n\n"
             : "";
}

}  // namespace

std::string values_table(const Experiment& experiment, const Evaluation& evaluation, const Sheet& sheet) {
  std::string text = sheet_text(sheet) + parity_text(sheet.parity ? sheet.parity : evaluation.parity);
  if (!study_spec_of(experiment).on_board) {
    return text;
  }
  for (const NamedMatrix& matrix : named_matrices(experiment, evaluation)) {
    text += matrix_block(experiment, matrix);
  }
  for (const int row : evaluation.empty_rows) {
    text += "Query " + std::to_string(row) + " may look at no key: its weights and its output are zeros.\n";
  }
  text += cost_block(experiment, evaluation.generation);
  const std::string& note = evaluation.generation.note;
  return note.empty() ? text : text + "\n" + note + "\n";
}

}  // namespace lookback
