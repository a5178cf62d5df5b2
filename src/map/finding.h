#pragma once

#include <string>

#include "map/long_attention.h"

namespace lookback::map {

// What there is to see, as sentences: how much of the weight lies where the generator says that it must. Some
// thousand rows at most are looked at, one after the other. The attention must be done, and stay as it is.
class FindingWork {
 public:
  explicit FindingWork(const LongAttention& attention);

  // Looks at one more row. Returns whether more are left.
  bool step(const LongAttention& attention);
  bool done() const { return next_ < last_; }

  // When done.
  std::string sentence(const LongAttention& attention) const;

 private:
  void look_for_expected(const LongAttention& attention);
  void look_for_largest(const LongAttention& attention);

  bool structured_;
  int stride_;
  int next_;  // the row that is looked at next; below `last_` when done
  int last_;
  int rows_ = 0;
  std::int64_t cells_ = 0;
  double found_;  // the least share, or the largest weight
  int found_row_ = -1;
};

// At once.
std::string finding(const LongAttention& attention);

// The share of a row's weight that lies on the keys that the generator expects; and how many these are.
struct ExpectedShare {
  int keys = 0;
  double share = 0;
};
ExpectedShare expected_share(const LongAttention& attention, int query);

}  // namespace lookback::map
