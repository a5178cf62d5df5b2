#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/experiment.h"

// What can be laid side by side: forms of the mechanisms that read keys and values, with the parameters that
// they begin with.
namespace lookback::compare {

struct Entry {
  std::string_view name;       // in links too
  std::string_view mechanism;  // ids
  std::string_view form;

  // Whether it takes one token at a time and keeps something for the next; the others are one pass.
  constexpr bool steps() const { return form == "decode" || form == "recurrent"; }
};

inline constexpr std::array<Entry, 27> entries = {{
    {"Softmax KV cache", "softmax_attention", "decode"},
    {"Softmax materialised", "softmax_attention", "materialised"},
    {"Softmax online", "softmax_attention", "online"},
    {"Self-scored recurrent", "self_score_softmax", "recurrent"},
    {"Self-scored parallel", "self_score_softmax", "parallel"},
    {"No softmax recurrent", "unnormalised_attention", "recurrent"},
    {"No softmax parallel", "unnormalised_attention", "parallel"},
    {"No softmax chunkwise", "unnormalised_attention", "chunkwise"},
    {"(QKᵀ)V unmasked", "unnormalised_attention", "scores_first"},
    {"Q(KᵀV) unmasked", "unnormalised_attention", "state_first"},
    {"Linear attention recurrent", "linear_attention", "recurrent"},
    {"Linear attention parallel", "linear_attention", "parallel"},
    {"Decay γ recurrent", "decayed_attention", "recurrent"},
    {"Retention recurrent", "retention", "recurrent"},
    {"Retention parallel", "retention", "parallel"},
    {"Retention chunkwise", "retention", "chunkwise"},
    {"AFT recurrent", "aft", "recurrent"},
    {"RWKV-4 recurrent", "rwkv4_wkv", "recurrent"},
    {"RWKV-4 parallel", "rwkv4_wkv", "parallel"},
    {"RWKV-5 recurrent", "rwkv5_wkv", "recurrent"},
    {"RWKV-6 recurrent", "rwkv6_wkv", "recurrent"},
    {"Gated linear attention recurrent", "gated_linear_attention", "recurrent"},
    {"Mamba-2 recurrent", "scalar_decay_ssd", "recurrent"},
    {"Delta rule recurrent", "delta_rule", "recurrent"},
    {"Gated delta rule recurrent", "gated_delta_rule", "recurrent"},
    {"Additive decode", "additive_attention", "decode"},
    {"Luong decode", "luong_attention", "decode"},
}};

// Ids of the study's parameters.
inline constexpr std::string_view place_ids[] = {"first", "second", "third", "fourth"};
inline constexpr std::string_view counter_id = "compared_count";
inline constexpr std::string_view until_id = "until";

// An entry at its place: 0 the first, which the others are compared with.
struct Placed {
  int place = 0;
  const Entry* entry = nullptr;
};

// Those that are chosen; the first two always are.
std::vector<Placed> placed(const Experiment& experiment);

// The learner's tokens, numbers and mask, evaluated as the entry says.
Experiment as_entry(const Experiment& experiment, const Entry& entry);

// Why an entry does not exist under the mask and at the widths.
Refusal refusal_of(const Experiment& experiment, const Entry& entry);

Matrix<double> output_of(const Experiment& experiment, const Entry& entry);

}  // namespace lookback::compare
