#pragma once

#include "mechanisms/position/rotation.h"
#include "mechanisms/projection.h"
#include "mechanisms/softmax_attention/softmax_attention.h"

// A whole attention layer (Vaswani et al. 2017, section 3.2.2), once for every scalar:
//
//   q = x W_Qᵀ + b_Q,  k = x W_Kᵀ + b_K,  v = x W_Vᵀ + b_V     each cut into heads
//   head_h = softmax(σ q_h k_gᵀ − m_h |i − j|) v_g             g = ⌊h / (H/H_kv)⌋
//   y = concat_h(head_h) W_Oᵀ + b_O
namespace lookback::multi_head_layer {

struct Options {
  int heads = 1;                // H
  int kv_heads = 1;             // H_kv: heads that share a key/value head are next to each other
  std::optional<double> scale;  // σ

  // Positions, where there are any: queries and keys turn after they are projected (RoPE), or each head has
  // its slope m_h (ALiBi). Values are never turned.
  std::optional<Rotation> rotation = {};
  std::vector<double> slopes = {};
};

// What is given by hand in place of what a head projects: a matrix a head, the rows of the first tokens, and
// no rows where everything follows x. Projections are computed all the same: they are replaced, not left out.
template <class T>
struct Given {
  std::vector<Matrix<T>> q = {};  // of each of H heads [≤ S, d_k]
  std::vector<Matrix<T>> k = {};  // of each of H_kv heads
  std::vector<Matrix<T>> v = {};
};

// [out, in]; biases are empty where there are none.
template <class T>
struct Weights {
  Matrix<T> w_q;       // [H d_k, d_model]
  Matrix<T> w_k;       // [H_kv d_k, d_model]
  Matrix<T> w_v;       // [H_kv d_v, d_model]
  Matrix<T> w_o;       // [d_out, H d_v]
  Matrix<T> b_q = {};  // [1, H d_k]
  Matrix<T> b_k = {};
  Matrix<T> b_v = {};
  Matrix<T> b_o = {};
  Given<T> given = {};
};

// Share `index` of a row that is cut into `count` equal ones.
template <class T>
std::span<T> share(std::span<T> row, int index, int count) {
  const std::size_t width = row.size() / static_cast<std::size_t>(count);
  return row.subspan(static_cast<std::size_t>(index) * width, width);
}

inline int kv_head_of(int head, const Options& options) { return head / (options.heads / options.kv_heads); }

// The row of token `position`, heads side by side, with what is given by hand.
template <class T>
void put_given(std::span<T> row, int position, const std::vector<Matrix<T>>& given) {
  const int heads = static_cast<int>(given.size());
  for (int h = 0; h < heads; ++h) {
    const Matrix<T>& own = given[static_cast<std::size_t>(h)];
    if (position < own.rows()) {
      LOOKBACK_ASSERT(own.columns() == static_cast<int>(row.size()) / heads);
      std::ranges::copy(own.row(position), share(row, h, heads).begin());
    }
  }
}

// Every head's share of a row, turned by the token's position.
template <class T>
void turn_heads(std::span<T> row, int position, int heads, const Options& options) {
  for (int h = 0; options.rotation && h < heads; ++h) {
    rotate<T>(share(row, h, heads), position, *options.rotation);
  }
}

// Query `i` of head `h` against the keys of positions `keys`: its scores and weights, by place in `keys`, and
// its output [d_v]. key(n) and value(n) are the rows at place n.
template <class T, class Key, class Value>
void attend(std::span<const T> q, int i, int h, std::span<const int> keys, Key key, Value value,
            const Options& options, std::span<T> scores, std::span<T> weights, std::span<T> output,
            Meter<T> meter) {
  softmax_attention::Options of_head = {.scale = options.scale, .slope = {}};
  if (!options.slopes.empty()) {
    of_head.slope = options.slopes[static_cast<std::size_t>(h)];
  }
  std::vector<int> places;
  for (int n = 0; n < static_cast<int>(keys.size()); ++n) {
    const auto place = static_cast<std::size_t>(n);
    places.push_back(n);
    scores[place] = softmax_attention::pair_score<T>(q, key(n), i - keys[place], nullptr, of_head, meter);
  }
  softmax<T>(places, scores, weights);
  accumulate_values<T>(places, weights, value, output);
}

// What a layer computes over all rows.
template <class T>
struct Layer {
  HeadInputs<T> projected = {};         // q [S, H d_k], k [S, H_kv d_k], v [S, H_kv d_v], not yet turned
  Matrix<T> cached_keys = {};           // [S, H_kv d_k], as a cache holds them: turned, where keys turn
  std::vector<Matrix<T>> scores = {};   // of each head [S, S]; hidden pairs are zero
  std::vector<Matrix<T>> weights = {};  //
  Matrix<T> heads = {};                 // [S, H d_v], the heads' outputs side by side
  Matrix<T> output = {};                // [S, d_out]
};

template <class T>
Layer<T> materialised(const Matrix<T>& x, const Weights<T>& w, const Mask& mask, const Options& options,
                      Meter<T> meter) {
  const int tokens = x.rows();
  Layer<T> layer;
  layer.projected = {
      project_rows(x, w.w_q, w.b_q), project_rows(x, w.w_k, w.b_k), project_rows(x, w.w_v, w.b_v), {}};
  for (int i = 0; i < tokens; ++i) {
    put_given<T>(layer.projected.q.row(i), i, w.given.q);
    put_given<T>(layer.projected.k.row(i), i, w.given.k);
    put_given<T>(layer.projected.v.row(i), i, w.given.v);
  }
  Matrix<T> q = layer.projected.q;
  layer.cached_keys = layer.projected.k;
  Matrix<T>& k = layer.cached_keys;
  const Matrix<T>& v = layer.projected.v;
  for (int i = 0; i < tokens; ++i) {
    turn_heads<T>(q.row(i), i, options.heads, options);
    turn_heads<T>(k.row(i), i, options.kv_heads, options);
  }
  layer.heads = Matrix<T>(tokens, w.w_o.columns());
  const std::int64_t squares = std::int64_t{options.heads} * tokens * tokens;
  meter.scores(squares, 4 * squares);  // written, read and written by softmax, read by the product
  meter.depth(1);
  for (int h = 0; h < options.heads; ++h) {
    const int g = kv_head_of(h, options);
    layer.scores.emplace_back(tokens, tokens);
    layer.weights.emplace_back(tokens, tokens);
    for (int i = 0; i < tokens; ++i) {
      std::vector<int> keys;
      for (int j = 0; j < tokens; ++j) {
        if (mask.visible(i, j)) {
          keys.push_back(j);
        }
      }
      std::vector<T> scores(keys.size());
      std::vector<T> weights(keys.size());
      const auto of = [&](const Matrix<T>& rows) {
        return [&rows, &keys, g, &options](int n) {
          return share(rows.row(keys[static_cast<std::size_t>(n)]), g, options.kv_heads);
        };
      };
      attend<T>(share(std::span<const T>(q.row(i)), h, options.heads), i, h, keys, of(k), of(v), options,
                scores, weights, share(layer.heads.row(i), h, options.heads), meter);
      for (std::size_t n = 0; n < keys.size(); ++n) {
        layer.scores.back()(i, keys[n]) = scores[n];
        layer.weights.back()(i, keys[n]) = weights[n];
      }
    }
  }
  layer.output = project_rows(layer.heads, w.w_o, w.b_o);
  return layer;
}

// The KV cache of a layer, or of several whose rows lie side by side.
inline constexpr std::size_t key_part = 0;
inline constexpr std::size_t value_part = 1;

template <class T>
DecodeState<T> empty_cache(int key_width, int value_width, Meter<T> meter) {
  return DecodeState<T>({{"K", key_width, {}}, {"V", value_width, {}}}, meter);
}

// The rows of the earlier tokens that the newest one sees, each read once for all its heads and layers.
template <class T>
struct Past {
  int newest = 0;                   // position of the newest token
  std::vector<int> positions = {};  // of the rows
  std::vector<std::span<const T>> keys = {};
  std::vector<std::span<const T>> values = {};
  bool sees_itself = true;
  std::int64_t held = 0;  // tokens in the cache, the newest included
};

template <class T>
Past<T> read_past(const DecodeState<T>& cache, const Mask& mask, Meter<T> meter) {
  const int newest = cache.position();
  const int first = mask.first_key_needed(newest);
  Past<T> past;
  past.newest = newest;
  past.held = newest + 1 - first;
  past.sees_itself = mask.visible(newest, newest);
  for (int j = first; j < newest; ++j) {
    if (mask.visible(newest, j)) {
      past.positions.push_back(j);
      past.keys.push_back(cache.read(key_part, j));
      past.values.push_back(cache.read(value_part, j));
    }
  }
  if (past.sees_itself) {  // its own row is read back like the others
    meter.state_read(cache.parts()[key_part].width + cache.parts()[value_part].width);
  }
  return past;
}

// One new token of layer `index` of `count` that share a cache: what it adds to the cache, and its output.
template <class T>
struct NewToken {
  std::vector<T> k = {};  // turned, where keys turn
  std::vector<T> v = {};
  std::vector<T> output = {};
};

template <class T>
NewToken<T> decode_layer(const Past<T>& past, int index, int count, std::span<const T> x, const Weights<T>& w,
                         const Options& options, Meter<T> meter) {
  std::vector<T> q = project<T>(x, w.w_q, w.b_q);
  NewToken<T> token = {project<T>(x, w.w_k, w.b_k), project<T>(x, w.w_v, w.b_v), {}};
  put_given<T>(q, past.newest, w.given.q);
  put_given<T>(token.k, past.newest, w.given.k);
  put_given<T>(token.v, past.newest, w.given.v);
  turn_heads<T>(q, past.newest, options.heads, options);
  turn_heads<T>(token.k, past.newest, options.kv_heads, options);
  std::vector<T> heads(static_cast<std::size_t>(w.w_o.columns()));
  std::vector<int> keys = past.positions;
  if (past.sees_itself) {
    keys.push_back(past.newest);
  }
  meter.scores(options.heads * past.held, 4 * options.heads * past.held);
  meter.depth(1);
  for (int h = 0; h < options.heads; ++h) {
    const int g = kv_head_of(h, options);
    const auto of = [&](const std::vector<std::span<const T>>& rows, const std::vector<T>& own) {
      return [&rows, &own, g, index, count, &options](int n) {
        const auto place = static_cast<std::size_t>(n);
        const std::span<const T> row =
            place < rows.size() ? share(rows[place], index, count) : std::span<const T>(own);
        return share(row, g, options.kv_heads);
      };
    };
    std::vector<T> scores(keys.size());
    std::vector<T> weights(keys.size());
    attend<T>(share(std::span<const T>(q), h, options.heads), past.newest, h, keys, of(past.keys, token.k),
              of(past.values, token.v), options, scores, weights,
              share(std::span<T>(heads), h, options.heads), meter);
  }
  token.output = project<T>(heads, w.w_o, w.b_o);
  return token;
}

// One new token of a layer by itself.
template <class T>
std::vector<T> decode_step(DecodeState<T>& cache, std::span<const T> x, const Weights<T>& w, const Mask& mask,
                           const Options& options, Meter<T> meter) {
  const int position = cache.position();
  const NewToken<T> token = decode_layer<T>(read_past(cache, mask, meter), 0, 1, x, w, options, meter);
  cache.append({token.k, token.v});
  cache.drop_before(mask.first_key_needed(position));
  return token.output;
}

}  // namespace lookback::multi_head_layer
