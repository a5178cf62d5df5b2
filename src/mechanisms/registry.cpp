#include "mechanisms/registry.h"

#include <array>

#include "mechanisms/additive_attention/mechanism.h"
#include "mechanisms/aft/mechanism.h"
#include "mechanisms/decayed_attention/mechanism.h"
#include "mechanisms/delta_rule/mechanism.h"
#include "mechanisms/gated_delta_rule/mechanism.h"
#include "mechanisms/gated_linear_attention/mechanism.h"
#include "mechanisms/layer_stack/mechanism.h"
#include "mechanisms/linear_attention/mechanism.h"
#include "mechanisms/luong_attention/mechanism.h"
#include "mechanisms/multi_head_layer/mechanism.h"
#include "mechanisms/retention/mechanism.h"
#include "mechanisms/retnet_layer/mechanism.h"
#include "mechanisms/rwkv4_time_mixing/mechanism.h"
#include "mechanisms/rwkv4_wkv/mechanism.h"
#include "mechanisms/rwkv5_wkv/mechanism.h"
#include "mechanisms/rwkv6_wkv/mechanism.h"
#include "mechanisms/scalar_decay_ssd/mechanism.h"
#include "mechanisms/self_score_softmax/mechanism.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "mechanisms/softmax_attention_gradient/mechanism.h"
#include "mechanisms/unnormalised_attention/mechanism.h"

namespace lookback {

std::span<const Mechanism* const> mechanisms() {
  static constexpr std::array all = {
      &softmax_attention::mechanism,
      &softmax_attention_gradient::mechanism,
      &additive_attention::mechanism,
      &luong_attention::mechanism,
      &self_score_softmax::mechanism,
      &unnormalised_attention::mechanism,
      &linear_attention::mechanism,
      &decayed_attention::mechanism,
      &retention::mechanism,
      &retnet_layer::mechanism,
      &aft::mechanism,
      &rwkv4_wkv::mechanism,
      &rwkv4_time_mixing::mechanism,
      &rwkv5_wkv::mechanism,
      &rwkv6_wkv::mechanism,
      &gated_linear_attention::mechanism,
      &scalar_decay_ssd::mechanism,
      &delta_rule::mechanism,
      &gated_delta_rule::mechanism,
      &multi_head_layer::mechanism,
      &layer_stack::mechanism,
  };
  return all;
}

const Mechanism* find_mechanism(std::string_view id) {
  for (const Mechanism* mechanism : mechanisms()) {
    if (mechanism->id == id) {
      return mechanism;
    }
  }
  return nullptr;
}

}  // namespace lookback
