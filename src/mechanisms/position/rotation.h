#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/assert.h"
#include "tensor/matrix.h"

// Positions as rotations: pair i of a vector at position t turns by the angle t θ_i,
//
//   (a, b) -> (a cos - b sin,  a sin + b cos)
//
// so that q_i · k_j depends on i - j only (Su et al. 2021, section 3.2).
namespace lookback {

// Which two channels are pair i, of n pairs. Scores differ unless the channels of q and k are permuted alike.
enum class Pairing : std::uint8_t {
  interleaved,  // x_2i and x_2i+1: the paper, GPT-J, torchscale
  half_split,   // x_i and x_i+n: GPT-NeoX, Llama
};

struct Rotation {
  Pairing pairing = Pairing::interleaved;
  std::vector<double> angles;          // θ_i, radians a position; channels beyond the pairs do not turn
  std::vector<double> log_gains = {};  // xPos only: pair i grows by exp(log_gains_i) a position
  int gain_centre = 0;                 // added to the position of the gain, not of the angle

  double gain(int position, std::size_t pair) const {
    return log_gains.empty() ? 1 : std::exp((position + gain_centre) * log_gains[pair]);
  }
};

// RoPE, θ_i = base^(-2i/d): of the first `rotary_width` channels.
Rotation rope(int rotary_width, Pairing pairing = Pairing::interleaved, double base = 10000);

// RetNet's theta shift, θ_i = 10000^(-i/(d/2-1)): both ends of the grid belong to it, unlike RoPE's (Sun et
// al. 2023, torchscale).
Rotation retnet_rotation(int width);

// xPos: RoPE, and queries grow as keys shrink, by ζ_i^((t+centre)/scale_base), ζ_i = (2i/d + γ)/(1 + γ) (Sun
// et al. 2022, section 3.2). The centre cancels in the scores; in a cache it must stay the same.
struct Xpos {
  int centre = 0;
  double scale_base = 512;
  double gamma = 0.4;
  double base = 10000;
};
Rotation xpos_of_queries(int width, const Xpos& xpos = {});
Rotation xpos_of_keys(int width, const Xpos& xpos = {});

// A vector of d numbers costs 2d mul and d add: sines, cosines and gains are tables, computed in double (a
// float32 angle is off by 3e-5 at position 1000).
template <class T>
void rotate(std::span<T> vector, int position, const Rotation& rotation) {
  const std::size_t pairs = rotation.angles.size();
  LOOKBACK_ASSERT(2 * pairs <= vector.size());
  const bool halves = rotation.pairing == Pairing::half_split;
  for (std::size_t i = 0; i < pairs; ++i) {
    const double angle = position * rotation.angles[i];
    const double gain = rotation.gain(position, i);
    const T cosine = T(gain * std::cos(angle));
    const T sine = T(gain * std::sin(angle));
    T& first = vector[halves ? i : 2 * i];
    T& second = vector[halves ? i + pairs : 2 * i + 1];
    const T turned = first * cosine - second * sine;
    second = first * sine + second * cosine;
    first = turned;
  }
}

// The rows at positions first_position, first_position + 1, …
template <class T>
Matrix<T> rotated(Matrix<T> rows, const Rotation& rotation, int first_position = 0) {
  for (int t = 0; t < rows.rows(); ++t) {
    rotate<T>(rows.row(t), first_position + t, rotation);
  }
  return rows;
}

}  // namespace lookback
