#include "mechanisms/rwkv4_time_mixing/explain.h"

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/rwkv4_time_mixing/mechanism.h"
#include "mechanisms/rwkv4_wkv/explain.h"

namespace lookback::rwkv4_time_mixing {
namespace {

using enum MatrixRole;

std::string place(int channel) { return "[" + std::to_string(channel) + "]"; }

const Matrix<double>& traced(const Trace& trace, std::string_view id) {
  const auto found = std::ranges::find(trace.more, id, &TracedMatrix::id);
  LOOKBACK_ASSERT(found != trace.more.end());
  return found->values;
}

// "0.3 × μ 0.6 + 0.1 × (1 − 0.6) = 0.22"
Line shift_line(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace, Input mix) {
  const double share = inputs.more[mix](0, cell.column);
  const std::string at = place(cell.column);
  const Matrix<double>& xs = inputs.more[x];
  const double before = cell.row == 0 ? 0 : xs(cell.row - 1, cell.column);
  return {word("x" + subscript(cell.row) + at + " × μ + " +
               (cell.row == 0 ? std::string("0") : "x" + subscript(cell.row - 1) + at) + " × (1 − μ) = " +
               brief(xs(cell.row, cell.column)) + "×" + brief(share) + " + " + brief(before) + "×" +
               brief(1 - share) + " = " + brief(traced(trace, cell.table)(cell.row, cell.column)))};
}

Line products(std::span<const double> row, std::span<const double> weights, MatrixRole role) {
  return sum_of_products(
      static_cast<int>(row.size()), plain, role, [&](int a) { return weights[static_cast<std::size_t>(a)]; },
      [&](int a) { return row[static_cast<std::size_t>(a)]; });
}

// A projection's sum, and its `terms`: "W_k × x".
Line product_line(Line line, std::string_view terms, std::span<const double> row,
                  std::span<const double> weights, MatrixRole role) {
  return line_of("{0} = Σ {1} = {2} = {3}",
                 {std::move(line), std::string(terms), products(row, weights, role),
                  number(dot<double>(row, weights), role)});
}

Line receptance_line(int t, int c, const HeadInputs<double>& inputs, const Trace& trace) {
  const std::span<const double> row = traced(trace, "mixed_r").row(t);
  const std::span<const double> weights = inputs.more[w_r].row(c);
  return line_of(say("{0} before sigmoid = Σ W_r × x = {1} = {2}, sigmoid of it = {3}"),
                 {"r" + subscript(t) + place(c), products(row, weights, query),
                  number(dot<double>(row, weights), query), number(trace.projected->q(t, c), query)});
}

std::vector<Line> explain_pair(const CellReference& cell, const HeadInputs<double>& inputs,
                               const Trace& trace, const Parameters& chosen) {
  if (cell.column > cell.row) {
    return {weightless_pair()};
  }
  const int c = shown_channel(chosen, inputs.more[x].columns());
  return {
      rwkv4_wkv::explain_logit(cell.row, cell.column, c, trace.projected->k, inputs.more[decay_rate](0, c),
                               inputs.more[bonus](0, c), trace.scores(cell.row, cell.column)),
      explain_softmax(cell.row, cell.column, trace, Mask::causal())};
}

// wkv's channel from the weights of that channel.
std::vector<Line> explain_wkv(const CellReference& cell, const HeadInputs<double>& inputs,
                              const Trace& trace) {
  const Weights<double> weights = weights_of(inputs);
  Trace of_channel = {rwkv4_wkv::parallel<double>(trace.projected->k, trace.projected->v, weights.rates(),
                                                  Mask::causal(), {}, cell.column)};
  of_channel.projected = trace.projected;
  return explain_output(word("wkv" + subscript(cell.row)), cell.row, cell.column, inputs, of_channel,
                        Mask::causal());
}

std::vector<Line> explain_traced(const CellReference& cell, const HeadInputs<double>& inputs,
                                 const Trace& trace) {
  const int t = cell.row;
  const int c = cell.column;
  if (cell.table == "mixed_k") {
    return {shift_line(cell, inputs, trace, mix_k)};
  }
  if (cell.table == "mixed_v") {
    return {shift_line(cell, inputs, trace, mix_v)};
  }
  if (cell.table == "mixed_r") {
    return {shift_line(cell, inputs, trace, mix_r)};
  }
  if (cell.table == "wkv") {
    return explain_wkv(cell, inputs, trace);
  }
  if (cell.table == "gated") {
    return {{word("r × wkv = "), number(trace.projected->q(t, c), query),
             word(" × " + brief(traced(trace, "wkv")(t, c)) + " = " + brief(traced(trace, "gated")(t, c)))}};
  }
  return {};
}

}  // namespace

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& /*mask*/, const Parameters& chosen) {
  const int t = cell.row;
  const int c = cell.column;
  switch (cell.role) {
    case score:
    case weight:
      return explain_pair(cell, inputs, trace, chosen);
    case output:
      return {product_line({vector_name("o", t, output), word(place(c))}, "W_o × (r × wkv)",
                           traced(trace, "gated").row(t), inputs.more[w_o].row(c), output)};
    case query:
      return {receptance_line(t, c, inputs, trace)};
    case key:
      return {product_line({vector_name("k", t, key), word(place(c))}, "W_k × x",
                           traced(trace, "mixed_k").row(t), inputs.more[w_k].row(c), key)};
    case value:
      return {product_line({vector_name("v", t, value), word(place(c))}, "W_v × x",
                           traced(trace, "mixed_v").row(t), inputs.more[w_v].row(c), value)};
    case state:
      if (cell.table == "state.x") {
        return {{word(say("The token before, which the next token is mixed with."))}};
      }
      return rwkv4_wkv::explain_sums(cell.table, c);
    case plain:
      break;
  }
  return explain_traced(cell, inputs, trace);
}

}  // namespace lookback::rwkv4_time_mixing
