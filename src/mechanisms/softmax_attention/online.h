#pragma once

#include <algorithm>

#include "mechanisms/softmax_attention/softmax_attention.h"

// Softmax attention in one pass over tiles of keys, with a running maximum m, sum l and output a (Milakov and
// Gimelshein 2018; FlashAttention, Dao et al. 2022, algorithm 1), and the merge of such passes over separate
// keys. S x S scores are never held.
namespace lookback::softmax_attention {

// Attention over some of the keys.
template <class T>
struct Part {
  Matrix<T> output;                        // [S_q, d_v]
  std::vector<Logit<T>> log_sum_exp = {};  // [S_q]; -inf for a row that sees none of the keys
  int deepest = 0;                         // tiles that one row took, one after another
};

// What one query carries from tile to tile.
template <class T>
struct RunningRow {
  std::span<T> output;  // a
  Logit<T> largest = Logit<T>(minus_infinity);
  T sum = T(0);
  int tiles = 0;
};

// The keys from `first` to before `end`. A tile in which the query sees nothing is skipped.
template <class T, class Logits>
void take_tile(RunningRow<T>& row, const Logits& logit, int query, int first, int end,
               const Matrix<T>& values, std::span<Logit<T>> tile, Meter<T> meter) {
  Logit<T> largest = row.largest;
  bool sees_tile = false;
  for (int j = first; j < end; ++j) {
    if (logit.visible(query, j)) {
      Logit<T>& s = tile[static_cast<std::size_t>(j - first)];
      s = logit(query, j);
      largest = maximum(largest, s);
      sees_tile = true;
    }
  }
  if (!sees_tile) {
    return;
  }
  ++row.tiles;
  meter.row_tile_visit();
  const T rescale = exponential(row.largest - largest);  // exp(-inf) = 0 in the first tile
  row.sum = row.sum * rescale;
  for (T& element : row.output) {
    element = element * rescale;
  }
  for (int j = first; j < end; ++j) {
    if (logit.visible(query, j)) {
      const T weight = exponential(tile[static_cast<std::size_t>(j - first)] - largest);
      row.sum = row.sum + weight;
      accumulate_row<T>(row.output, weight, values.row(j));
    }
  }
  row.largest = largest;
}

// All queries over the keys from `first` to before `end`.
template <class T, class Logits>
Part<T> online_part(const Logits& logit, const Matrix<T>& values, int first, int end, int tile_width,
                    Meter<T> meter) {
  LOOKBACK_ASSERT(tile_width >= 1);
  Part<T> part{Matrix<T>(logit.queries(), values.columns())};
  std::vector<Logit<T>> tile(static_cast<std::size_t>(std::min(tile_width, end - first)));
  for (int i = 0; i < logit.queries(); ++i) {
    RunningRow<T> row{part.output.row(i)};
    for (int start = first; start < end; start += tile_width) {
      take_tile<T>(row, logit, i, start, std::min(start + tile_width, end), values, tile, meter);
    }
    part.deepest = std::max(part.deepest, row.tiles);
    if (row.tiles == 0) {
      part.log_sum_exp.push_back(Logit<T>(minus_infinity));
      continue;
    }
    for (T& element : row.output) {
      element = element / row.sum;
    }
    part.log_sum_exp.push_back(row.largest + logarithm(row.sum));
  }
  return part;
}

// L = log Σ_p exp(L_p),  o = Σ_p exp(L_p - L) o_p, over parts that share no key. Associative and commutative,
// with (o, L) = (0, -inf) as neutral element.
template <class T>
Part<T> merged(std::span<const Part<T>> parts, int queries, int value_width) {
  Part<T> whole{Matrix<T>(queries, value_width)};
  for (int i = 0; i < queries; ++i) {
    const auto row = static_cast<std::size_t>(i);
    const auto sees = [row](const Part<T>& part) { return plain(part.log_sum_exp[row]) != minus_infinity; };
    Logit<T> largest(minus_infinity);
    bool seen = false;
    for (const Part<T>& part : parts) {
      if (sees(part)) {
        largest = maximum(largest, part.log_sum_exp[row]);
        seen = true;
      }
    }
    if (!seen) {
      whole.log_sum_exp.push_back(Logit<T>(minus_infinity));
      continue;
    }
    T sum(0);
    for (const Part<T>& part : parts) {
      if (sees(part)) {
        sum = sum + exponential(part.log_sum_exp[row] - largest);
      }
    }
    const Logit<T> total = largest + logarithm(sum);
    for (const Part<T>& part : parts) {
      if (sees(part)) {
        accumulate_row<T>(whole.output.row(i), exponential(part.log_sum_exp[row] - total),
                          part.output.row(i));
      }
    }
    whole.log_sum_exp.push_back(total);
  }
  return whole;
}

// Online attention over each range between the cuts, which are ascending positions among the keys.
template <class T, class Logits>
std::vector<Part<T>> split_parts(const Logits& logit, const Matrix<T>& values, std::span<const int> cuts,
                                 int tile_width, Meter<T> meter) {
  std::vector<Part<T>> parts;
  std::int64_t scores_held = 0;
  int first = 0;
  for (std::size_t p = 0; p <= cuts.size(); ++p) {
    const int end = p < cuts.size() ? cuts[p] : logit.keys();
    parts.push_back(online_part<T>(logit, values, first, end, tile_width, meter));
    scores_held += std::min(tile_width, end - first);
    first = end;
  }
  meter.scores(scores_held, 0);
  meter.accumulators(static_cast<std::int64_t>(parts.size()) * (values.columns() + 2));
  return parts;
}

template <class T>
HeadOutputs<T> outputs_of(Part<T> part) {
  HeadOutputs<T> result{.output = std::move(part.output)};
  for (const Logit<T>& log_sum_exp : part.log_sum_exp) {
    result.log_sum_exp.push_back(plain(log_sum_exp));
  }
  return result;
}

// Parts run side by side.
template <class T>
int deepest(std::span<const Part<T>> parts) {
  int result = 0;
  for (const Part<T>& part : parts) {
    result = std::max(result, part.deepest);
  }
  return result;
}

// Online: one part.
template <class T>
HeadOutputs<T> online(const HeadInputs<T>& inputs, const Mask& mask, int tile_width, const Options& options,
                      Meter<T> meter) {
  const DotProducts<T> logits{inputs, mask, options, meter};
  std::vector<Part<T>> parts = split_parts<T>(logits, inputs.v, {}, tile_width, meter);
  meter.depth(deepest<T>(parts));
  return outputs_of<T>(std::move(parts.front()));
}

// Merge: several parts, each online, combined by their log-sum-exp.
template <class T>
HeadOutputs<T> merge(const HeadInputs<T>& inputs, const Mask& mask, std::span<const int> cuts, int tile_width,
                     const Options& options, Meter<T> meter) {
  const DotProducts<T> logits{inputs, mask, options, meter};
  const std::vector<Part<T>> parts = split_parts<T>(logits, inputs.v, cuts, tile_width, meter);
  meter.depth(deepest<T>(parts) + 1);
  return outputs_of<T>(merged<T>(parts, inputs.q.rows(), inputs.v.columns()));
}

// Where `splits` ranges of nearly equal length are cut apart; as many ranges as there are keys, at most.
inline std::vector<int> even_cuts(int keys, int splits) {
  const int ranges = std::min(splits, keys);
  std::vector<int> cuts;
  for (int p = 1; p < ranges; ++p) {
    cuts.push_back(keys * p / ranges);
  }
  return cuts;
}

}  // namespace lookback::softmax_attention
