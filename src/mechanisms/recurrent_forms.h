#pragma once

#include <array>
#include <cmath>

#include "base/say.h"
#include "cost/cost.h"
#include "cost/sums.h"
#include "mechanisms/matrix_state.h"
#include "mechanisms/mechanism.h"
#include "numbers/scalars.h"

// The forms of a mechanism with a recurrent state, which is written as a struct R with
//
//   start(inputs, chosen, meter)                 the state before the first token
//   step(state, inputs, mask, chosen, meter)     the next token: ByStepping<R>
//   chunk(state, rows, chosen, meter)            the next tokens at once: ByChunks<R>
//   parallel(inputs, mask, chosen, meter)        all tokens at once: AllAtOnce<R>
//
// each a template over the scalar.
namespace lookback {

inline constexpr ParameterSpec chunk_parameter = {
    "chunk", "Chunk size"_said, 1, 64, 2, "How many tokens the chunkwise form takes at once."_said};
inline constexpr std::array<std::string_view, 1> chunk_only = {chunk_parameter.id};

inline constexpr ParameterSpec scaled_parameter = {
    "scaled",
    "Scale by 1/√d"_said,
    0,
    1,
    1,
    "Multiplies every query by σ = 1/√d_k, so that what it reads does not grow with the width of the keys."_said,
    true};

inline double chosen_value(const ParameterSpec& spec, const Parameters& chosen) {
  const auto found = chosen.find(spec.id);
  return found == chosen.end() ? spec.initial : found->second;
}

// Queries times σ = 1/√d_k, where that is chosen.
template <class T>
Matrix<T> scaled_queries(Matrix<T> q, const Parameters& chosen) {
  if (chosen_value(scaled_parameter, chosen) != 0) {
    multiply_row<T>(q.elements(), T(1 / std::sqrt(static_cast<double>(q.columns()))));
  }
  return q;
}

// `count` tokens from `first` on; own inputs that have a row a token are cut too.
template <class T>
HeadInputs<T> token_rows(const HeadInputs<T>& inputs, int first, int count) {
  HeadInputs<T> rows = {
      inputs.q.slice(first, count), inputs.k.slice(first, count), inputs.v.slice(first, count), {}};
  for (const Matrix<T>& whole : inputs.more) {
    rows.more.push_back(whole.rows() == inputs.v.rows() ? whole.slice(first, count) : whole);
  }
  return rows;
}

// Parallel inside chunks of `size` tokens, recurrent from chunk to chunk. The last may be shorter.
template <class R, class T>
HeadOutputs<T> take_in_chunks(DecodeState<T>& state, const HeadInputs<T>& inputs, int size,
                              const Parameters& chosen, Meter<T> meter) {
  LOOKBACK_ASSERT(size >= 1);
  const int tokens = inputs.v.rows();
  HeadOutputs<T> result;
  result.output = Matrix<T>(tokens, inputs.v.columns());  // [S, d_v]
  for (int first = 0; first < tokens; first += size) {
    const HeadInputs<T> rows = token_rows(inputs, first, std::min(size, tokens - first));
    const HeadOutputs<T> part = R::template chunk<T>(state, rows, chosen, meter);
    std::ranges::copy(part.output.elements(),
                      result.output.elements().begin() + std::ptrdiff_t{first} * inputs.v.columns());
  }
  return result;
}

template <class R>
struct ByChunks {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& /*mask*/, const Parameters& chosen,
                            Meter<T> meter) {
    DecodeState<T> state = R::template start<T>(inputs, chosen, meter);
    const int size = static_cast<int>(chosen_value(chunk_parameter, chosen));
    return take_in_chunks<R, T>(state, inputs, size, chosen, meter);
  }
};

template <class R>
struct AllAtOnce {
  template <Scalar T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return R::template parallel<T>(inputs, mask, chosen, meter);
  }
};

// The formulas of a generation against a state [d_k, d_v] that are short; `mac` is that of the multiply–adds.
inline std::string_view state_formula(std::string_view counter, Strategy strategy, std::string_view mac) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected") {
    return cached ? "n" : "n(n+1)/2";
  }
  if (!cached) {
    return "";
  }
  if (counter == "mac") {
    return mac;
  }
  if (counter == "state_read" || counter == "state_written") {
    return "d_k d_v·n";
  }
  if (counter == "state_held") {
    return "d_k d_v";
  }
  if (counter == "sequential_depth") {
    return "n";
  }
  return counter.starts_with("score") ? "0" : "";
}

// What steps or chunks cost together: `of` gives the cost of one that takes so many tokens.
template <class CostOf>
Cost cost_in_chunks(int tokens, int size, CostOf of) {
  Cost sum;
  for (int first = 0; first < tokens; first += size) {
    sum = sum + of(std::min(size, tokens - first));
  }
  return sum;
}

// The counts of a state [d_k, d_v] that is read once and written once.
inline Cost state_cost(int tokens, int key_width, int value_width) {
  const std::int64_t size = std::int64_t{key_width} * value_width;
  Cost cost;
  cost.tokens_projected = tokens;
  cost.state_read = size;
  cost.state_written = size;
  cost.state_held = size;
  cost.sequential_depth = 1;
  return cost;
}

// The counts of the scores among so many tokens, each pair of which is one dot product.
inline Cost score_cost(int tokens, int key_width, int value_width, int moves) {
  const std::int64_t n = tokens;
  Cost cost;
  cost.tokens_projected = n;
  cost.score_dot_products = triangular(n);
  cost.mac = triangular(n) * (std::int64_t{key_width} + value_width);
  cost.mul = cost.mac;
  cost.add = cost.mac;
  cost.scores_held = n * n;
  cost.scores_moved = moves * n * n;
  cost.sequential_depth = 1;
  return cost;
}

}  // namespace lookback
