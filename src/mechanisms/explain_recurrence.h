#pragma once

#include "mechanisms/explanation.h"

// The lines that mechanisms with a recurrent state explain their cells by.
namespace lookback {

// For a pair that no recurrence has: the key stands after the query.
std::vector<Line> explain_later_key();

// "q₂·k₁ = 0.3×0.5 + … ÷ √4 = 0.2".
Line explain_score(int i, int j, const HeadInputs<double>& inputs, double score, bool scaled);

// " → adds 0.2×v₁ to o₂".
void append_addition(Line& line, int i, int j, double weight);

// "S[1, 0] = Σ k × v × what is left = …": the sum over tokens whose keys, as much as is left of them, are the
// rows of `left_keys`, and which have written `written`.
std::vector<Line> explain_state(int row, int column, const Matrix<double>& left_keys,
                                const Matrix<double>& written, std::string_view sum);

// "left of k₁[0] = 0.9×0.8 = 0.72": the gates of the later tokens.
std::vector<Line> explain_left(int token, int channel, const Matrix<double>& gates, double left);

}  // namespace lookback
