#pragma once

#include <cstdint>
#include <string>

namespace lookback {

// An amount for people: "0.165", "327 680", "2.75e+17": four significant digits, but whole numbers from 10⁴
// to 10¹² in full.
std::string amount_text(double amount);

// Powers of 1024 (KiB, MiB, GiB, TiB, PiB) or of 1000 (kB, MB, GB, TB, PB).
enum class BytePrefix : std::uint8_t { binary, decimal };

// Four significant digits and the largest unit that leaves at least one: "40 GiB", "42.95 GB", "16 B".
std::string byte_text(double bytes, BytePrefix prefix);

}  // namespace lookback
