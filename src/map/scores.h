#pragma once

#include <span>
#include <vector>

namespace lookback::map {

// Queries whose scores are computed together.
inline constexpr int panel_queries = 12;

// σ q_i · k_j of a panel of queries, laid out for vectors over queries.
class ScorePanel {
 public:
  explicit ScorePanel(int width);

  // The first `count` columns become these queries, q [count, width]; the others zero.
  void take(const float* q, int count, float scale);

  // scores[j, column] of the keys k [keys, width].
  void scores(const float* k, int keys, float* to) const;

 private:
  int width_;
  std::vector<float> queries_;  // [width, panel_queries]
};

}  // namespace lookback::map
