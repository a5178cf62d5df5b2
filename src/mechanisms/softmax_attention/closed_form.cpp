#include "mechanisms/softmax_attention/closed_form.h"

#include <algorithm>

#include "cost/sums.h"

namespace lookback::softmax_attention {
namespace {

// The keys that one query sees under every mask but bits: all those from `first` to `last`.
struct Interval {
  std::int64_t first;
  std::int64_t last;
};

Interval keys_of(const Mask& mask, int query, int tokens) {
  switch (mask.kind()) {
    case Mask::Kind::diagonal:
      return {query, query};
    case Mask::Kind::window:
      return {std::max<std::int64_t>(0, std::int64_t{query} - mask.left()),
              std::min<std::int64_t>(tokens - 1, std::int64_t{query} + mask.right())};
    case Mask::Kind::causal:
      return {0, query};
    case Mask::Kind::none:
    case Mask::Kind::bits:
      return {0, tokens - 1};
  }
  return {0, -1};
}

bool tile_seen(const Mask& mask, int query, int first, int last) {
  for (int key = first; key <= last; ++key) {
    if (mask.visible(query, key)) {
      return true;
    }
  }
  return false;
}

// Tiles that a query takes of the keys from `start` to before `end`.
std::int64_t tiles_of_row(const Mask& mask, int query, int start, int end, int width) {
  if (mask.kind() != Mask::Kind::bits) {
    const Interval keys = keys_of(mask, query, end);
    const std::int64_t first = std::max<std::int64_t>(keys.first, start);
    const std::int64_t last = std::min<std::int64_t>(keys.last, end - 1);
    return last < first ? 0 : (last - start) / width - (first - start) / width + 1;
  }
  std::int64_t visits = 0;
  for (int tile = start; tile < end; tile += width) {
    visits += tile_seen(mask, query, tile, std::min(tile + width, end) - 1) ? 1 : 0;
  }
  return visits;
}

// The pairs, rows and squares that every form shares, and the multiplications and additions per pair.
Cost shared_cost(const Work& work, int key_width, int value_width, bool scaled) {
  const std::int64_t width = std::int64_t{key_width} + value_width;
  Cost cost;
  cost.tokens_projected = work.tokens;
  cost.score_dot_products = work.pairs;
  cost.mac = work.pairs * width;
  cost.mul = work.pairs * (width + (scaled ? 1 : 0));
  cost.add = work.pairs * (width + 2);
  cost.exp = work.pairs;
  cost.cmp = work.pairs;
  cost.sequential_depth = work.depth;
  return cost;
}

}  // namespace

std::int64_t pairs(const Mask& mask, int tokens) {
  const std::int64_t n = tokens;
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return triangular(n);
    case Mask::Kind::none:
      return n * n;
    case Mask::Kind::diagonal:
      return n;
    case Mask::Kind::window: {
      // The square without the two corners that the window cuts off.
      const std::int64_t above = std::max<std::int64_t>(0, n - 1 - mask.right());
      const std::int64_t below = std::max<std::int64_t>(0, n - 1 - mask.left());
      return n * n - triangular(above) - triangular(below);
    }
    case Mask::Kind::bits:
      return visible_pairs(mask, tokens, tokens);
  }
  return 0;
}

Work pass(const Mask& mask, int tokens, int tile_width) {
  Work work;
  work.tokens = tokens;
  work.pairs = pairs(mask, tokens);
  work.square = std::int64_t{tokens} * tokens;
  work.largest_square = work.square;
  for (int query = 0; query < tokens; ++query) {
    const std::int64_t tiles = tiles_of_row(mask, query, 0, tokens, tile_width);
    work.rows += tiles > 0 ? 1 : 0;
    work.row_tile_visits += tiles;
    work.depth = std::max(work.depth, tiles);
  }
  return work;
}

Work cached(const Mask& mask, int tokens) {
  Work work;
  work.tokens = tokens;
  work.pairs = pairs(mask, tokens);
  work.depth = tokens;
  for (int position = 0; position < tokens; ++position) {
    work.keys_held = position + 1 - mask.first_key_needed(position);
    work.square += work.keys_held;
    work.largest_square = std::max(work.largest_square, work.keys_held);
  }
  return work;
}

