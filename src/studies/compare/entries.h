#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/say.h"
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
    {"Softmax KV cache"_said, "softmax_attention", "decode"},
    {"Softmax materialised"_said, "softmax_attention", "materialised"},
    {"Softmax online"_said, "softmax_attention", "online"},
    {"Self-scored recurrent"_said, "self_score_softmax", "recurrent"},
    {"Self-scored parallel"_said, "self_score_softmax", "parallel"},
    {"No softmax recurrent"_said, "unnormalised_attention", "recurrent"},
    {"No softmax parallel"_said, "unnormalised_attention", "parallel"},
    {"No softmax chunkwise"_said, "unnormalised_attention", "chunkwise"},
    {"(QKᵀ)V unmasked"_said, "unnormalised_attention", "scores_first"},
    {"Q(KᵀV) unmasked"_said, "unnormalised_attention", "state_first"},
    {"Linear attention recurrent"_said, "linear_attention", "recurrent"},
    {"Linear attention parallel"_said, "linear_attention", "parallel"},
    {"Decay γ recurrent"_said, "decayed_attention", "recurrent"},
    {"Retention recurrent"_said, "retention", "recurrent"},
    {"Retention parallel"_said, "retention", "parallel"},
    {"Retention chunkwise"_said, "retention", "chunkwise"},
    {"AFT recurrent"_said, "aft", "recurrent"},
    {"RWKV-4 recurrent"_said, "rwkv4_wkv", "recurrent"},
    {"RWKV-4 parallel"_said, "rwkv4_wkv", "parallel"},
    {"RWKV-5 recurrent"_said, "rwkv5_wkv", "recurrent"},
    {"RWKV-6 recurrent"_said, "rwkv6_wkv", "recurrent"},
    {"Gated linear attention recurrent"_said, "gated_linear_attention", "recurrent"},
    {"Mamba-2 recurrent"_said, "scalar_decay_ssd", "recurrent"},
    {"Delta rule recurrent"_said, "delta_rule", "recurrent"},
    {"Gated delta rule recurrent"_said, "gated_delta_rule", "recurrent"},
    {"Additive decode"_said, "additive_attention", "decode"},
    {"Luong decode"_said, "luong_attention", "decode"},
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
