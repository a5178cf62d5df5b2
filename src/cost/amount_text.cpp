#include "cost/amount_text.h"

#include <array>
#include <cmath>

#include "base/format.h"
#include "base/say.h"

namespace lookback {

std::string amount_text(double amount) {
  const double size = std::abs(amount);
  return size >= 1e4 && size < 1e12 ? grouped(std::llround(amount)) : brief(amount);
}

std::string byte_text(double bytes, BytePrefix prefix) {
  constexpr std::array<std::string_view, 6> binary = {"{0} B"_said,   "{0} KiB"_said, "{0} MiB"_said,
                                                      "{0} GiB"_said, "{0} TiB"_said, "{0} PiB"_said};
  constexpr std::array<std::string_view, 6> decimal = {"{0} B"_said,  "{0} kB"_said, "{0} MB"_said,
                                                       "{0} GB"_said, "{0} TB"_said, "{0} PB"_said};
  const bool twos = prefix == BytePrefix::binary;
  const double base = twos ? 1024 : 1000;
  std::size_t unit = 0;
  while (bytes >= base && unit + 1 < binary.size()) {
    bytes /= base;
    ++unit;
  }
  return say((twos ? binary : decimal)[unit], amount_text(bytes));
}

}  // namespace lookback
