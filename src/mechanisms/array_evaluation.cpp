#include "mechanisms/array_evaluation.h"

#include <array>

#include "mechanisms/additive_attention/arrays.h"
#include "mechanisms/aft/arrays.h"
#include "mechanisms/decayed_attention/arrays.h"
#include "mechanisms/delta_rule/arrays.h"
#include "mechanisms/gated_delta_rule/arrays.h"
#include "mechanisms/gated_linear_attention/arrays.h"
#include "mechanisms/layer_stack/arrays.h"
#include "mechanisms/linear_attention/arrays.h"
#include "mechanisms/luong_attention/arrays.h"
#include "mechanisms/multi_head_layer/arrays.h"
#include "mechanisms/position/arrays.h"
#include "mechanisms/retention/arrays.h"
#include "mechanisms/retnet_layer/arrays.h"
#include "mechanisms/rwkv4_time_mixing/arrays.h"
#include "mechanisms/rwkv4_wkv/arrays.h"
#include "mechanisms/rwkv5_wkv/arrays.h"
#include "mechanisms/rwkv6_wkv/arrays.h"
#include "mechanisms/scalar_decay_ssd/arrays.h"
#include "mechanisms/self_score_softmax/arrays.h"
#include "mechanisms/softmax_attention/arrays.h"
#include "mechanisms/softmax_attention_gradient/arrays.h"
#include "mechanisms/unnormalised_attention/arrays.h"

namespace lookback {

std::span<const ArrayEvaluation* const> array_evaluations() {
  static constexpr std::array all = {
      &softmax_attention::arrays,
      &softmax_attention::online_arrays,
      &softmax_attention::alibi_arrays,
      &softmax_attention_gradient::arrays,
      &additive_attention::arrays,
      &luong_attention::arrays,
      &self_score_softmax::arrays,
      &unnormalised_attention::arrays,
      &linear_attention::arrays,
      &decayed_attention::arrays,
      &retention::arrays,
      &retnet_layer::arrays,
      &aft::arrays,
      &rwkv4_wkv::arrays,
      &rwkv4_time_mixing::arrays,
      &rwkv5_wkv::arrays,
      &rwkv6_wkv::arrays,
      &gated_linear_attention::arrays,
      &scalar_decay_ssd::arrays,
      &delta_rule::arrays,
      &gated_delta_rule::arrays,
      &position::rope_arrays,
      &position::xpos_arrays,
      &position::alibi_slopes_arrays,
      &multi_head_layer::arrays,
      &layer_stack::arrays,
  };
  return all;
}

const ArrayEvaluation* find_array_evaluation(std::string_view mechanism) {
  for (const ArrayEvaluation* evaluation : array_evaluations()) {
    if (evaluation->mechanism == mechanism) {
      return evaluation;
    }
  }
  return nullptr;
}

}  // namespace lookback
