#pragma once

#include <string>

#include "map/long_attention.h"

namespace lookback::map {

// One cell, computed in double from the float32 numbers.
struct CellExplanation {
  int query = 0;
  int key = 0;
  bool visible = false;
  double dot = 0;          // q_i · k_j
  double score = 0;        // σ q_i · k_j
  double log_sum_exp = 0;  // L_i; of attention
  double power = 1;        // γ^(i−j); of retention
  double number = 0;       // the weight, or the faded score
  std::string sentence;
};

// The numbers, and with the sentence. The query must have its weights.
CellExplanation cell_numbers(const LongAttention& attention, int query, int key);
CellExplanation explain(const LongAttention& attention, int query, int key);

}  // namespace lookback::map
