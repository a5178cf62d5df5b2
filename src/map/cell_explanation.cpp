#include "map/cell_explanation.h"

#include <cmath>

#include "base/assert.h"
#include "base/format.h"
#include "base/say.h"

namespace lookback::map {
namespace {

std::string attention_text(const CellExplanation& cell, double scale) {
  const std::string i = subscript(cell.query);
  const std::string j = subscript(cell.key);
  return say("q{0}·k{1} = {2}; times σ = {3}: score {4}; L{0} = {5}; weight exp(score − L) = {6}.", i, j,
             brief(cell.dot), brief(scale), brief(cell.score), brief(cell.log_sum_exp), brief(cell.number));
}

std::string retention_text(const CellExplanation& cell, double scale) {
  const std::string i = subscript(cell.query);
  const std::string j = subscript(cell.key);
  return say("q{0}·k{1} = {2}; times σ = {3}: score {4}; γ^{5} = {6}; faded score {7}.", i, j,
             brief(cell.dot), brief(scale), brief(cell.score), cell.query - cell.key, brief(cell.power),
             brief(cell.number));
}

}  // namespace

CellExplanation cell_numbers(const LongAttention& attention, int query, int key) {
  LOOKBACK_ASSERT(attention.has_weights({query, query + 1}));
  const std::span<const float> q = attention.inputs().row(Role::queries, query);
  const std::span<const float> k = attention.inputs().row(Role::keys, key);
  CellExplanation cell{.query = query, .key = key};
  cell.visible = key >= attention.visible().begin(query, attention.tokens()) &&
                 key < attention.visible().end(query, attention.tokens());
  for (std::size_t c = 0; c < q.size(); ++c) {
    cell.dot += double{q[c]} * double{k[c]};
  }
  cell.score = cell.dot * attention.scale();
  if (cell.visible && attention.is_retention()) {
    cell.power = double{attention.powers()[static_cast<std::size_t>(query - key)]};
    cell.number = cell.score * cell.power;
  } else if (cell.visible) {
    cell.log_sum_exp = attention.log_sum_exp()[static_cast<std::size_t>(query)];
    cell.number = std::exp(cell.score - cell.log_sum_exp);
  }
  return cell;
}

CellExplanation explain(const LongAttention& attention, int query, int key) {
  CellExplanation cell = cell_numbers(attention, query, key);
  cell.sentence = !cell.visible              ? say("Query {0} does not see key {1}.", query, key)
                  : attention.is_retention() ? retention_text(cell, attention.scale())
                                             : attention_text(cell, attention.scale());
  return cell;
}

}  // namespace lookback::map
