#include "mechanisms/multi_head_layer/board.h"

#include <algorithm>
#include <cmath>

#include "base/say.h"
#include "mechanisms/explanation.h"

namespace lookback::multi_head_layer {
namespace {

using enum MatrixRole;

Matrix<double> share_of_columns(const Matrix<double>& matrix, int index, int count) {
  Matrix<double> result(matrix.rows(), matrix.columns() / count);
  for (int r = 0; r < matrix.rows(); ++r) {
    std::ranges::copy(share(matrix.row(r), index, count), result.row(r).begin());
  }
  return result;
}

std::vector<Line> explain_pair(int i, int j, const Trace& trace, const Mask& mask, const Options& options,
                               int head) {
  if (!mask.visible(i, j)) {
    return {hidden_pair()};
  }
  std::vector<double> q(trace.projected->q.row(i).begin(), trace.projected->q.row(i).end());
  std::vector<double> k(trace.projected->k.row(j).begin(), trace.projected->k.row(j).end());
  turn_heads<double>(q, i, 1, options);
  turn_heads<double>(k, j, 1, options);
  const Line product = {vector_name("q", i, query), word("·"), vector_name("k", j, key)};
  Line sum = sum_of_products(
      static_cast<int>(q.size()), query, key, [&](int c) { return q[static_cast<std::size_t>(c)]; },
      [&](int c) { return k[static_cast<std::size_t>(c)]; });
  const bool biased = !options.slopes.empty();
  LOOKBACK_ASSERT(!biased || !options.rotation);  // positions are told in one way
  if (options.scale || biased) {
    sum.push_back(word(" = " + brief(dot<double>(q, k))));
  }
  if (options.scale) {
    sum.push_back(word(" ÷ √" + std::to_string(q.size())));
  }
  const std::string result = brief(trace.scores(i, j));
  const Line line = biased
                        ? line_of(say("{0} = {1} − slope {2}×{3} = {4}"),
                                  {product, sum, brief(options.slopes[static_cast<std::size_t>(head)]),
                                   std::abs(i - j), result})
                        : line_of(options.rotation ? say("{0}, both turned, = {1} = {2}") : "{0} = {1} = {2}",
                                  {product, sum, result});
  return {line, explain_softmax(i, j, trace, mask)};
}

// An element of q, k or v of a head: a row of its weights times a row of the layer's input.
std::vector<Line> explain_projected(const CellReference& cell, const Matrix<double>& x,
                                    const Matrix<double>& weights, const Matrix<double>& values,
                                    int first_row, std::string_view letter) {
  if (cell.row >= values.rows() || cell.column >= values.columns()) {
    return {};
  }
  const std::string place = "[" + std::to_string(cell.column) + "]";
  return {explain_product({vector_name(letter, cell.row, cell.role), word(place + " = ")},
                          weights.row(first_row + cell.column), x.row(cell.row), plain,
                          values(cell.row, cell.column))};
}

}  // namespace

Options options_of(const Mechanism& mechanism, const Parameters& chosen, int key_width) {
  Options options;
  options.heads = static_cast<int>(parameter(mechanism, chosen, "heads"));
  options.kv_heads = static_cast<int>(parameter(mechanism, chosen, "kv_heads"));
  if (parameter(mechanism, chosen, "scaled") != 0) {
    const int head_width = key_width / options.heads;
    options.scale = 1 / std::sqrt(static_cast<double>(head_width));
  }
  return options;
}

int shown_head(const Mechanism& mechanism, const Parameters& chosen) {
  return static_cast<int>(
      std::min(parameter(mechanism, chosen, "head"), parameter(mechanism, chosen, "heads") - 1));
}

Refusal heads_absent(const Mechanism& mechanism, const Setting& setting) {
  const int heads = static_cast<int>(parameter(mechanism, setting.parameters, "heads"));
  const int kv_heads = static_cast<int>(parameter(mechanism, setting.parameters, "kv_heads"));
  if (setting.key_width % heads != 0 || setting.value_width % heads != 0) {
    return "Every head has an equal share of the width, so the number of heads must divide the widths of Q "
           "and "
           "V."_said;
  }
  if (heads % kv_heads != 0) {
    return "Every key/value head serves equally many query heads, so their number must divide the number of "
           "heads."_said;
  }
  return std::nullopt;
}

std::string score_symbols(const Mechanism& mechanism, const Parameters& chosen, bool turned) {
  const bool scaled = parameter(mechanism, chosen, "scaled") != 0;
  return std::string(turned ? "KQᵀ" : "QKᵀ") + (scaled ? "/√d" : "");
}

Trace head_trace(const Layer<double>& layer, int head, const Options& options) {
  const auto index = static_cast<std::size_t>(head);
  const int g = kv_head_of(head, options);
  Trace trace;
  trace.output = layer.output;
  trace.scores = layer.scores[index];
  trace.weights = layer.weights[index];
  trace.projected = HeadInputs<double>{share_of_columns(layer.projected.q, head, options.heads),
                                       share_of_columns(layer.projected.k, g, options.kv_heads),
                                       share_of_columns(layer.projected.v, g, options.kv_heads),
                                       {}};
  return trace;
}

Line explain_product(Line start, std::span<const double> w, std::span<const double> x, MatrixRole role,
                     double sum) {
  append_products(
      start, static_cast<int>(w.size()), plain, role, [&](int c) { return w[static_cast<std::size_t>(c)]; },
      [&](int c) { return x[static_cast<std::size_t>(c)]; });
  start.push_back(word(" = " + brief(sum)));
  return start;
}

Line sum_of_product(std::span<const double> w, std::span<const double> x, MatrixRole role) {
  return sum_of_products(
      static_cast<int>(w.size()), plain, role, [&](int c) { return w[static_cast<std::size_t>(c)]; },
      [&](int c) { return x[static_cast<std::size_t>(c)]; });
}

std::vector<Line> explain_head(const CellReference& cell, const Matrix<double>& x,
                               const Weights<double>& weights, const Trace& trace, const Mask& mask,
                               const Options& options, int head) {
  const HeadInputs<double>& shown = *trace.projected;
  const int g = kv_head_of(head, options);
  if (cell.table == "scores" || cell.table == "weights") {
    return explain_pair(cell.row, cell.column, trace, mask, options, head);
  }
  if (cell.table == "Q") {
    return explain_projected(cell, x, weights.w_q, shown.q, head * shown.q.columns(), "q");
  }
  if (cell.table == "K") {
    return explain_projected(cell, x, weights.w_k, shown.k, g * shown.k.columns(), "k");
  }
  if (cell.table == "V") {
    return explain_projected(cell, x, weights.w_v, shown.v, g * shown.v.columns(), "v");
  }
  return {};
}

std::vector<Line> explain_head_output(const CellReference& cell, const Trace& trace,
                                      const Matrix<double>& head_outputs, const Mask& mask,
                                      const Options& options, int head) {
  const int width = head_outputs.columns() / options.heads;
  const int whose = cell.column / width;
  const std::string value = brief(head_outputs(cell.row, cell.column));
  if (whose != head) {
    return {line_of(say("Head {0}’s output for {1} is {2} here; choose that head to see its weights."),
                    {whose, vector_name("q", cell.row, query), value})};
  }
  const int c = cell.column % width;
  const std::vector<int> keys = visible_keys(cell.row, trace.weights.columns(), mask);
  if (keys.empty()) {
    return {keyless_query()};
  }
  const auto key_at = [&keys](int n) { return keys[static_cast<std::size_t>(n)]; };
  const Line sum = sum_of_products(
      static_cast<int>(keys.size()), weight, MatrixRole::value,
      [&](int n) { return trace.weights(cell.row, key_at(n)); },
      [&](int n) { return trace.projected->v(key_at(n), c); });
  return {line_of(say("Head {0}: Σ weight × v = {1} = {2}"), {head, sum, value})};
}

}  // namespace lookback::multi_head_layer
