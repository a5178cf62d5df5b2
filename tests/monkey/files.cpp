#include "monkey/files.h"

#include <array>
#include <bit>
#include <cstdint>

#include "base/format.h"
#include "base/random.h"

namespace lookback::monkey {
namespace {

constexpr std::array<std::string_view, 10> names = {"q.csv",     "tokens.csv", "short.tsv", "long.npy",
                                                    "heads.npy", "empty.csv",  "words.csv", "nan.npy",
                                                    "cut.npy",   "what.bin"};

// Format 1.0: see the documentation of NumPy's lib.format.
std::string npy(std::string_view shape, int numbers, std::uint64_t seed) {
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + std::string(shape) + ", }";
  header.append((64 - (10 + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += {'\1', '\0', static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
  bytes += header;
  Random random(seed);
  for (int i = 0; i < numbers; ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(random.below(41) - 20) / 10);
    for (int byte = 0; byte < 8; ++byte) {
      bytes += static_cast<char>(bits >> (8 * byte) & 255);
    }
  }
  return bytes;
}

}  // namespace

std::span<const std::string_view> file_names() { return names; }

std::string bytes_of_file(std::string_view name) {
  if (name == "q.csv") {
    return "1,0,.5,-2\n0,1,0,1e3\n2,2,-.25,0\n";
  }
  if (name == "tokens.csv") {
    return ",a,b\nthe,1,2\ncat,3,4\nsat,5,6\non,-7,8\n";
  }
  if (name == "short.tsv") {
    return "1\t2\n";
  }
  if (name == "long.npy") {
    return npy("(100, 20)", 2000, 1);
  }
  if (name == "heads.npy") {
    return npy("(2, 3, 6, 4)", 144, 2);
  }
  if (name == "words.csv") {
    return "one,two\nthree,1e999\n";
  }
  if (name == "nan.npy") {
    std::string bytes = npy("(2, 2)", 4, 3);
    bytes.replace(bytes.size() - 8, 8, "\0\0\0\0\0\0\xF8\x7F", 8);
    return bytes;
  }
  if (name == "cut.npy") {
    return npy("(4, 4)", 16, 4).substr(0, 150);
  }
  return name == "what.bin" ? std::string("\0\1\2PNG", 6) : "";
}

}  // namespace lookback::monkey
