#include "mechanisms/explain_recurrence.h"

namespace lookback {

std::vector<Line> explain_later_key() {
  return {{word("This key comes after the query: a state holds the past only, so the weight is 0.")}};
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

void append_addition(Line& line, int i, int j, double weight) {
  line.push_back(word(" → adds "));
  line.push_back({brief(weight), MatrixRole::weight});
  line.push_back(word("×"));
  line.push_back(vector_name("v", j, MatrixRole::value));
  line.push_back(word(" to "));
  line.push_back(vector_name("o", i, MatrixRole::output));
}

std::vector<Line> explain_state(int row, int column, const Matrix<double>& left,
                                const HeadInputs<double>& head, const Matrix<double>& written,
                                std::string_view letter) {
  const std::string cell = "S[" + std::to_string(row) + ", " + std::to_string(column) + "] = ";
  if (left.rows() == 0) {
    return {{word(cell + "0: no token has been taken in yet.")}};
  }
  const auto left_key = [&](int j) { return head.k(j, row) * left(j, left.columns() == 1 ? 0 : row); };
  Line line = {word(cell + "Σ (k × what is left) × " + std::string(letter) + " = ")};
  double total = 0;
  for (int j = 0; j < left.rows(); ++j) {
    total += left_key(j) * written(j, column);
  }
  append_products(line, left.rows(), MatrixRole::key, MatrixRole::value, left_key,
                  [&](int j) { return written(j, column); });
  line.push_back(word(" = "));
  line.push_back({brief(total), MatrixRole::state});
  return {line};
}

std::vector<Line> explain_left(int token, int channel, const Matrix<double>& gates,
                               const Matrix<double>& left) {
  const int later = left.rows() - 1 - token;
  Line line = {word("left of "), vector_name("k", token, MatrixRole::key)};
  if (left.columns() > 1) {
    line.push_back(word("[" + std::to_string(channel) + "]"));
  }
  if (later == 0) {
    line.push_back(word(" = 1: it was written last, and nothing has faded since."));
    return {line};
  }
  line.push_back(word(" = "));
  for (int n = 1; n <= later && n <= longest_sum; ++n) {
    const double gate = gates(gates.rows() == 1 ? 0 : token + n, channel);
    line.push_back(word((n == 1 ? "" : "×") + brief(gate)));
  }
  line.push_back(
      word((later > longest_sum ? "×… " + std::to_string(later - longest_sum) + " more = " : " = ") +
           brief(left(token, channel)) + ", the factors of the tokens after it"));
  return {line};
}

Line explain_decay_mask(int i, int j, const Matrix<double>& decays, double left) {
  if (i == j) {
    return {word("L = 1: "), vector_name("v", j, MatrixRole::value),
            word(" is of this token and has not faded.")};
  }
  Line line = {word("L = a" + subscript(i) + (i - j > 2 ? " … a" : " a") + subscript(j + 1) + " = ")};
  if (i - j == 1) {
    line = {word("L = a" + subscript(i) + " = ")};
  }
  for (int n = 0; n < i - j && n < longest_sum; ++n) {
    line.push_back(word((n == 0 ? "" : "×") + brief(decays(i - n, 0))));
  }
  if (i - j > longest_sum) {
    line.push_back(word("×… " + std::to_string(i - j - longest_sum) + " more"));
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
