#pragma once

#include "mechanisms/head_inputs.h"
#include "mechanisms/parameter.h"
#include "mechanisms/position/rotation.h"

namespace lookback::softmax_attention {

// How positions enter the scores: the values of the parameter `encoding`.
enum class Encoding : std::uint8_t { none, rope, rope_half_split, xpos, alibi };

Encoding encoding_of(const Parameters& chosen);
bool rotates(Encoding encoding);

// How queries and keys of this width turn with their position; by nothing where the encoding does not rotate.
struct Rotations {
  Rotation queries;
  Rotation keys;
};
Rotations rotations_of(Encoding encoding, int key_width);

// Queries and keys as they are compared. Values are not rotated.
template <class T>
HeadInputs<T> encoded(HeadInputs<T> inputs, const Parameters& chosen) {
  const Rotations rotations = rotations_of(encoding_of(chosen), inputs.k.columns());
  inputs.q = rotated<T>(std::move(inputs.q), rotations.queries);
  inputs.k = rotated<T>(std::move(inputs.k), rotations.keys);
  return inputs;
}

}  // namespace lookback::softmax_attention
