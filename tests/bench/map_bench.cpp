#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

#include "map/long_map.h"

// How long a map takes on one thread, for people: no test is decided by it. Without a number, from an edit to
// the tiles of a picture of it, beside 50 ms: 2,048 tokens of width 64. With a number of tokens, all of such
// a map in slices, as the page does it.
namespace lookback {
namespace {

constexpr int tokens = 2048;
constexpr int width = 64;
constexpr int turns = 12;
constexpr std::int64_t all_at_once = std::int64_t{1} << 40;

// Of the processor, so that other work on the machine does not count.
double now_ms() {
#ifdef __EMSCRIPTEN__
  return emscripten_run_script_int("(process.cpuUsage().user + process.cpuUsage().system) & 0x7fffffff") /
         1000.0;
#else
  return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
}

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

void run_edits() {
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

// What the program has of memory where that can only grow.
double memory_mb() {
#ifdef __wasm__
  return static_cast<double>(__builtin_wasm_memory_size(0)) / 16;
#else
  return 0;
#endif
}

void report_whole(int of_tokens, std::int64_t slice) {
  double began = now_ms();
  const auto lap = [&](const char* name, double longest) {
    std::printf("%-40s %10.1f ms, longest slice %6.2f ms, memory %6.1f MB\n", name, now_ms() - began, longest,
                memory_mb());
    began = now_ms();
  };
  Expected<map::LongInputs> inputs =
      map::LongInputs::generated({.generator = "random", .tokens = of_tokens, .width = width});
  lap("inputs", 0);
  Expected<map::LongAttention> attention = map::LongAttention::of(std::move(*inputs), {});
  map::LongMap map(std::move(*attention));
  lap("before the first slice", 0);
  double longest = 0;
  const auto slices = [&](const std::function<bool()>& more) {
    longest = 0;
    for (bool again = true; again;) {
      const double from = now_ms();
      again = more();
      longest = std::max(longest, now_ms() - from);
    }
  };
  slices([&] { return map.step(slice), !map.attention().done(); });
  lap("o and L", longest);
  slices([&] { return map.step(slice); });
  lap("pyramid", longest);
  for (const int level : {0, std::max(0, map.pyramid().base() - 1)}) {
    const int middle = map::tiles_across(of_tokens, level) / 2;
    for (const map::Pooling pooling : {map::Pooling::mean, map::Pooling::maximum}) {
      map::TileWork work(map.attention(), {level, middle, middle / 2}, pooling);
      slices([&] { return work.step(map.attention(), slice); });
      lap(level == 0 ? "a tile of single cells" : "a tile of the level below the pyramid", longest);
    }
  }
  map.tile({map.top_level(), 0, 0}, map::Pooling::mean);
  lap("the tile of all cells", 0);
}

}  // namespace
}  // namespace lookback

int main(int count, char** words) {
  if (count < 2) {
    lookback::run_edits();
    return 0;
  }
  lookback::report_whole(std::atoi(words[1]), count < 3 ? 1 << 23 : std::atoll(words[2]));
}
