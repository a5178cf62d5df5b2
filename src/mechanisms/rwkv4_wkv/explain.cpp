#include "mechanisms/rwkv4_wkv/explain.h"

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/rwkv4_wkv/mechanism.h"

namespace lookback::rwkv4_wkv {
namespace {

using enum MatrixRole;

std::string at_channel(int c) { return "[" + std::to_string(c) + "]"; }

}  // namespace

Line explain_logit(int t, int i, int c, const Matrix<double>& k, double decay, double bonus, double logit) {
  const Line name = {vector_name("k", i, key), word(at_channel(c))};
  const Term own = number(k(i, c), key);
  if (i == t) {
    return line_of(say("the present token: u + {0} = {1} + {2} = {3}"),
                   {name, brief(bonus), own, number(logit, score)});
  }
  const int age = t - 1 - i;
  return line_of(age == 0 ? say("{0} − {1} w = {2} − {1}×{3} = {4}: the token before has not decayed yet")
                          : "{0} − {1} w = {2} − {1}×{3} = {4}",
                 {name, age, own, brief(decay), number(logit, score)});
}

std::vector<Line> explain_sums(std::string_view table, int channel) {
  const std::string place = at_channel(channel);
  if (table == "state.a") {
    return {{word(say("{0} = Σ e^(k − age·w − p) v over the tokens so far: the numerator, divided by e^p.",
                      "a" + place))}};
  }
  if (table == "state.b") {
    return {{word(say("{0} = Σ e^(k − age·w − p) over the tokens so far: the denominator, divided by e^p.",
                      "b" + place))}};
  }
  return {{word(say("{0} = the largest logit so far, decayed as the sums are; every exp taken is at most 1.",
                    "p" + place))}};
}

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen) {
  const int c = shown_channel(chosen, inputs.v.columns());
  switch (cell.role) {
    case score:
    case weight:
      if (!mask.visible(cell.row, cell.column)) {
        return {weightless_pair()};
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
      return {line_of(say("{0} is the logit of {1} and of no other channel."),
                      {Line{vector_name("k", cell.row, key), word(at_channel(cell.column))},
                       Line{vector_name("v", cell.row, value), word(at_channel(cell.column))}})};
    case value:
      return explain_written(cell.row, inputs.v.rows(), mask, value, "v");
    case state:
      return explain_sums(cell.table, cell.column);
    case query:
    case plain:
      break;
  }
  if (cell.table == "kept") {
    return {
        {word(say("e^−w = e^−{0} = {1}: what is left of a token's weight after each further token",
                  brief(inputs.more[0](0, cell.column)), brief(trace.more.front().values(0, cell.column))))}};
  }
  return {};
}

}  // namespace lookback::rwkv4_wkv
