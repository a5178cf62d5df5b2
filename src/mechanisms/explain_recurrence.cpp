#include "mechanisms/explain_recurrence.h"

#include "base/say.h"

namespace lookback {

std::vector<Line> explain_later_key() {
  return {{word(say("This key comes after the query: a state holds the past only, so the weight is 0."))}};
}

Line explain_score(int i, int j, const HeadInputs<double>& inputs, double score, bool scaled) {
  Line line = {vector_name("q", i, MatrixRole::query), word("·"), vector_name("k", j, MatrixRole::key),
               word(" = ")};
  const int width = inputs.k.columns();
  append_products(
      line, width, MatrixRole::query, MatrixRole::key, [&](int c) { return inputs.q(i, c); },
      [&](int c) { return inputs.k(j, c); });
  if (scaled) {
    line.push_back(word(", ÷ √" + std::to_string(width)));
  }
  line.push_back(word(" = "));
  line.push_back({brief(score), MatrixRole::score});
  return line;
}

std::vector<Line> explain_state(int row, int column, const Matrix<double>& left,
                                const HeadInputs<double>& head, const Matrix<double>& written,
                                std::string_view letter) {
  const std::string cell = "S[" + std::to_string(row) + ", " + std::to_string(column) + "]";
  if (left.rows() == 0) {
    return {{word(say("{0} = 0: no token has been taken in yet.", cell))}};
  }
  const auto left_key = [&](int j) { return head.k(j, row) * left(j, left.columns() == 1 ? 0 : row); };
  double total = 0;
  for (int j = 0; j < left.rows(); ++j) {
    total += left_key(j) * written(j, column);
  }
  return {line_of(say("{0} = Σ (k × what is left) × {1} = {2} = {3}"),
                  {cell, std::string(letter),
                   sum_of_products(left.rows(), MatrixRole::key, MatrixRole::value, left_key,
                                   [&](int j) { return written(j, column); }),
                   number(total, MatrixRole::state)})};
}

std::vector<Line> explain_left(int token, int channel, const Matrix<double>& gates,
                               const Matrix<double>& left) {
  const int later = left.rows() - 1 - token;
  Line name = {vector_name("k", token, MatrixRole::key)};
  if (left.columns() > 1) {
    name.push_back(word("[" + std::to_string(channel) + "]"));
  }
  if (later == 0) {
    return {line_of(say("left of {0} = 1: it was written last, and nothing has faded since."), {name})};
  }
  std::string factors;
  for (int n = 1; n <= later && n <= longest_sum; ++n) {
    const double gate = gates(gates.rows() == 1 ? 0 : token + n, channel);
    factors += (n == 1 ? "" : "×") + brief(gate);
  }
  if (later > longest_sum) {
    factors += "×" + say("… {0} more", later - longest_sum);
  }
  return {line_of(say("left of {0} = {1} = {2}, the factors of the tokens after it"),
                  {name, factors, brief(left(token, channel))})};
}

Line explain_decay_mask(int i, int j, const Matrix<double>& decays, double left) {
  if (i == j) {
    return line_of(say("L = 1: {0} is of this token and has not faded."),
                   {vector_name("v", j, MatrixRole::value)});
  }
  Line line = {word("L = a" + subscript(i) + (i - j > 2 ? " … a" : " a") + subscript(j + 1) + " = ")};
  if (i - j == 1) {
    line = {word("L = a" + subscript(i) + " = ")};
  }
  for (int n = 0; n < i - j && n < longest_sum; ++n) {
    line.push_back(word((n == 0 ? "" : "×") + brief(decays(i - n, 0))));
  }
  if (i - j > longest_sum) {
    line.push_back(word("×" + say("… {0} more", i - j - longest_sum)));
  }
  if (i - j > 1) {
    line.push_back(word(" = " + brief(left)));
  }
  return line;
}

std::vector<Line> explain_rows(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                               const Mask& mask) {
  const int tokens = head.k.rows();
  switch (cell.role) {
    case MatrixRole::output:
      return explain_output(cell.row, cell.column, head, trace, mask);
    case MatrixRole::query:
      return explain_query(cell.row, tokens, mask);
    case MatrixRole::key:
      return explain_written(cell.row, tokens, mask, MatrixRole::key, "k");
    case MatrixRole::value:
      return explain_written(cell.row, tokens, mask, MatrixRole::value, "v");
    default:
      return {};
  }
}

}  // namespace lookback
