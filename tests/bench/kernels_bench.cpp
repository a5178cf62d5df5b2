#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "bench/eigen_product.h"
#include "kernels/kernels.h"

// The kernels on one thread beside what nothing can be faster than, measured in the same run: independent
// multiply-adds, and reading. Times are the least of many, of one head of width 64. For people: no test is
// decided by it.
namespace lookback {
namespace {

using kernels::Kernels;
using Work = std::function<void()>;
using Floats = std::vector<float>;

constexpr int width = 64;
constexpr float scale = 0.125F;

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double least_s(const Work& work, double patience_s) {
  work();
  double least = 1e9;
  const double end = now_s() + patience_s;
  for (double began = now_s(); began < end; began = now_s()) {
    work();
    least = std::min(least, now_s() - began);
  }
  return least;
}

Floats normal_floats(std::int64_t count, std::uint64_t seed) {
  Random random(seed);
  Floats result(static_cast<std::size_t>(count));
  for (float& x : result) {
    x = static_cast<float>(std::sqrt(-2 * std::log(1 - random.unit())) *
                           std::cos(2 * 3.141592653589793 * random.unit()));
  }
  return result;
}

double multiply_adds_per_s(const Kernels& each) {
  Floats x(static_cast<std::size_t>(each.lanes) * (kernels::independent_chains + 2), 0.01F);
  constexpr int turns = 40'000;
  const double least = least_s([&] { each.multiply_add_chains(x.data(), turns); }, 0.5);
  return static_cast<double>(turns) * kernels::independent_chains * each.lanes / least;
}

// Of reading as many, again and again.
double bytes_per_s(const Kernels& each, std::int64_t bytes) {
  const Floats read(static_cast<std::size_t>(bytes / 4), 1);
  return static_cast<double>(bytes) /
         least_s([&] { benchmark::DoNotOptimize(each.streaming_read(read.data(), bytes / 4)); }, 0.3);
}

// Least time, and which share of a limit the work is: multiply-adds or bytes.
void report(benchmark::State& state, const Work& work, double amount, double limit) {
  double least = 1e9;
  work();
  for (auto _ : state) {
    const double began = now_s();
    work();
    const double took = now_s() - began;
    state.SetIterationTime(took);
    least = std::min(least, took);
  }
  state.counters["least_us"] = 1e6 * least;
  state.counters["per_s"] = amount / least;
  state.counters["of_limit"] = amount / least / limit;
}

void add(const std::string& name, const Work& work, double amount, double limit) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [=](benchmark::State& state) { report(state, work, amount, limit); })
      ->UseManualTime()
      ->MinTime(0.4);
}

// Arrays of one head, made once for the longest.
struct Arrays {
  Floats q, k, v, d_output, output, logs, d_q, d_k, d_v, scratch, state;

  Arrays()
      : q(normal_floats(longest * width, 1)),
        k(normal_floats(longest * width, 2)),
        v(normal_floats(longest * width, 3)),
        d_output(normal_floats(longest * width, 4)),
        output(q.size()),
        logs(longest),
        d_q(q.size()),
        d_k(q.size()),
        d_v(q.size()),
        scratch(1 << 18),
        state(width * width) {}

  static constexpr int longest = 16384;
};

void naive(const Arrays& from, int tokens, float* scores, float* output) {
  for (int i = 0; i < tokens; ++i) {
    float largest = -INFINITY;
    for (int j = 0; j <= i; ++j) {
      float s = 0;
      for (int c = 0; c < width; ++c) {
        s +=
            from.q[static_cast<std::size_t>(i * width + c)] * from.k[static_cast<std::size_t>(j * width + c)];
      }
      scores[j] = s * scale;
      largest = std::max(largest, scores[j]);
    }
    float total = 0;
    std::fill_n(output + i * width, width, 0.0F);
    for (int j = 0; j <= i; ++j) {
      const float weight = std::exp(scores[j] - largest);
      total += weight;
      for (int c = 0; c < width; ++c) {
        output[i * width + c] += weight * from.v[static_cast<std::size_t>(j * width + c)];
      }
    }
    for (int c = 0; c < width; ++c) {
      output[i * width + c] /= total;
    }
  }
}

double pairs(int tokens, bool causal) {
  return causal ? tokens * (tokens + 1.0) / 2 : static_cast<double>(tokens) * tokens;
}

kernels::AttentionShape shape_of(int queries, int keys) { return {1, 1, 1, queries, keys, width, width}; }

Work prefill(const Kernels& each, Arrays& at, int tokens, bool causal) {
  return [&each, &at, tokens, causal] {
    each.attention_forward(shape_of(tokens, tokens), causal ? kernels::causal_keys() : kernels::every_key(),
                           {at.q.data(), at.k.data(), at.v.data(), scale}, {at.output.data(), at.logs.data()},
                           {0, 1, 0, tokens}, at.scratch.data());
  };
}

