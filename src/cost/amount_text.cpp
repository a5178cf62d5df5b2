#include "cost/amount_text.h"

#include <array>
#include <cmath>

#include "base/format.h"

namespace lookback {

std::string amount_text(double amount) {
  const double size = std::abs(amount);
  return size >= 1e4 && size < 1e12 ? grouped(std::llround(amount)) : brief(amount);
}

std::string byte_text(double bytes, BytePrefix prefix) {
  constexpr std::array<const char*, 6> binary = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  constexpr std::array<const char*, 6> decimal = {"B", "kB", "MB", "GB", "TB", "PB"};
  const bool twos = prefix == BytePrefix::binary;
  const double base = twos ? 1024 : 1000;
  std::size_t unit = 0;
  while (bytes >= base && unit + 1 < binary.size()) {
    bytes /= base;
    ++unit;
  }
  return amount_text(bytes) + " " + (twos ? binary : decimal)[unit];
}

}  // namespace lookback
