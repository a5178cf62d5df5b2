#include "mechanisms/rwkv4_wkv/explain.h"

#include "base/format.h"
#include "mechanisms/explanation.h"
#include "mechanisms/rwkv4_wkv/mechanism.h"

namespace lookback::rwkv4_wkv {
namespace {

using enum MatrixRole;

std::string at_channel(int c) { return "[" + std::to_string(c) + "]"; }

}  // namespace

Line explain_logit(int t, int i, int c, const Matrix<double>& k, double decay, double bonus, double logit) {
  Line line;
  if (i == t) {
    line = {word("the present token: u + "), vector_name("k", i, key),
            word(at_channel(c) + " = " + brief(bonus) + " + "), number(k(i, c), key)};
  } else {
    const int age = t - 1 - i;
    line = {vector_name("k", i, key), word(at_channel(c) + " − " + std::to_string(age) + " w = "),
            number(k(i, c), key), word(" − " + std::to_string(age) + "×" + brief(decay))};
  }
  line.push_back(word(" = "));
  line.push_back(number(logit, score));
  if (i == t - 1) {
    line.push_back(word(": the token before has not decayed yet"));
  }
  return line;
}

std::vector<Line> explain_sums(std::string_view table, int channel) {
  const std::string place = at_channel(channel);
  if (table == "state.a") {
    return {{word("a" + place +
                  " = Σ e^(k − age·w − p) v over the tokens so far: the numerator, divided by e^p.")}};
  }
  if (table == "state.b") {
    return {{word("b" + place +
                  " = Σ e^(k − age·w − p) over the tokens so far: the denominator, divided by e^p.")}};
  }
  return {{word("p" + place +
                " = the largest logit so far, decayed as the sums are; every exp taken is at most 1.")}};
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int c = shown_channel(chosen, inputs.v.columns());
  switch (cell.role) {
    case score:
    case weight:
      if (!mask.visible(cell.row, cell.column)) {
        return {{word("The mask hides this pair: its weight is 0.")}};
      }
      return {explain_logit(cell.row, cell.column, c, inputs.k, inputs.more[0](0, c), inputs.more[1](0, c),
                            trace.scores(cell.row, cell.column)),
              explain_softmax(cell.row, cell.column, trace, mask)};
    case output: {
      const Trace of_channel = {
          parallel<double>(inputs.k, inputs.v, rates_of(inputs), mask, {}, cell.column)};
      return explain_output(cell.row, cell.column, inputs, of_channel, mask);
    }
    case key:
      return {{vector_name("k", cell.row, key), word(at_channel(cell.column) + " is the logit of "),
               vector_name("v", cell.row, value),
               word(at_channel(cell.column) + " and of no other channel.")}};
    case value:
      return explain_written(cell.row, inputs.v.rows(), mask, value, "v");
    case state:
      return explain_sums(cell.table, cell.column);
    case query:
    case plain:
      break;
  }
  if (cell.table == "kept") {
    return {{word("e^−w = e^−" + brief(inputs.more[0](0, cell.column)) + " = " +
                  brief(trace.more.front().values(0, cell.column)) +
                  ": what is left of a token's weight after each further token")}};
  }
  return {};
}

}  // namespace lookback::rwkv4_wkv
