#pragma once

#include <cmath>

#include "mechanisms/position/rotation.h"
#include "mechanisms/softmax_attention/softmax_attention.h"
#include "studies/bug_zoo/run.h"

// Two query heads that share keys and values, softmax, RoPE, a KV cache. The kernel is the definition of
// softmax attention; what it is called with is the caller's, and a caller can be wrong.
namespace lookback::bug_zoo {

// One head's new queries against all that the cache holds.
template <class T>
struct NewQueries {
  const Matrix<T>& q;                 // [n, d_k], turned
  const Matrix<T>& k;                 // [t, d_k], turned
  const Matrix<std::uint8_t>& pairs;  // [n, t], 1: visible
  const softmax_attention::Options& options;
  Meter<T> meter;

  int queries() const { return q.rows(); }
  int keys() const { return k.rows(); }
  bool visible(int query, int key) const { return pairs(query, key) != 0; }
  T operator()(int query, int key) const {
    return softmax_attention::pair_score<T>(q.row(query), k.row(key), 0, nullptr, options, meter);
  }
};

// RoPE of as many channels as there are pairs; an odd last one does not turn.
inline Rotation rotation_for(int key_width) { return rope(key_width - key_width % 2); }

// Keys and values of an earlier text, which nothing here depends on.
inline constexpr int earlier_tokens = 2;
HeadInputs<double> earlier_text(int key_width, int value_width);

// Each part of the cache holds the keys and values for one or more heads.
template <class T>
DecodeState<T> empty_cache(int copies, int key_width, int value_width, Meter<T> meter) {
  return DecodeState<T>({{"K", copies * key_width, {}}, {"V", copies * value_width, {}}}, meter);
}

// The row, as often as there are copies, side by side.
template <class T>
std::vector<T> repeated(std::span<const T> row, int copies) {
  std::vector<T> all;
  for (int n = 0; n < copies; ++n) {
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

// Everything of one part, read once.
template <class T>
Matrix<T> read_all(const DecodeState<T>& cache, std::size_t part) {
  Matrix<T> rows(cache.rows(), cache.parts()[part].width);
  for (int j = 0; j < cache.rows(); ++j) {
    std::ranges::copy(cache.read(part, j), rows.row(j).begin());
  }
  return rows;
}

template <class T>
Matrix<T> columns_of(const Matrix<T>& rows, int first, int count) {
  Matrix<T> result(rows.rows(), count);
  for (int r = 0; r < rows.rows(); ++r) {
    std::ranges::copy(rows.row(r).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
                      result.row(r).begin());
  }
  return result;
}

// Runs a text as the caller C calls the kernel.
template <class C>
struct Attend {
  template <class T>
  static void append(DecodeState<T>& cache, const HeadInputs<T>& text, int first, int count) {
    const Rotation rotation = rotation_for(text.k.columns());
    for (int n = 0; n < count; ++n) {
      std::vector<T> k(text.k.row(first + n).begin(), text.k.row(first + n).end());
      rotate<T>(k, cache.position(), rotation);
      cache.append({repeated<T>(k, C::copies), repeated<T>(text.v.row(first + n), C::copies)});
    }
  }

  // Which of the keys in the cache each new query may look at; `before` were there when the call began.
  static Matrix<std::uint8_t> pairs(int count, int before, int keys, bool prefill) {
    const Mask mask = C::masks(prefill) ? Mask::causal() : Mask::none();
    Matrix<std::uint8_t> visible(count, keys);
    for (int n = 0; n < count; ++n) {
      for (int j = 0; j < keys; ++j) {
        visible(n, j) = mask.visible(C::masked_as(n, before), j) ? 1 : 0;
      }
    }
    return visible;
  }

  template <Transcendental T>
  static Matrix<T> run(const HeadInputs<T>& text, const Plan& plan, Meter<T> meter) {
    const int key_width = text.k.columns();
    const int value_width = text.v.columns();
    const softmax_attention::Options options = {.scale = 1 / std::sqrt(static_cast<double>(key_width)),
                                                .slope = {}};
    DecodeState<T> cache = empty_cache<T>(C::copies, key_width, value_width, meter);
    if (plan.again && !C::resets) {
      append(cache, convert<T>(earlier_text(key_width, value_width), [](double x) { return T(x); }), 0,
             earlier_tokens);
    }
    Matrix<T> output(text.v.rows(), heads * value_width);  // [S, H d_v]
    for_each_call(plan, text.v.rows(), [&](int first, int count) {
      const bool prefill = first == 0;
      const int before = cache.position();
      if (C::appends_first(prefill)) {
        append(cache, text, first, count);
      }
      const Matrix<T> keys = read_all(cache, 0);
      const Matrix<T> values = read_all(cache, 1);
      const Matrix<std::uint8_t> visible = pairs(count, before, keys.rows(), prefill);
      for (int h = 0; h < heads; ++h) {
        Matrix<T> q = (h == 0 ? text.q : text.more[0]).slice(first, count);
        for (int n = 0; n < count; ++n) {
          rotate<T>(q.row(n), C::turned_as(n, before), rotation_for(key_width));
        }
        const int copy = std::min(h, C::copies - 1);
        const Matrix<T> k = columns_of(keys, copy * key_width, key_width);
        const Matrix<T> v = columns_of(values, copy * value_width, value_width);
        const Matrix<T> part =
            C::template attend<T>(NewQueries<T>{q, k, visible, options, meter}, v, meter).output;
        for (int n = 0; n < count; ++n) {
          std::ranges::copy(part.row(n), output.row(first + n).begin() + std::ptrdiff_t{h} * value_width);
        }
      }
      if (!C::appends_first(prefill)) {
        append(cache, text, first, count);
      }
    });
    return output;
  }
};

}  // namespace lookback::bug_zoo
