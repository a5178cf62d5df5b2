#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

namespace lookback::platform {

// All that a frame paints. Two frames of the same bytes look the same, and the second need not be painted.
class FrameBytes {
 public:
  void clear() { bytes_.clear(); }

  template <class... Values>
    requires(std::is_trivially_copyable_v<Values> && ...)
  void add(const Values&... values) {
    (add_bytes(&values, sizeof(values)), ...);
  }

  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  void add_all(const Value* values, std::size_t count) {
    add_bytes(values, count * sizeof(Value));
  }

  bool operator==(const FrameBytes&) const = default;

 private:
  void add_bytes(const void* from, std::size_t count) {
    const auto* first = static_cast<const std::byte*>(from);
    bytes_.insert(bytes_.end(), first, first + count);
  }

  std::vector<std::byte> bytes_;
};

}  // namespace lookback::platform
