#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/kernels.h"
#include "map/long_inputs.h"
#include "map/rule.h"
#include "map/visible_cells.h"

namespace lookback::map {

// Counted as numbers/cost.h does: a dot product of width d is d multiply–adds, hidden pairs are skipped.
struct Operations {
  std::int64_t multiply_adds = 0;
  std::int64_t exponentials = 0;

  friend bool operator==(const Operations&, const Operations&) = default;
  Operations& operator+=(const Operations& more) {
    multiply_adds += more.multiply_adds;
    exponentials += more.exponentials;
    return *this;
  }
};

// Queries.
struct Rows {
  int first = 0;
  int end = 0;
};

// What an edit did: some rows of o and L were updated, others are computed again by the next steps.
struct EditOutcome {
  Operations updating;
  Operations again;  // to come
  int rows_updated = 0;
  int rows_again = 0;
  // Where cells have other weights than before: nowhere after an edited value.
  Block weights = {};
};

// Attention, or retention, of one head of real length. Held: q, k, v, o, L and a few numbers a row. Nothing
// S × S.
class LongAttention {
 public:
  // A sentence when the rule does not suit: bits as a mask, retention that is not causal, γ not in (0, 1].
  static Expected<LongAttention> of(LongInputs inputs, Rule rule);

  const LongInputs& inputs() const { return inputs_; }
  const Rule& rule() const { return rule_; }
  const kernels::VisibleKeys& visible() const { return visible_; }
  double scale() const { return rule_.scale; }
  bool is_retention() const { return rule_.mechanism == Mechanism::retention; }
  int tokens() const { return inputs_.tokens(); }

  // Does about so many multiply–adds of what is left, but some in any case: of softmax, from the first of the
  // wanted rows on that is left. Returns whether more is left.
  bool step(std::int64_t multiply_adds, const Rows& wanted = {});
  bool done() const { return rows_left_ == 0; }
  // Whether the weights, or scores, of these rows can be had, though others may be left.
  bool has_weights(const Rows& rows) const;
  double progress() const;  // of the rows, from 0 to 1

  // Valid where done; L also in rows that have weights.
  std::span<const float> output() const { return output_; }             // [S, d_v]
  std::span<const double> log_sum_exp() const { return log_sum_exp_; }  // [S]; empty for retention
  // γ^n, n < S, of retention. Zeros follow in memory: the columns of a panel that are no queries have them.
  std::span<const float> powers() const {
    return std::span(powers_).first(is_retention() ? static_cast<std::size_t>(tokens()) : 0);
  }
  const kernels::Kernels& kernels() const { return *kernels_; }

  // What all rows cost from scratch.
  Operations whole() const;

  // Replaces a row, which the inputs must accept. Rows that are still to be computed are left so.
  EditOutcome apply(const RowEdit& edit);

 private:
  LongAttention(LongInputs inputs, Rule rule);

  // In long_attention.cpp: rows from scratch.
  void restart();
  void compute_rows(int first, int end);
  void compute_retention(int end);
  double own_error(int query) const;
  Operations row_cost(int query) const;
  void measure(Role role, int row);
  void find_largest();
  void compute_again(int query, EditOutcome& outcome);

  // In row_edits.cpp.
  void edit_value(const RowEdit& edit, EditOutcome& outcome);
  void edit_key(const RowEdit& edit, EditOutcome& outcome);
  void edit_retention(const RowEdit& edit, EditOutcome& outcome);
  void retention_row(int query);

  LongInputs inputs_;
  Rule rule_;
  kernels::VisibleKeys visible_;
  const kernels::Kernels* kernels_;

  std::vector<float> output_;
  std::vector<double> log_sum_exp_;
  std::vector<float> powers_;
  std::vector<float> scratch_;

  // Rows to compute. Retention has a state and goes through the tokens in order.
  std::vector<std::uint8_t> left_;
  int rows_left_ = 0;
  int next_ = 0;
  std::vector<float> state_;     // [d_k, d_v]
  std::vector<float> row_logs_;  // where the kernel writes L

  // Bounds of the error of each row's L and o; for retention one for all, of o.
  std::vector<float> log_error_;
  std::vector<float> output_error_;
  double retention_error_ = 0;
  std::vector<float> query_norms_;
  std::vector<float> key_norms_;
  std::vector<float> value_norms_;  // the largest |v_c| of a row
  double largest_key_ = 0;
  double largest_value_ = 0;
};

// Updates may add to a row's error until it is so many times what a row from scratch may have.
inline constexpr double tolerated_error = 16;

}  // namespace lookback::map
