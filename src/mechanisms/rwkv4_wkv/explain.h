#pragma once

#include <vector>

#include "mechanisms/mechanism.h"

namespace lookback::rwkv4_wkv {

// How the number in a cell comes about, in at most four lines of actual arithmetic.
std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Parameters& chosen);

// "k₀[1] − 2 w = 0.3 − 2×0.5 = −0.7": the logit of token i in output t.
Line explain_logit(int t, int i, int channel, const Matrix<double>& k, double decay, double bonus,
                   double logit);

// What the parts a, b and p of the state are.
std::vector<Line> explain_sums(std::string_view table, int channel);

}  // namespace lookback::rwkv4_wkv
