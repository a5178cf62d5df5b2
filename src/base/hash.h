#pragma once

#include <cstdint>
#include <string_view>

namespace lookback {

inline constexpr std::uint64_t fnv_start = 0xcbf2'9ce4'8422'2325U;

// 64-bit FNV-1a (Fowler, Noll, Vo 1991) of the bytes; `before` is the hash of what stands before them.
constexpr std::uint64_t fnv_hash(std::string_view bytes, std::uint64_t before = fnv_start) {
  constexpr std::uint64_t prime = 0x100'0000'01b3U;
  for (const char byte : bytes) {
    before = (before ^ static_cast<unsigned char>(byte)) * prime;
  }
  return before;
}

}  // namespace lookback
