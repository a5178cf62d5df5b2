#pragma once

#include "studies/bug_zoo/attend.h"
#include "studies/bug_zoo/kernels/mask_after_softmax.h"
#include "studies/bug_zoo/kernels/zero_for_minus_infinity.h"

// How the kernel is called, rightly and wrongly: each wrong one differs from the right one in one input.
namespace lookback::bug_zoo {

struct RightCaller {
  static constexpr int copies = 1;      // of keys and values in the cache
  static constexpr bool resets = true;  // the cache, before a new text

  // The position that the mask, and RoPE, take new query n for; `before` tokens are in the cache.
  static int masked_as(int n, int before) { return before + n; }
  static int turned_as(int n, int before) { return before + n; }

  // Whether the mask is handed over, in the prefill and in later calls.
  static bool masks(bool /*prefill*/) { return true; }

  // Whether new keys and values are in the cache before the queries look.
  static bool appends_first(bool /*prefill*/) { return true; }

  template <class T, class Logits>
  static HeadOutputs<T> attend(const Logits& logits, const Matrix<T>& values, Meter<T> meter) {
    return softmax_attention::materialised_from<T>(logits, values, false, meter);
  }
};

// tril(0) on [new queries, keys].
struct MaskWithoutOffset : RightCaller {
  static int masked_as(int n, int /*before*/) { return n; }
};

struct QueryAtPositionZero : RightCaller {
  static int masked_as(int n, int before) { return before == 0 ? n : 0; }
  static int turned_as(int n, int before) { return before == 0 ? n : 0; }
};

struct MaskDroppedInDecode : RightCaller {
  static bool masks(bool prefill) { return prefill; }
};

struct NoMask : RightCaller {
  static bool masks(bool /*prefill*/) { return false; }
};

struct CacheNotReset : RightCaller {
  static constexpr bool resets = false;
};

struct AppendsAfter : RightCaller {
  static bool appends_first(bool prefill) { return prefill; }
};

struct ExpandsBeforeCaching : RightCaller {
  static constexpr int copies = heads;
};

// The two whose kernel is at fault.
struct MasksAfterSoftmax : RightCaller {
  template <class T, class Logits>
  static HeadOutputs<T> attend(const Logits& logits, const Matrix<T>& values, Meter<T> meter) {
    return mask_after_softmax<T>(logits, values, meter);
  }
};

struct ZeroForMinusInfinity : RightCaller {
  template <class T, class Logits>
  static HeadOutputs<T> attend(const Logits& logits, const Matrix<T>& values, Meter<T> meter) {
    return zero_for_minus_infinity<T>(logits, values, meter);
  }
};

}  // namespace lookback::bug_zoo
