// Where the time of the kernels goes: each of them with one of its steps left out, which is a set of lanes
// for which that step does nothing. What comes out of them means nothing.

#include "kernels/attention_decode.h"
#include "kernels/attention_forward.h"
#include "kernels/lanes/wasm.h"

#define PART(name) extern "C" __attribute__((export_name(name)))

namespace lookback::kernels {

struct NoScores : Wasm {};
struct NoHiding : Wasm {};
struct NoMaximum : Wasm {};
struct NoExponential : Wasm {};
struct NoSums : Wasm {};
struct NoCheck : Wasm {};
struct NoStart : Wasm {};
struct NoFinish : Wasm {};

template <>
void panel_scores<NoScores>(const float*, const float*, int, int, float*, int) {}
template <>
void hide<NoHiding>(const VisibleKeys&, int, std::int64_t, std::int64_t, float*, int) {}
template <>
void take_maximum<NoMaximum>(const AttentionShape&, const PanelState&, const float*, int) {}
template <>
void weigh<NoExponential>(const PanelState&, float*, int) {}
template <>
void panel_sums<NoSums>(const float*, int, const float*, int, int, int, float*) {}
template <>
bool finite<NoCheck>(const float*, std::int64_t) {
  return true;
}
template <>
void start_panel<NoStart>(const AttentionShape&, const PanelState&, const float*, int, float) {}
template <>
void finish_panel<NoFinish>(const AttentionShape&, const PanelState&, int, float*, float*) {}

template <>
void row_scores_of<NoScores, Cache::near>(const float*, const float*, int, int, float*) {}
template <>
void row_scores_of<NoScores, Cache::far>(const float*, const float*, int, int, float*) {}
template <>
void weigh_row<NoExponential>(DecodeRow&, float*, int, float*, int) {}
template <>
void row_sums_of<NoSums>(const float*, const float*, int, int, float*) {}

namespace {

using Forward = decltype(&attention_forward<Wasm>);
constexpr Forward forwards[] = {
    attention_forward<Wasm>,      attention_forward<NoScores>,      attention_forward<NoHiding>,
    attention_forward<NoMaximum>, attention_forward<NoExponential>, attention_forward<NoCheck>,
    attention_forward<NoSums>,    attention_forward<NoStart>,       attention_forward<NoFinish>};

using Decode = decltype(&attention_decode<Wasm>);
constexpr Decode decodes[] = {attention_decode<Wasm>, attention_decode<NoScores>,
                              attention_decode<NoExponential>, attention_decode<NoSums>};

}  // namespace

PART("scratch_floats") int scratch_floats(int width) {
  const AttentionShape shape{.key_width = width, .value_width = width};
  return static_cast<int>(
      higher(attention_forward_scratch<Wasm>(shape), attention_decode_scratch<Wasm>(shape)));
}

// Prefill of `tokens` tokens.
PART("forward")
void forward(int left_out, const float* q, const float* k, const float* v, float* output, float* log_sum_exp,
             float* scratch, int heads, int tokens, int width, float scale, int causal) {
  forwards[left_out]({1, heads, heads, tokens, tokens, width, width},
                     causal != 0 ? causal_keys() : every_key(), {q, k, v, scale}, {output, log_sum_exp},
                     {0, heads, 0, tokens}, scratch);
}

PART("decode")
void decode(int left_out, const float* q, const float* k, const float* v, float* output, float* log_sum_exp,
            float* scratch, int heads, int keys, int width, float scale) {
  decodes[left_out]({1, heads, heads, 1, keys, width, width}, causal_keys(keys - 1), {q, k, v, scale}, keys,
                    {output, log_sum_exp}, 0, heads, scratch);
}

}  // namespace lookback::kernels
