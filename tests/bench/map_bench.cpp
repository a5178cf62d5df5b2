#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

#include "map/long_map.h"

// From an edit to the tiles of a picture of it, on one thread, beside 50 ms: 2,048 tokens of width 64. For
// people: no test is decided by it.
namespace lookback {
namespace {

constexpr int tokens = 2048;
constexpr int width = 64;
constexpr int turns = 12;
constexpr std::int64_t all_at_once = std::int64_t{1} << 40;

// Of the processor, so that other work on the machine does not count.
double now_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void report(const char* name, const std::function<void(int)>& work) {
  double least = 1e9;
  for (int turn = 0; turn < turns; ++turn) {
    const double began = now_ms();
    work(turn);
    least = std::min(least, now_ms() - began);
  }
  std::printf("%-66s %9.2f ms\n", name, least);
}

void edits(map::LongMap& map, map::Role role, const char* name, const map::TilePlace& place,
           map::Pooling pooling) {
  report(name, [&](int turn) {
    std::vector<float> row(width, turn % 2 == 0 ? 0.5F : -0.5F);
    map.apply({role, tokens / 2, row});
    while (map.step(all_at_once)) {
    }
    map.tile(place, pooling);
  });
}

void run() {
  Expected<map::LongInputs> inputs =
      map::LongInputs::generated({.generator = "random", .tokens = tokens, .width = width});
  Expected<map::LongAttention> attention = map::LongAttention::of(std::move(*inputs), {});
  map::LongMap map(std::move(*attention));
  std::printf("%d tokens, width %d, causal, %s; the least of %d\n", tokens, width,
              map.attention().kernels().instructions, turns);
  while (map.step(all_at_once)) {
  }
  const map::TilePlace whole = {map.top_level(), 0, 0};
  const map::TilePlace near = {0, 5, 3};
  for (const auto& [role, letter] : {std::pair(map::Role::queries, 'q'), std::pair(map::Role::keys, 'k'),
                                     std::pair(map::Role::values, 'v')}) {
    for (const auto& [pooling, title] :
         {std::pair(map::Pooling::mean, "means"), std::pair(map::Pooling::maximum, "maxima")}) {
      char name[96];
      std::snprintf(name, sizeof name, "a row of %c, then the tile of all cells, %s", letter, title);
      edits(map, role, name, whole, pooling);
    }
    char name[96];
    std::snprintf(name, sizeof name, "a row of %c, then a tile of single cells", letter);
    edits(map, role, name, near, map::Pooling::mean);
  }
  report("everything from scratch, then the tile of all cells, means", [&](int) {
    map::LongMap fresh(*map::LongAttention::of(map.attention().inputs(), {}));
    while (fresh.step(all_at_once)) {
    }
    fresh.tile(whole, map::Pooling::mean);
  });
}

}  // namespace
}  // namespace lookback

int main() { lookback::run(); }
