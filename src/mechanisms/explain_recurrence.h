#pragma once

#include "mechanisms/explanation.h"

// The lines that mechanisms with a recurrent state explain their cells by.
namespace lookback {

// For a pair that no recurrence has: the key stands after the query.
std::vector<Line> explain_later_key();

// "q₂·k₁ = 0.3×0.5 + … ÷ √4 = 0.2".
Line explain_score(int i, int j, const HeadInputs<double>& inputs, double score, bool scaled);

// "S[1, 0] = Σ (k × left) × v = …": over the tokens, what is left of each key times what it has written.
// `left` is [tokens, d_k] or [tokens, 1].
std::vector<Line> explain_state(int row, int column, const Matrix<double>& left,
                                const HeadInputs<double>& head, const Matrix<double>& written,
                                std::string_view letter = "v");

// "left of k₁[0] = 0.9×0.8 = 0.72": the gates of the later tokens.
std::vector<Line> explain_left(int token, int channel, const Matrix<double>& gates,
                               const Matrix<double>& left);

// "L = a₃ a₂ = 0.9×0.8 = 0.72": what is left at token i of what token j wrote.
Line explain_decay_mask(int i, int j, const Matrix<double>& decays, double left);

// What queries, keys, values and outputs say everywhere; nothing for other cells.
std::vector<Line> explain_rows(const CellReference& cell, const HeadInputs<double>& head, const Trace& trace,
                               const Mask& mask);

}  // namespace lookback
