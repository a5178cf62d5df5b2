#pragma once

#include "kernels/exponential.h"
#include "kernels/recurrence.h"

// RWKV-4's wkv in its stable form (Peng et al. 2023), a vector of channels at a time: a and b are divided by
// e^p, where p is the largest logit so far. Of two exponentials of differences to the larger one, one is
// always 1.
namespace lookback::kernels {

template <class L>
struct WkvState {
  typename L::Floats a;
  typename L::Floats b;
  typename L::Floats p;
};

// What two logits weigh beside the larger of them.
template <class L>
struct Balance {
  typename L::Floats first;
  typename L::Floats second;
};

template <class L>
LOOKBACK_INLINE Balance<L> balance(const PowerOfTwo<L>& power_of_two, typename L::Floats first,
                                   typename L::Floats second) {
  const auto difference = first - second;
  const auto one = all<L>(1);
  const auto smaller = power_of_two(log2_e * (difference > all<L>(0) ? -difference : difference));
  return {difference >= all<L>(0) ? one : smaller, difference >= all<L>(0) ? smaller : one};
}

template <class L>
LOOKBACK_INLINE typename L::Floats wkv_token(const PowerOfTwo<L>& power_of_two, WkvState<L>& state,
                                             typename L::Floats k, typename L::Floats v,
                                             typename L::Floats decay, typename L::Floats bonus) {
  const Balance<L> read = balance<L>(power_of_two, state.p, bonus + k);
  const auto output = L::multiply_add(read.first, state.a, read.second * v) /
                      L::multiply_add(read.first, state.b, read.second);
  const auto faded = state.p - decay;
  const Balance<L> taken = balance<L>(power_of_two, faded, k);
  state.a = L::multiply_add(taken.first, state.a, taken.second * v);
  state.b = L::multiply_add(taken.first, state.b, taken.second);
  state.p = L::larger(faded, k);
  return output;
}

// The channels of one vector, of which the first `count` exist.
template <class L, bool whole>
LOOKBACK_APART void wkv_channels(const WkvArrays& arrays, int channels, int count, std::intptr_t rates,
                                 std::intptr_t sums, std::intptr_t first, int tokens) {
  const auto get = [=](const float* from) {
    if constexpr (whole) {
      return load<L>(from);
    } else {
      float some[L::lanes] = {};
      for (int i = 0; i < count; ++i) {
        some[i] = from[i];
      }
      return load<L>(some);
    }
  };
  const auto put = [=](float* to, typename L::Floats x) {
    if constexpr (whole) {
      store<L>(to, x);
    } else {
      for (int i = 0; i < count; ++i) {
        to[i] = x[i];
      }
    }
  };
  const PowerOfTwo<L> power_of_two;
  const auto decay = get(arrays.decay + rates);
  const auto bonus = get(arrays.bonus + rates);
  WkvState<L> state = {get(arrays.a + sums), get(arrays.b + sums), get(arrays.p + sums)};
  for (int t = 0; t < tokens; ++t) {
    const std::intptr_t at = first + std::intptr_t{t} * channels;
    put(arrays.output + at,
        wkv_token<L>(power_of_two, state, get(arrays.k + at), get(arrays.v + at), decay, bonus));
  }
  put(arrays.a + sums, state.a);
  put(arrays.b + sums, state.b);
  put(arrays.p + sums, state.p);
}

template <class L>
void rwkv4_wkv(int batch, int tokens, int channels, const WkvArrays& arrays) {
  for (int i = 0; i < batch; ++i) {
    const std::intptr_t sums = std::intptr_t{i} * channels;
    for (int c = 0; c < channels; c += L::lanes) {
      const int count = lower(L::lanes, channels - c);
      count == L::lanes
          ? wkv_channels<L, true>(arrays, channels, count, c, sums + c, sums * tokens + c, tokens)
          : wkv_channels<L, false>(arrays, channels, count, c, sums + c, sums * tokens + c, tokens);
    }
  }
}

}  // namespace lookback::kernels
