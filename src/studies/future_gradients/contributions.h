#pragma once

#include "mechanisms/softmax_attention_gradient/softmax_attention_gradient.h"

// Which query a gradient by a key or a value comes from: its own, a later or an earlier one. The gradients
// are softmax_attention_gradient's, over some of the pairs.
namespace lookback::future_gradients {

using Gradients = softmax_attention_gradient::Gradients<double>;

// A head, and how a loss grows with its output.
struct LossHead {
  HeadInputs<double> inputs;
  Mask mask;
  Matrix<double> d_output;  // dO [N, d_v]
  softmax_attention::Options options;

  int tokens() const { return inputs.q.rows(); }
  bool visible(int query, int key) const { return mask.visible(query, key); }
};

LossHead first_tokens(const LossHead& head, int tokens);

// dO_i = loss_i g: a loss on chosen positions that grows with their outputs by g.
Matrix<double> output_gradient(const Matrix<double>& loss, const Matrix<double>& slope, int tokens);

// One gradient as a sum over all queries, and the parts of it that come from
struct Split {
  Gradients whole;
  Gradients own;      // query i = j
  Gradients later;    // i > j: the future
  Gradients earlier;  // i < j: only where a query looks ahead
};
Split split(const LossHead& head);

// What query i adds to the gradients by all keys and values: rows CK_ij = σ dS_ij q_i, CV_ij = p_ij dO_i.
Gradients contribution(const LossHead& head, int query);

// Lengths of all contributions: row i, column j.
struct Lengths {
  Matrix<double> by_key;    // |CK_ij|
  Matrix<double> by_value;  // |CV_ij|
};
Lengths contribution_lengths(const LossHead& head);

// How many terms a gradient by a key has: visible pairs whose query carries loss.
struct Terms {
  int own = 0;
  int later = 0;
  int earlier = 0;

  int all() const { return own + later + earlier; }
};
Terms terms_of(const LossHead& head, int key);
Terms all_terms(const LossHead& head);

// The lengths of the parts of one key's gradient, or their sums over all keys.
struct Parts {
  double own = 0;
  double later = 0;
  double earlier = 0;
};
enum class By : std::uint8_t { keys, values };
Parts parts_of(const Split& split, By by, int key);
Parts all_parts(const Split& split, By by);

// The sums over all keys, over the first 1, 2, … tokens.
std::vector<Parts> parts_by_length(const LossHead& head, By by);

// What rounding may leave of a part that is exactly zero.
double rounding(const LossHead& head, By by);

// later / own; NaN where the own part is zero but for rounding.
double ratio(const Parts& parts, double rounding);

// x and the weights, [out, in], that queries, keys and values are made with.
struct Projections {
  Matrix<double> x;
  Matrix<double> q;
  Matrix<double> k;
  Matrix<double> v;
};
HeadInputs<double> projected(const Projections& w);

// The gradients by the three weights, from those by what they make.
Gradients weight_gradients(const Projections& w, const Gradients& by_rows);

double length(std::span<const double> numbers);

}  // namespace lookback::future_gradients
