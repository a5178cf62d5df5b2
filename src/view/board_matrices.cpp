#include "view/board_matrices.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"

namespace lookback::view {
namespace {

bool counts_tokens(Axis axis) { return axis != Axis::dimension; }

std::string by(const std::string& rows, const std::string& columns) { return rows + "×" + columns; }

std::string size_text(const BoardMatrix& matrix) {
  return by(std::to_string(matrix.rows), std::to_string(matrix.columns));
}

// "5 queries", "4": what is said of an axis.
std::string axis_text(Axis axis, int length) {
  switch (axis) {
    case Axis::query:
      return plural("{0} query", "{0} queries", length);
    case Axis::key:
      return plural("{0} key", "{0} keys", length);
    case Axis::token:
      return plural("{0} token", "{0} tokens", length);
    case Axis::dimension:
      break;
  }
  return std::to_string(length);
}

// What a window of a file says of the whole.
void add_whole(BoardMatrix& matrix, const Experiment& experiment) {
  if (const auto source = experiment.sources.find(matrix.id); source != experiment.sources.end()) {
    matrix.title =
        say("{0} of {1}", matrix.title, by(grouped(source->second.rows), grouped(source->second.columns)));
    matrix.name = say("{0}, a window of {1}", matrix.name, in_quotes(source->second.file));
  }
}

void name_by_size(BoardMatrix& matrix, std::string_view subject) {
  matrix.subject = subject;
  matrix.name = say("{0}, {1} by {2}", matrix.subject, axis_text(matrix.row_axis, matrix.rows),
                    axis_text(matrix.column_axis, matrix.columns));
}

// Which of Q, K and V, with what the learner edits or what the mechanism projects.
struct Factor {
  std::string_view id;
  MatrixRole role;
  bool read;
  Matrix<double> HeadInputs<double>::* numbers;
};

// A matrix of another width belongs to heads that are not there now.
bool is_given(const InputSpec& spec, int width, const Experiment& experiment) {
  const auto found = experiment.more.find(spec.id);
  return found != experiment.more.end() && found->second.columns() == width;
}

void add_factor(std::vector<BoardMatrix>& all, const Factor& factor, const Experiment& experiment,
                const Evaluation& evaluation) {
  const std::optional<HeadInputs<double>>& projected = evaluation.trace.projected;
  if (!factor.read && (!projected || (*projected.*factor.numbers).columns() == 0)) {
    return;
  }
  BoardMatrix matrix;
  matrix.id = matrix.table = factor.id;
  matrix.role = factor.role;
  matrix.values = factor.read ? experiment.inputs.*factor.numbers : *projected.*factor.numbers;
  matrix.rows = experiment.token_count();
  matrix.columns = matrix.values.columns();
  const InputSpec* given = factor.read || mechanism_of(experiment).given == nullptr
                               ? nullptr
                               : mechanism_of(experiment).given(factor.id, experiment.parameters);
  matrix.editable = factor.read || given != nullptr;
  matrix.minimum = -largest_magnitude;
  matrix.maximum = largest_magnitude;
  // K stands above the scores, so it lies on its side; turned, Q and V do.
  const bool lies = (factor.role == MatrixRole::key) != experiment.columns_are_queries;
  matrix.title = matrix.id + (lies ? "ᵀ " : " ") +
                 (lies ? by(std::to_string(matrix.columns), std::to_string(matrix.rows)) : size_text(matrix));
  name_by_size(matrix, matrix.id);
  add_whole(matrix, experiment);
  if (given != nullptr && is_given(*given, matrix.columns, experiment)) {
    matrix.title = say("{0}, detached", matrix.title);
    matrix.name = say("{0}, detached: it does not follow X", matrix.name);
  }
  all.push_back(std::move(matrix));
}

void add_pairs(std::vector<BoardMatrix>& all, std::string_view id, const std::string& subject,
               MatrixRole role, const std::string& title, const Matrix<double>& values,
               const Experiment& experiment, const Evaluation& evaluation) {
  BoardMatrix matrix;
  matrix.id = matrix.table = id;
  matrix.role = role;
  matrix.title = evaluation.scores_held ? title : say("{0}, not held", title);
  matrix.row_axis = Axis::query;
  matrix.column_axis = Axis::key;
  matrix.rows = matrix.columns = experiment.token_count();
  matrix.values = values;
  const Mask by_hand = experiment.mask.as_bits(experiment.token_count());
  matrix.pressable = !refusal(mechanism_of(experiment), setting_of(experiment, by_hand));
  name_by_size(matrix, subject);
  all.push_back(std::move(matrix));
}

void add_output(std::vector<BoardMatrix>& all, const std::string& title, const Experiment& experiment,
                const Evaluation& evaluation) {
  BoardMatrix matrix;
  matrix.id = matrix.table = "output";
  matrix.role = MatrixRole::output;
  matrix.title = title;
  matrix.values = evaluation.output;
  matrix.rows = experiment.token_count();
  matrix.columns = matrix.values.columns() > 0 ? matrix.values.columns() : experiment.value_width();
  name_by_size(matrix, say("output"));
  all.push_back(std::move(matrix));
}

void add_own_inputs(std::vector<BoardMatrix>& all, const Experiment& experiment) {
  for (const InputSpec& spec : mechanism_of(experiment).inputs) {
    if (spec.optional || (spec.read != nullptr && !spec.read(experiment.parameters))) {
      continue;
    }
    BoardMatrix matrix;
    matrix.id = matrix.table = spec.id;
    matrix.part = BoardPart::input;
    matrix.meaning = say(spec.meaning);
    matrix.row_axis = spec.rows == Size::tokens ? Axis::token : Axis::dimension;
    matrix.column_axis = spec.columns == Size::tokens ? Axis::token : Axis::dimension;
    matrix.values = input_of(experiment, spec);
    matrix.rows = matrix.values.rows();
    matrix.columns = matrix.values.columns();
    matrix.editable = true;
    matrix.minimum = spec.minimum;
    matrix.maximum = spec.maximum;
    const std::string title = say(spec.title);
    matrix.title = title + " " + size_text(matrix);
    name_by_size(matrix, title);
    add_whole(matrix, experiment);
    all.push_back(std::move(matrix));
  }
}

// As long as the axis of a trace that covers the tokens so far will be once all have arrived.
int whole_length(Axis axis, int length, const Experiment& experiment) {
  return counts_tokens(axis) && length == experiment.position ? experiment.token_count() : length;
}

void add_traced(std::vector<BoardMatrix>& all, const Experiment& experiment, const Evaluation& evaluation) {
  for (const TracedMatrix& traced : evaluation.trace.more) {
    BoardMatrix matrix;
    matrix.id = matrix.table = traced.id;
    matrix.role = traced.role;
    matrix.part = BoardPart::step;
    matrix.meaning = say(traced.meaning);
    matrix.row_axis = traced.rows;
    matrix.column_axis = traced.columns;
    matrix.values = traced.values;
    matrix.rows = whole_length(traced.rows, traced.values.rows(), experiment);
    matrix.columns = whole_length(traced.columns, traced.values.columns(), experiment);
    const std::string& title = traced.title;
    matrix.title = title + " " + size_text(matrix);
    name_by_size(matrix, title);
    if (matrix.rows > 0 && matrix.columns > 0) {
      all.push_back(std::move(matrix));
    }
  }
}

// An id without what parts ids.
std::string id_of(std::string_view symbol) {
  std::string id = "state." + std::string(symbol);
  std::ranges::replace(id, ' ', '_');
  return id;
}

void add_state(std::vector<BoardMatrix>& all, const Evaluation& evaluation) {
  if (!evaluation.state) {
    return;
  }
  for (const DecodeState<double>::Part& part : evaluation.state->parts()) {
    if (!part.fixed || part.width == 0 || part.numbers.empty()) {
      continue;
    }
    BoardMatrix matrix;
    matrix.id = id_of(part.symbol);
    matrix.table = "state." + part.symbol;
    matrix.role = MatrixRole::state;
    matrix.part = BoardPart::state;
    matrix.meaning = say("Kept from one token to the next.");
    matrix.row_axis = Axis::dimension;
    matrix.rows = static_cast<int>(part.numbers.size()) / part.width;
    matrix.columns = part.width;
    matrix.values = Matrix<double>(matrix.rows, matrix.columns);
    std::ranges::copy(part.numbers, matrix.values.elements().begin());
    matrix.title = evaluation.generation.cached
                       ? say("state {0} {1}", part.symbol, size_text(matrix))
                       : say("state {0} {1}, not kept", part.symbol, size_text(matrix));
    name_by_size(matrix, say("state {0}", part.symbol));
    all.push_back(std::move(matrix));
  }
}

}  // namespace

std::vector<BoardMatrix> board_matrices(const Experiment& experiment, const Evaluation& evaluation) {
  const Mechanism& mechanism = mechanism_of(experiment);
  const BoardTitles titles = mechanism.titles(experiment.parameters, experiment.columns_are_queries);
  using Inputs = HeadInputs<double>;
  std::vector<BoardMatrix> all;
  add_factor(all, {"Q", MatrixRole::query, mechanism.reads.q, &Inputs::q}, experiment, evaluation);
  add_factor(all, {"K", MatrixRole::key, mechanism.reads.k, &Inputs::k}, experiment, evaluation);
  add_pairs(all, "scores", say("scores"), MatrixRole::score, titles.scores, evaluation.trace.scores,
            experiment, evaluation);
  add_pairs(all, "weights", say("weights"), MatrixRole::weight, titles.weights, evaluation.trace.weights,
            experiment, evaluation);
  add_factor(all, {"V", MatrixRole::value, mechanism.reads.v, &Inputs::v}, experiment, evaluation);
  add_output(all, titles.output, experiment, evaluation);
  add_own_inputs(all, experiment);
  add_traced(all, experiment, evaluation);
  add_state(all, evaluation);
  return all;
}

std::optional<BoardCell> board_cell(std::string_view id, const std::vector<BoardMatrix>& matrices) {
  const std::size_t second = id.rfind('.');
  const std::size_t first =
      second == 0 || second == std::string_view::npos ? second : id.rfind('.', second - 1);
  if (first == std::string_view::npos || first == second) {
    return std::nullopt;
  }
  for (const BoardMatrix& matrix : matrices) {
    if (matrix.id != id.substr(0, first)) {
      continue;
    }
    const Expected<int> row =
        parse_whole(id.substr(first + 1, second - first - 1), "row", 0, matrix.rows - 1);
    const Expected<int> column = parse_whole(id.substr(second + 1), "column", 0, matrix.columns - 1);
    if (row && column) {
      return BoardCell{&matrix, *row, *column};
    }
  }
  return std::nullopt;
}

std::optional<BoardCell> inspected_cell(const std::vector<BoardMatrix>& matrices,
                                        const Experiment& experiment, const ViewState& state) {
  for (const std::string& id : {state.hovered, state.focused}) {
    if (const std::optional<BoardCell> cell = board_cell(id, matrices)) {
      return cell;
    }
  }
  const int query = experiment.position - 1;
  if (query < 0) {
    return std::nullopt;
  }
  const auto weights = std::ranges::find(matrices, "weights", &BoardMatrix::id);
  LOOKBACK_ASSERT(weights != matrices.end() && query < weights->values.rows());
  const auto row = weights->values.row(query);
  const auto largest =
      std::ranges::max_element(row, [](double a, double b) { return std::abs(a) < std::abs(b); });
  return BoardCell{&*weights, query, static_cast<int>(largest - row.begin())};
}

}  // namespace lookback::view
