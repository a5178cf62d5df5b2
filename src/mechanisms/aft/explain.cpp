#include "mechanisms/aft/explain.h"

#include "base/format.h"
#include "mechanisms/aft/mechanism.h"
#include "mechanisms/explanation.h"

namespace lookback::aft {
namespace {

using enum MatrixRole;

std::string at_channel(int c) { return "[" + std::to_string(c) + "]"; }

// "k₁[0] + w = 0.3 + 0.1 = 0.4"
Line logit_line(int t, int s, int c, const HeadInputs<double>& inputs, const Parameters& chosen,
                double logit) {
  const Matrix<double>* biases = biases_of(inputs, chosen);
  Line line = {vector_name("k", s, key), word(at_channel(c))};
  if (biases != nullptr) {
    line.push_back(word(" + w = "));
    line.push_back(number(inputs.k(s, c), key));
    line.push_back(word(" + " + brief((*biases)(t, s))));
  }
  line.push_back(word(" = "));
  line.push_back(number(logit, score));
  line.push_back(word(": the key itself is the score, no query is compared with it"));
  return line;
}

Line gate_line(int t, int c, const HeadInputs<double>& inputs) {
  return {word("gate = sigmoid("),
          vector_name("q", t, query),
          word(at_channel(c) + ") = 1 ÷ (1 + exp("),
          number(-inputs.q(t, c), query),
          word(")) = "),
          number(sigmoid(inputs.q(t, c)), plain)};
}

std::vector<Line> explain_pair(int t, int s, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Parameters& chosen) {
  if (!mask.visible(t, s)) {
    return {{word("The mask hides this pair: its weight is 0.")}};
  }
  const int c = shown_channel(chosen, inputs.v.columns());
  const Trace ungated = {averages<double>(inputs.k, inputs.v, biases_of(inputs, chosen), mask, {}, c)};
  Line softmax_line = explain_softmax(t, s, ungated, mask);
  softmax_line.resize(2);  // up to the weight, which the gate has still to multiply
  softmax_line.push_back(word(", × gate " + brief(sigmoid(inputs.q(t, c))) + " = "));
  softmax_line.push_back(number(trace.weights(t, s), weight));
  return {logit_line(t, s, c, inputs, chosen, trace.scores(t, s)), softmax_line, gate_line(t, c, inputs)};
}

std::vector<Line> explain_state(std::string_view table, int channel) {
  const std::string place = at_channel(channel);
  if (table == "state.n") {
    return {
        {word("n" + place + " = Σ exp(k − m) v over the tokens so far: the numerator, divided by exp(m).")}};
  }
  if (table == "state.d") {
    return {
        {word("d" + place + " = Σ exp(k − m) over the tokens so far: the denominator, divided by exp(m).")}};
  }
  return {{word("m" + place + " = the largest key so far, so that every exp that is taken is at most 1.")}};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  if (cell.table == "gate") {
    return {gate_line(cell.row, cell.column, inputs)};
  }
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell.row, cell.column, inputs, trace, mask, chosen);
    case output: {
      Trace of_channel = picture(inputs, mask, biases_of(inputs, chosen), cell.column);
      return explain_output(cell.row, cell.column, inputs, of_channel, mask);
    }
    case query:
      return {
          {vector_name("q", cell.row, query), word(" gates its own output and is compared with no key.")}};
    case key:
      return {{vector_name("k", cell.row, key), word(at_channel(cell.column) + " is the score of "),
               vector_name("v", cell.row, value),
               word(at_channel(cell.column) + " and of no other channel.")}};
    case value:
      return explain_written(cell.row, inputs.v.rows(), mask, value, "v");
    case state:
      return explain_state(cell.table, cell.column);
    case plain:
      break;
  }
  if (cell.table == "averages") {
    return {{word("Σ softmax(k + w) v = " + brief(trace.more[0].values(cell.row, cell.column)) +
                  "; the gate then multiplies it by " + brief(sigmoid(inputs.q(cell.row, cell.column))))}};
  }
  return {};
}

}  // namespace lookback::aft
