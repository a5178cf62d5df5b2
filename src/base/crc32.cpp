#include "base/crc32.h"

#include <array>

namespace lookback {
namespace {

// What the four lowest bits add once they have been shifted out; the polynomial is 0x04C11DB7, mirrored.
constexpr std::array<std::uint32_t, 16> of_four_bits = [] {
  std::array<std::uint32_t, 16> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t rest = i;
    for (int bit = 0; bit < 4; ++bit) {
      rest = rest >> 1 ^ ((rest & 1) != 0 ? 0xEDB88320U : 0);
    }
    table[i] = rest;
  }
  return table;
}();

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t rest = 0xFFFFFFFFU;
  for (const char c : bytes) {
    rest ^= static_cast<unsigned char>(c);
    rest = rest >> 4 ^ of_four_bits[rest & 15];
    rest = rest >> 4 ^ of_four_bits[rest & 15];
  }
  return ~rest;
}

}  // namespace lookback
