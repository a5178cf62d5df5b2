#include "mechanisms/aft/explain.h"

#include "base/format.h"
#include "base/say.h"
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
  return line_of(say("{0} = {1}: the key itself is the score, no query is compared with it"),
                 {line, number(logit, score)});
}

Line gate_line(int t, int c, const HeadInputs<double>& inputs) {
  return line_of(say("gate = sigmoid({0}) = 1 ÷ (1 + exp({1})) = {2}"),
                 {Line{vector_name("q", t, query), word(at_channel(c))}, number(-inputs.q(t, c), query),
                  brief(sigmoid(inputs.q(t, c)))});
}

std::vector<Line> explain_pair(int t, int s, const HeadInputs<double>& inputs, const Trace& trace,
                               const Mask& mask, const Parameters& chosen) {
  if (!mask.visible(t, s)) {
    return {weightless_pair()};
  }
  const int c = shown_channel(chosen, inputs.v.columns());
  const Trace ungated = {averages<double>(inputs.k, inputs.v, biases_of(inputs, chosen), mask, {}, c)};
  const SoftmaxSteps steps = softmax_steps(t, s, ungated, mask);
  return {logit_line(t, s, c, inputs, chosen, trace.scores(t, s)),
          line_of(say("exp({0} − max {1}) = {2} ÷ Σ {3} = weight {4}, × gate {5} = {6}"),
                  {steps.score, steps.largest, steps.exponential, steps.sum,
                   number(ungated.weights(t, s), weight), brief(sigmoid(inputs.q(t, c))),
                   number(trace.weights(t, s), weight)}),
          gate_line(t, c, inputs)};
}

std::vector<Line> explain_state(std::string_view table, int channel) {
  const std::string place = at_channel(channel);
  if (table == "state.n") {
    return {{word(
        say("{0} = Σ exp(k − m) v over the tokens so far: the numerator, divided by exp(m).", "n" + place))}};
  }
  if (table == "state.d") {
    return {{word(
        say("{0} = Σ exp(k − m) over the tokens so far: the denominator, divided by exp(m).", "d" + place))}};
  }
  return {{word(
      say("{0} = the largest key so far, so that every exp that is taken is at most 1.", "m" + place))}};
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
      return {line_of(say("{0} gates its own output and is compared with no key."),
                      {vector_name("q", cell.row, query)})};
    case key:
      return {line_of(say("{0} is the score of {1} and of no other channel."),
                      {Line{vector_name("k", cell.row, key), word(at_channel(cell.column))},
                       Line{vector_name("v", cell.row, value), word(at_channel(cell.column))}})};
    case value:
      return explain_written(cell.row, inputs.v.rows(), mask, value, "v");
    case state:
      return explain_state(cell.table, cell.column);
    case plain:
      break;
  }
  if (cell.table == "averages") {
    return {{word(say("Σ softmax(k + w) v = {0}; the gate then multiplies it by {1}",
                      brief(trace.more[0].values(cell.row, cell.column)),
                      brief(sigmoid(inputs.q(cell.row, cell.column)))))}};
  }
  return {};
}

}  // namespace lookback::aft