Cost materialised_cost(const Work& work, int key_width, int value_width, bool scaled) {
  Cost cost = shared_cost(work, key_width, value_width, scaled);
  cost.div = work.pairs;
  cost.scores_held = work.largest_square;
  cost.scores_moved = 4 * work.square;
  return cost;
}

Cost online_cost(const Work& work, int tile_width, int longest, int key_width, int value_width, bool scaled) {
  Cost cost = shared_cost(work, key_width, value_width, scaled);
  cost.mul += work.row_tile_visits * (std::int64_t{value_width} + 1);
  cost.add += work.row_tile_visits + work.rows;
  cost.exp += work.row_tile_visits;
  cost.div = work.rows * value_width;
  cost.log = work.rows;
  cost.row_tile_visits = work.row_tile_visits;
  cost.scores_held = std::min(tile_width, longest);
  cost.accumulators_held = std::int64_t{value_width} + 2;
  return cost;
}

Cost merge_cost(const Mask& mask, int tokens, std::span<const int> cuts, int tile_width, int key_width,
                int value_width, bool scaled) {
  Work parts;  // all of them; a row counts once in every part in which it sees a key
  parts.tokens = tokens;
  parts.pairs = pairs(mask, tokens);
  std::int64_t scores_held = 0;
  for (std::size_t p = 0; p <= cuts.size(); ++p) {
    const int start = p == 0 ? 0 : cuts[p - 1];
    const int end = p < cuts.size() ? cuts[p] : tokens;
    scores_held += std::min(tile_width, end - start);
    for (int query = 0; query < tokens; ++query) {
      const std::int64_t tiles = tiles_of_row(mask, query, start, end, tile_width);
      parts.rows += tiles > 0 ? 1 : 0;
      parts.row_tile_visits += tiles;
      parts.depth = std::max(parts.depth, tiles);
    }
  }
  ++parts.depth;  // the merge waits for all parts
  const std::int64_t rows = pass(mask, tokens, tokens).rows;
  Cost cost = online_cost(parts, tile_width, tokens, key_width, value_width, scaled);
  cost.scores_held = scores_held;
  cost.accumulators_held *= static_cast<std::int64_t>(cuts.size()) + 1;
  cost.cmp += parts.rows;
  cost.exp += 2 * parts.rows;
  cost.log += rows;
  cost.add += parts.rows * (3 + std::int64_t{value_width}) + rows;
  cost.mul += parts.rows * value_width;
  cost.mac += parts.rows * value_width;
  return cost;
}

Cost decode_cost(const Work& work, int key_width, int value_width, bool scaled) {
  const std::int64_t width = std::int64_t{key_width} + value_width;
  Cost cost = materialised_cost(work, key_width, value_width, scaled);
  cost.state_read = work.pairs * width;
  cost.state_written = work.tokens * width;
  cost.state_held = work.keys_held * width;
  return cost;
}

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected") {
    return cached ? "n" : "n(n+1)/2";
  }
  const bool causal = setting.mask.kind() == Mask::Kind::causal;
  if (!causal && setting.mask.kind() != Mask::Kind::none) {
    return "";
  }
  if (counter == "score_dot_products") {
    return cached ? "n(n+1)/2" : causal ? "n(n+1)(n+2)/6" : "n(n+1)(2n+1)/6";
  }
  if (counter == "mac") {
    return cached ? "(d_k+d_v)·n(n+1)/2" : causal ? "(d_k+d_v)·n(n+1)(n+2)/6" : "(d_k+d_v)·n(n+1)(2n+1)/6";
  }
  if (counter == "state_read") {
    return cached ? "(d_k+d_v)·n(n+1)/2" : "0";
  }
  if (counter == "state_held") {
    return cached ? "(d_k+d_v)·n" : "0";
  }
  return "";
}

}  // namespace lookback::softmax_attention
