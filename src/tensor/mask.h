#pragma once

#include <cstdint>

#include "tensor/matrix.h"

namespace lookback {

// Which keys a query may look at. Positions count from 0, and a rule holds for any length.
class Mask {
 public:
  enum class Kind : std::uint8_t {
    causal,    // key <= query
    none,      // every pair: bidirectional
    diagonal,  // key = query: self only
    window,    // query - left <= key <= query + right
    bits,      // what a matrix of ones says
  };

  static Mask causal() { return Mask(Kind::causal); }
  static Mask none() { return Mask(Kind::none); }
  static Mask diagonal() { return Mask(Kind::diagonal); }
  static Mask window(int left, int right);
  static Mask bits(Matrix<std::uint8_t> visible);

  Mask() : Mask(Kind::causal) {}

  Kind kind() const { return kind_; }
  int left() const { return left_; }
  int right() const { return right_; }
  const Matrix<std::uint8_t>& bits() const { return bits_; }

  bool visible(int query, int key) const;

  // No query among the first `tokens` looks ahead of itself, so keys and values can be cached.
  bool is_causal(int tokens) const;

  // The first key that a cache must still hold for the query at `position` and later ones. Only a window lets
  // it drop any: of w keys, it keeps min(t, w).
  int first_key_needed(int position) const;

  // The same pairs among the first `tokens` positions, as bits.
  Mask as_bits(int tokens) const;

  friend bool operator==(const Mask&, const Mask&) = default;

 private:
  explicit Mask(Kind kind) : kind_(kind) {}

  Kind kind_;
  int left_ = 0;
  int right_ = 0;
  Matrix<std::uint8_t> bits_;
};

// The number of visible pairs among `queries` x `keys` when query 0 stands at position `offset`.
std::int64_t visible_pairs(const Mask& mask, int queries, int keys, int offset = 0);

}  // namespace lookback
