#include "experiment/named_matrices.h"

#include "base/say.h"

namespace lookback {
namespace {

Matrix<double> rows_of(const DecodeState<double>::Part& part) {
  const int width = part.width;
  const int rows = width == 0 ? 0 : static_cast<int>(part.numbers.size()) / width;
  Matrix<double> result(rows, width);
  std::ranges::copy(part.numbers, result.elements().begin());
  return result;
}

bool counts_tokens(Axis axis) { return axis != Axis::dimension; }

}  // namespace

std::vector<NamedMatrix> named_matrices(const Experiment& experiment, const Evaluation& evaluation) {
  using enum MatrixSource;
  const Mechanism& mechanism = mechanism_of(experiment);
  const Trace& trace = evaluation.trace;
  std::vector<NamedMatrix> all;
  const auto add_tokens = [&all](MatrixSource source, const std::string& id, const Matrix<double>& values) {
    all.push_back({source, id, id, values, true});
  };
  if (mechanism.reads.q) {
    add_tokens(core, "Q", experiment.inputs.q);
  }
  if (mechanism.reads.k) {
    add_tokens(core, "K", experiment.inputs.k);
  }
  if (mechanism.reads.v) {
    add_tokens(core, "V", experiment.inputs.v);
  }
  for (const InputSpec& spec : mechanism.inputs) {
    if (spec.optional && !experiment.more.contains(spec.id)) {
      continue;
    }
    all.push_back({input, std::string(spec.id), say(spec.title), input_of(experiment, spec),
                   spec.rows == Size::tokens});
  }
  if (trace.projected) {
    add_tokens(projected, "q", trace.projected->q);
    add_tokens(projected, "k", trace.projected->k);
    add_tokens(projected, "v", trace.projected->v);
  }
  all.push_back({core, "scores", say("scores"), trace.scores, true, 0, true});
  all.push_back({core, "weights", say("weights"), trace.weights, true, 0, true});
  all.push_back({core, "output", say("output"), evaluation.output, true});
  for (const TracedMatrix& one : trace.more) {
    all.push_back({traced, std::string(one.id), one.title, one.values, counts_tokens(one.rows)});
  }
  if (evaluation.state) {
    for (const DecodeState<double>::Part& part : evaluation.state->parts()) {
      all.push_back({state, part.symbol, say("{0}: {1}", say(mechanism.state_title), part.symbol),
                     rows_of(part), !part.fixed, part.fixed ? 0 : evaluation.state->first_row()});
    }
  }
  return all;
}

Matrix<std::uint8_t> hidden_numbers(const Experiment& experiment, const NamedMatrix& matrix) {
  if (matrix.source != MatrixSource::core || matrix.id != "scores") {
    return {};
  }
  Matrix<std::uint8_t> hidden(matrix.values.rows(), matrix.values.columns());
  for (int query = 0; query < hidden.rows(); ++query) {
    for (int key = 0; key < hidden.columns(); ++key) {
      hidden(query, key) = experiment.mask.visible(query, key) ? 0 : 1;
    }
  }
  return hidden;
}

}  // namespace lookback
