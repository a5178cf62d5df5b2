#pragma once

#include <cstdint>

namespace lookback {

// Seeded random numbers that are the same on every machine, so that a link replays: SplitMix64 (Steele, Lea
// and Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

  // Uniform in [0, 1), of 53 bits.
  double unit() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

  // Uniform among 0 … count - 1.
  int below(int count) { return static_cast<int>(unit() * count); }

 private:
  std::uint64_t state_;
};

}  // namespace lookback
