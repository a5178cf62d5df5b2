#pragma once

#include <vector>

#include "tensor/matrix.h"

// ALiBi: a position is a penalty on distance, -m_h |i - j| added to the scaled score (Press et al. 2021,
// section 3).
namespace lookback {

// The slopes m_h of `heads` heads: 2^(-8(h+1)/n) for n heads, n a power of two; for any other number those of
// the power of two below it, then every second one of twice as many heads (the authors' code).
std::vector<double> alibi_slopes(int heads);

// -m |i - j| for queries at positions query_offset, query_offset + 1, …
Matrix<double> alibi_bias(double slope, int queries, int keys, int query_offset = 0);

}  // namespace lookback
