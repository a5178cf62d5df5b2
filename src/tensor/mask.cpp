#include "tensor/mask.h"

#include <algorithm>

namespace lookback {

Mask Mask::window(int left, int right) {
  LOOKBACK_ASSERT(left >= 0 && right >= 0);
  Mask mask(Kind::window);
  mask.left_ = left;
  mask.right_ = right;
  return mask;
}

Mask Mask::bits(Matrix<std::uint8_t> visible) {
  Mask mask(Kind::bits);
  mask.bits_ = std::move(visible);
  return mask;
}

bool Mask::visible(int query, int key) const {
  switch (kind_) {
    case Kind::causal:
      return key <= query;
    case Kind::none:
      return true;
    case Kind::diagonal:
      return key == query;
    case Kind::window:
      return query - left_ <= key && key <= query + right_;
    case Kind::bits:
      return bits_(query, key) != 0;
  }
  return false;
}

bool Mask::is_causal(int tokens) const {
  switch (kind_) {
    case Kind::causal:
    case Kind::diagonal:
      return true;
    case Kind::none:
      return tokens <= 1;
    case Kind::window:
      return right_ == 0 || tokens <= 1;
    case Kind::bits:
      for (int query = 0; query < tokens; ++query) {
        for (int key = query + 1; key < tokens; ++key) {
          if (visible(query, key)) {
            return false;
          }
        }
      }
      return true;
  }
  return false;
}

int Mask::first_key_needed(int position) const {
  return kind_ == Kind::window ? std::max(0, position - left_) : 0;
}

Mask Mask::as_bits(int tokens) const {
  Matrix<std::uint8_t> result(tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    for (int key = 0; key < tokens; ++key) {
      result(query, key) = visible(query, key) ? 1 : 0;
    }
  }
  return bits(std::move(result));
}

std::int64_t visible_pairs(const Mask& mask, int queries, int keys, int offset) {
  std::int64_t pairs = 0;
  for (int query = 0; query < queries; ++query) {
    const std::int64_t position = std::int64_t{query} + offset;
    std::int64_t first = 0;
    std::int64_t last = keys - 1;
    switch (mask.kind()) {
      case Mask::Kind::causal:
        last = position;
        break;
      case Mask::Kind::none:
        break;
      case Mask::Kind::diagonal:
        first = last = position;
        break;
      case Mask::Kind::window:
        first = position - mask.left();
        last = position + mask.right();
        break;
      case Mask::Kind::bits:
        for (int key = 0; key < keys; ++key) {
          pairs += mask.visible(query + offset, key) ? 1 : 0;
        }
        continue;
    }
    pairs += std::max<std::int64_t>(
        0, std::min<std::int64_t>(last, keys - 1) - std::max<std::int64_t>(first, 0) + 1);
  }
  return pairs;
}

}  // namespace lookback
