#include "mechanisms/softmax_attention/encoding.h"

#include "mechanisms/softmax_attention/mechanism.h"

namespace lookback::softmax_attention {

Encoding encoding_of(const Parameters& chosen) {
  return static_cast<Encoding>(static_cast<int>(parameter(mechanism, chosen, "encoding")));
}

bool rotates(Encoding encoding) { return encoding != Encoding::none && encoding != Encoding::alibi; }

Rotations rotations_of(Encoding encoding, int key_width) {
  switch (encoding) {
    case Encoding::rope:
      return {rope(key_width), rope(key_width)};
    case Encoding::rope_half_split:
      return {rope(key_width, Pairing::half_split), rope(key_width, Pairing::half_split)};
    case Encoding::xpos:
      return {xpos_of_queries(key_width), xpos_of_keys(key_width)};
    case Encoding::none:
    case Encoding::alibi:
      break;
  }
  return {};
}

}  // namespace lookback::softmax_attention