void add_attention(const Kernels& each, double limit, Arrays& at) {
  const std::string name = std::string(each.instructions) + ": ";
  for (const bool causal : {true, false}) {
    for (const int tokens : {128, 512, 1024, 2048}) {
      add(name + (causal ? "causal" : "bidirectional") + " prefill of " + std::to_string(tokens),
          prefill(each, at, tokens, causal), pairs(tokens, causal) * 2 * width, limit);
    }
  }
  for (const int tokens : {512, 2048}) {
    add(
        name + "causal backward of " + std::to_string(tokens),
        [&each, &at, tokens] {
          each.attention_backward(shape_of(tokens, tokens), kernels::causal_keys(),
                                  {at.q.data(), at.k.data(), at.v.data(), scale},
                                  {at.output.data(), at.logs.data(), at.d_output.data()},
                                  {at.d_q.data(), at.d_k.data(), at.d_v.data()}, {0, 1, 0, tokens},
                                  at.scratch.data());
        },
        pairs(tokens, true) * 5 * width, limit);
  }
  for (const int keys : {256, 1024, 4096, 16384}) {
    const std::int64_t bytes = std::int64_t{2} * 4 * keys * width;
    add(
        name + "decode step, cache of " + std::to_string(keys),
        [&each, &at, keys] {
          each.attention_decode(shape_of(1, keys), kernels::every_key(),
                                {at.q.data(), at.k.data(), at.v.data(), scale}, keys,
                                {at.output.data(), nullptr}, 0, 1, at.scratch.data());
        },
        static_cast<double>(bytes), bytes_per_s(each, bytes));
  }
}

void add_recurrences(const Kernels& each, double limit, Arrays& at) {
  const std::string name = std::string(each.instructions) + ": ";
  static constexpr float decay = 0.97F;
  for (const int tokens : {4096, 16384}) {
    const double multiply_adds = tokens * (2.0 * width * width + 32.0 * 2 * width);
    add(
        name + "retention, chunkwise prefill of " + std::to_string(tokens),
        [&each, &at, tokens] {
          std::ranges::fill(at.state, 0.0F);
          each.retention_chunkwise({1, 1, tokens, width, width}, {&decay, scale},
                                   {at.q.data(), at.k.data(), at.v.data(), at.output.data(), at.state.data()},
                                   {0, 1, 0, tokens}, at.scratch.data());
        },
        multiply_adds, limit);
  }
  add(name + "causal prefill of 16384, for comparison", prefill(each, at, 16384, true),
      pairs(16384, true) * 2 * width, limit);
  add(
      name + "retention step",
      [&each, &at] {
        each.retention_step({1, 1, 1, width, width}, {&decay, scale},
                            {at.q.data(), at.k.data(), at.v.data(), at.output.data(), at.state.data()}, 0, 1);
      },
      2.0 * 4 * width * width, bytes_per_s(each, std::int64_t{2} * 4 * width * width));
}

void add_others(double limit, Arrays& at) {
  for (const int tokens : {512, 2048}) {
    add(
        "Eigen: q kᵀ of " + std::to_string(tokens),
        [&at, tokens, scores = Floats(static_cast<std::size_t>(tokens) * tokens)]() mutable {
          bench::eigen_product(at.q.data(), at.k.data(), tokens, width, scores.data());
        },
        pairs(tokens, false) * width, limit);
  }
  add(
      "naive causal prefill of 512",
      [&at, scores = Floats(512)]() mutable { naive(at, 512, scores.data(), at.output.data()); },
      pairs(512, true) * 2 * width, limit);
}

class LimitTable : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override {
    std::printf("%-56s %12s %12s %10s\n", "least time of, on one thread", "µs", "10^9 per s", "of limit");
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      std::printf("%-56s %12.1f %12.2f %9.1f%%\n", run.run_name.function_name.c_str(),
                  run.counters.at("least_us").value, run.counters.at("per_s").value / 1e9,
                  100 * run.counters.at("of_limit").value);
    }
  }
};

}  // namespace
}  // namespace lookback

int main(int count, char** arguments) {
  using namespace lookback;
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) {
    return 1;
  }
  Arrays arrays;
  for (const Kernels* each : kernels::runnable_kernels()) {
    const double limit = multiply_adds_per_s(*each);
    std::printf("%s: %.1f·10^9 multiply-adds a second in independent chains\n", each->instructions,
                limit / 1e9);
    if (each == kernels::runnable_kernels().front()) {
      add_others(limit, arrays);
    }
    add_attention(*each, limit, arrays);
    add_recurrences(*each, limit, arrays);
  }
  LimitTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
