#include "mechanisms/decayed_attention/instance.h"

namespace lookback::decayed_attention {
namespace {

Refusal rotation_refusal(const Setting& setting, bool rotates) {
  if (rotates && setting.key_width % 2 != 0) {
    return rotation_needs_pairs;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Rotation> rotation_of(int choice, int key_width) {
  switch (choice) {
    case 1:
      return rope(key_width);
    case 2:
      return rope(key_width, Pairing::half_split);
    case 3:
      return retnet_rotation(key_width);
    default:
      return std::nullopt;
  }
}

Refusal parallel_refusal(const Setting& setting, bool rotates) {
  return setting.mask.is_causal(setting.tokens) ? rotation_refusal(setting, rotates)
                                                : Refusal(decay_looks_back);
}

Refusal recurrent_refusal(const Setting& setting, bool rotates) {
  const Refusal why = needs_causal(setting);
  return why ? why : rotation_refusal(setting, rotates);
}

}  // namespace lookback::decayed_attention
