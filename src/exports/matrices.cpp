#include "exports/matrices.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "experiment/named_matrices.h"

namespace lookback::exports {
namespace {

std::vector<std::string> numbered(int count) {
  std::vector<std::string> labels;
  for (int i = 0; i < count; ++i) {
    labels.push_back(std::to_string(i));
  }
  return labels;
}

std::vector<std::string> token_labels(const Experiment& experiment, int first, int count) {
  std::vector<std::string> labels;
  for (int t = first; t < first + count; ++t) {
    labels.push_back(t < experiment.token_count() ? experiment.tokens[static_cast<std::size_t>(t)]
                                                  : std::to_string(t));
  }
  return labels;
}

// Whether the columns of a matrix of the board count tokens.
bool columns_are_tokens(const Experiment& experiment, const Evaluation& evaluation,
                        const NamedMatrix& matrix) {
  if (matrix.source == MatrixSource::input) {
    const InputSpec* spec = find_input(experiment, matrix.id);
    return spec != nullptr && spec->columns == Size::tokens;
  }
  const auto& more = evaluation.trace.more;
  const auto traced = std::ranges::find(more, matrix.id, &TracedMatrix::id);
  const bool pairs =
      matrix.source == MatrixSource::traced && traced != more.end() && traced->columns != Axis::dimension;
  return matrix.of_pairs || pairs;
}

ExportedMatrix of_board(const Experiment& experiment, const Evaluation& evaluation, NamedMatrix matrix) {
  ExportedMatrix result;
  const bool is_state = matrix.source == MatrixSource::state;
  result.id = is_state ? "state." + matrix.id : matrix.id;
  result.title = matrix.title;
  const int columns = matrix.values.columns();
  result.rows = matrix.rows_are_tokens ? token_labels(experiment, matrix.first_token, matrix.values.rows())
                                       : numbered(matrix.values.rows());
  result.columns = columns_are_tokens(experiment, evaluation, matrix) ? token_labels(experiment, 0, columns)
                                                                      : numbered(columns);
  result.hidden = hidden_numbers(experiment, matrix);
  result.values = std::move(matrix.values);
  return result;
}

ExportedMatrix of_sheet(std::string_view id, std::string title, Matrix<double> values) {
  ExportedMatrix result;
  result.id = "sheet." + std::string(id);
  result.title = std::move(title);
  result.rows = numbered(values.rows());
  result.columns = numbered(values.columns());
  result.values = std::move(values);
  return result;
}

ExportedMatrix of_table(const SheetTable& table) {
  ExportedMatrix result = of_sheet(table.id, table.title, table.values);
  result.hidden = table.hidden;
  result.texts = table.texts;
  std::ranges::copy(table.rows, result.rows.begin());
  std::ranges::copy(table.columns, result.columns.begin());
  return result;
}

// The abscissas, and a column for each curve.
ExportedMatrix of_chart(const Chart& chart) {
  const int points = static_cast<int>(chart.xs.size());
  Matrix<double> values(points, 1 + static_cast<int>(chart.curves.size()));
  std::vector<std::string> columns = {chart.x_title};
  for (int p = 0; p < points; ++p) {
    values(p, 0) = chart.xs[static_cast<std::size_t>(p)];
  }
  for (const Curve& curve : chart.curves) {
    const int column = static_cast<int>(columns.size());
    for (int p = 0; p < points; ++p) {
      values(p, column) = curve.ys[static_cast<std::size_t>(p)];
    }
    columns.push_back(curve.title);
  }
  ExportedMatrix result = of_sheet(chart.id, chart.title, std::move(values));
  result.columns = std::move(columns);
  return result;
}

ExportedMatrix of_beams(const Beams& beams) {
  Matrix<double> values(static_cast<int>(beams.weights.size()), 1);
  std::ranges::copy(beams.weights, values.elements().begin());
  ExportedMatrix result = of_sheet(beams.id, beams.title, std::move(values));
  result.rows = beams.tokens;
  return result;
}

void append_block(const Block& block, std::vector<ExportedMatrix>& all) {
  if (const auto* table = std::get_if<SheetTable>(&block)) {
    all.push_back(of_table(*table));
  } else if (const auto* chart = std::get_if<Chart>(&block)) {
    all.push_back(of_chart(*chart));
  } else if (const auto* beams = std::get_if<Beams>(&block)) {
    all.push_back(of_beams(*beams));
  } else if (const auto* pictures = std::get_if<Pictures>(&block)) {
    for (const Picture& one : pictures->pictures) {
      all.push_back(of_sheet(one.id, one.title, one.values));
    }
  }
}

}  // namespace

std::vector<ExportedMatrix> exported_matrices(const Experiment& experiment, const Evaluation& evaluation,
                                              const Sheet& sheet) {
  std::vector<ExportedMatrix> all;
  if (study_spec_of(experiment).on_board) {
    for (NamedMatrix& matrix : named_matrices(experiment, evaluation)) {
      all.push_back(of_board(experiment, evaluation, std::move(matrix)));
    }
  }
  for (const Section& section : sheet.sections) {
    for (const Block& block : section.blocks) {
      append_block(block, all);
    }
  }
  return all;
}

Expected<ExportedMatrix> exported_matrix(const Experiment& experiment, const Evaluation& evaluation,
                                         const Sheet& sheet, std::string_view id) {
  std::string ids;
  for (ExportedMatrix& matrix : exported_matrices(experiment, evaluation, sheet)) {
    if (matrix.id == id) {
      return std::move(matrix);
    }
    ids += (ids.empty() ? "" : ", ") + matrix.id;
  }
  return fail(say("There is no matrix {0} here. There are {1}.", in_quotes(id), ids));
}

}  // namespace lookback::exports
