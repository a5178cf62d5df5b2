#pragma once

#include "mechanisms/decayed_attention/decayed_attention.h"
#include "mechanisms/mechanism.h"

// What the board shows of an instance of decayed attention.
namespace lookback::decayed_attention {

BoardTitles titles(const Options& options, bool turned);

// Scores Q Kᵀ and weights Q Kᵀ ⊙ D; beside them D where there is a decay, and the rotated queries and keys
// where they are rotated.
Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Options& options);

std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs, const Trace& trace,
                          const Mask& mask, const Options& options);

// The decay mask D, γ^(i-j) where the pair is visible.
Matrix<double> decay_mask(int tokens, const Mask& mask, const Decay& decay);

// "a cos − b sin = …": how a channel of a rotated vector at position t comes about.
Line explain_rotated(std::string_view letter, int t, int channel, std::span<const double> before,
                     const Rotation& rotation, MatrixRole role);

}  // namespace lookback::decayed_attention
