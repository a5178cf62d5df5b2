#include "studies/bug_zoo/specimens.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "experiment/preset.h"
#include "studies/bug_zoo/callers.h"
#include "studies/bug_zoo/retain.h"

namespace lookback::bug_zoo {
namespace {

constexpr std::array<Specimen, 12> all = {{
    {.id = "mask_without_offset",
     .answer = 1,
     .seen = "In every call after the prompt, new query 0 feels key 0 alone and new query 1 keys 0 and 1: "
             "history is dark, and dot products are missing."_said,
     .source = "hyprstream/hyprstream#1521",
     .happened = "The causal mask was tril(0) on [q_len, kv_len], so a cached call of several tokens lost "
                 "the whole prompt; the diagonal must be moved by kv_len − q_len."_said,
     .runs = runs_of<Attend<MaskWithoutOffset>>()},
    {.id = "query_at_position_zero",
     .answer = 2,
     .seen = "After the prompt every output feels key and value 0 alone, and not even its own query: over "
             "one key a softmax has no slope."_said,
     .source = "meta-pytorch/gpt-fast#233",
     .happened = "A block mask was made without an offset, so the query at position 99 was treated as one at "
                 "position 0."_said,
     .runs = runs_of<Attend<QueryAtPositionZero>>()},
    {.id = "mask_after_softmax",
     .answer = 3,
     .seen = "Outputs feel the keys of later tokens, through the softmax's denominator, but not their "
             "values."_said,
     .source = "huggingface/pytorch-image-models#2236",
     .happened = "The mask was applied to the weights, where it must be applied to the scores, before the "
                 "softmax."_said,
     .runs = runs_of<Attend<MasksAfterSoftmax>>()},
    {.id = "mask_dropped_in_decode",
     .answer = 4,
     .seen =
         "The prompt is clean; after it, the first query of each call of two feels the second token."_said,
     .source = "keras-team/keras#23038",
     .happened = "The causal mask was left out for the fused path, which was then not taken: the other path "
                 "ran without any mask, and nothing said so."_said,
     .runs = runs_of<Attend<MaskDroppedInDecode>>()},
    {.id = "no_mask",
     .answer = 5,
     .seen = "Every output feels all tokens of its own call: the prompt's block is full."_said,
     .source = "paiml/entrenar#310",
     .happened = "The softmax ran over the full score matrix in training, so every token saw the ones that "
                 "it was to predict."_said,
     .runs = runs_of<Attend<NoMask>>()},
    {.id = "zero_for_minus_infinity",
     .answer = 6,
     .seen = "Outputs feel the values of later tokens, each with weight e⁰ in the softmax, but not their "
             "keys; there are exponentials too many."_said,
     .source = "an explainer of RetNet and RWKV of 2023, in words"_said,
     .happened = "It says to zero out the hidden cells, but a score of 0 still has e⁰ = 1 in the softmax; "
                 "its own picture has −∞ there, which is right."_said,
     .runs = runs_of<Attend<ZeroForMinusInfinity>>()},
    {.id = "cache_not_reset",
     .answer = 7,
     .seen = "Nothing leaks, but the run differs from its first token on, and the cache holds more numbers "
             "than this text has."_said,
     .source = "time-series-foundation-models/lag-llama#81",
     .happened = "The flag that empties the cache was set in each block, not in the model, so old keys and "
                 "values stayed; the length for the rotary embedding was wrong too."_said,
     .runs = runs_of<Attend<CacheNotReset>>()},
    {.id = "appended_after",
     .answer = 8,
     .seen = "After the prompt the diagonal is dark for keys and values: a token does not see itself."_said,
     .source = "InfraLens, lab 08",
     .happened = "The step attends to the cache first and appends its own key and value afterwards; the rule "
                 "is: append, then attend."_said,
     .runs = runs_of<Attend<AppendsAfter>>()},
    {.id = "chunk_of_next_state",
     .answer = 9,
     .kernel = Kernel::retention,
     .seen = "In the prompt, outputs feel later tokens of their own chunk; every count is right."_said,
     .source = "microsoft/unilm#1213",
     .happened = "Equation 7 of the RetNet paper had an index mistake, which its authors confirmed: the "
                 "queries of a chunk read the state before it, R_{i−1}."_said,
     .runs = runs_of<Retain<ChunkOfNextState>>()},
    {.id = "expanded_before_caching",
     .answer = 10,
     .seen = "Lamp and parity are right: only the cache holds, and is read for, as many copies as there are "
             "heads."_said,
     .source = "FYYFU/HeadKV#3",
     .happened = "repeat_kv copied keys and values for every query head before they were cached, which gives "
                 "away what sharing them saves."_said,
     .runs = runs_of<Attend<ExpandsBeforeCaching>>()},
    {.id = "right_softmax",
     .answer = nothing,
     .seen = "Lamp, parity and counters agree with the definition."_said,
     .runs = runs_of<Attend<RightCaller>>()},
    {.id = "right_retention",
     .answer = nothing,
     .kernel = Kernel::retention,
     .seen = "Lamp, parity and counters agree with the definition."_said,
     .runs = runs_of<Retain<RightChunk>>()},
}};

constexpr std::size_t right_ones = 10;  // from here on, one for each kernel

}  // namespace

std::span<const Specimen> specimens() { return all; }

const Specimen& specimen_at(int number, int seed) {
  LOOKBACK_ASSERT(number >= 1 && number <= static_cast<int>(all.size()));
  std::array<std::size_t, all.size()> order = {};
  for (std::size_t n = 0; n < order.size(); ++n) {
    order[n] = n;
  }
  Random random(static_cast<std::uint64_t>(seed));
  for (std::size_t n = order.size() - 1; n > 0; --n) {
    std::swap(order[n], order[static_cast<std::size_t>(random.below(static_cast<int>(n) + 1))]);
  }
  return all[order[static_cast<std::size_t>(number - 1)]];
}

const Specimen& named_by(int answer) { return *std::ranges::find(all, answer, &Specimen::answer); }

std::string_view Specimen::name() const { return answers[static_cast<std::size_t>(answer)]; }

const Runs& right_runs(Kernel kernel) {
  return std::ranges::find(std::span(all).subspan(right_ones), kernel, &Specimen::kernel)->runs;
}

HeadInputs<double> earlier_text(int key_width, int value_width) {
  constexpr int seed = 1729;
  return random_inputs(earlier_tokens, key_width, value_width, seed);
}

}  // namespace lookback::bug_zoo
