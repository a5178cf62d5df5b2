#include "studies/long_map/reading.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lookback::long_map {
namespace {

// In lanes, so that it takes a fraction of the time; only the order of the keys depends on it.
float quick_dot(std::span<const float> a, std::span<const float> b) {
  constexpr std::size_t lanes = 8;
  std::array<float, lanes> sums{};
  std::size_t c = 0;
  for (; c + lanes <= a.size(); c += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      sums[lane] += a[c + lane] * b[c + lane];
    }
  }
  for (; c < a.size(); ++c) {
    sums[0] += a[c] * b[c];
  }
  float sum = 0;
  for (const float one : sums) {
    sum += one;
  }
  return sum;
}

std::vector<map::CellExplanation> strongest_of(const map::LongAttention& attention, int query) {
  struct Found {
    int key;
    float rank;
  };
  const std::span<const float> q = attention.inputs().row(map::Role::queries, query);
  std::vector<Found> found;
  const int end = static_cast<int>(attention.visible().end(query, attention.tokens()));
  for (int key = static_cast<int>(attention.visible().begin(query, attention.tokens())); key < end; ++key) {
    const float dot = quick_dot(q, attention.inputs().row(map::Role::keys, key));
    const float rank = attention.is_retention()
                           ? std::abs(dot) * attention.powers()[static_cast<std::size_t>(query - key)]
                           : dot;
    if (found.size() == strongest_keys && !(rank > found.back().rank)) {
      continue;
    }
    const auto place = std::ranges::find_if(found, [&](const Found& one) { return rank > one.rank; });
    found.insert(place, {key, rank});
    found.resize(std::min<std::size_t>(found.size(), strongest_keys), Found{});
  }
  std::vector<map::CellExplanation> strongest;
  for (const Found& one : found) {
    strongest.push_back(map::cell_numbers(attention, query, one.key));
  }
  return strongest;
}

int first_nearby(int middle, int tokens) {
  const int side = std::min(nearby_side, tokens);
  return std::clamp(middle - side / 2, 0, tokens - side);
}

}  // namespace

map::Rows rows_to_read(const map::LongAttention& attention, const Cell& chosen) {
  const int first = first_nearby(chosen.query, attention.tokens());
  return {first, std::min(first + nearby_side, attention.tokens())};
}

Reading read(const map::LongAttention& attention, const Cell& chosen) {
  const int tokens = attention.tokens();
  const int side = std::min(nearby_side, tokens);
  Reading reading = {.cell = map::explain(attention, chosen.query, chosen.key),
                     .first = {first_nearby(chosen.query, tokens), first_nearby(chosen.key, tokens)},
                     .nearby = Matrix<double>(side, side),
                     .masked = Matrix<std::uint8_t>(side, side),
                     .strongest = strongest_of(attention, chosen.query)};
  for (int r = 0; r < side; ++r) {
    for (int c = 0; c < side; ++c) {
      const map::CellExplanation one =
          map::cell_numbers(attention, reading.first.query + r, reading.first.key + c);
      reading.nearby(r, c) = one.number;
      reading.masked(r, c) = one.visible ? 0 : 1;
    }
  }
  return reading;
}

}  // namespace lookback::long_map
