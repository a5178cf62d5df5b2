#include <errno.h>
#include <sanitizer/allocator_interface.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>

#include "base/crc32.h"
#include "fuzz/target.h"

// The targets under libFuzzer. The program goes by the name fuzz_TARGET.
//
// Whether an input takes too long is no question of a clock here: the counters of -fprofile-instr-generate
// say how many steps the instrumented code took, which for an input is the same on every machine. So are the
// bytes that were allocated. Both may grow as the input does, and no faster. The clock only reports.

extern "C" {
std::uint64_t* __llvm_profile_begin_counters();
std::uint64_t* __llvm_profile_end_counters();
void __llvm_profile_reset_counters();
// There is one, so that the runtime adds none, which would write a file at the end.
int __llvm_profile_runtime = 0;
}

namespace lookback::fuzz {
namespace {

// By trial, some times what was seen: a few bytes can name a window of 64 × 16 numbers, which is read and
// written again and again to prove claims. A parser that is quadratic in 16,000 bytes takes more.
constexpr std::uint64_t free_steps = 20'000'000;
constexpr std::uint64_t steps_a_byte = 2'000;
constexpr std::int64_t free_bytes = 16 << 20;
constexpr std::int64_t bytes_a_byte = 500;

// What the hooks of the allocator count: they are told nothing but addresses.
struct Held {
  std::int64_t bytes = 0;
  std::int64_t most = 0;
};
Held& held() {
  static Held held;
  return held;
}

void allocated(const volatile void* /*at*/, std::size_t bytes) {
  held().bytes += static_cast<std::int64_t>(bytes);
  held().most = std::max(held().most, held().bytes);
}
void freed(const volatile void* at) {
  held().bytes -= static_cast<std::int64_t>(at == nullptr ? 0 : __sanitizer_get_allocated_size(at));
}

double processor_ms() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec) * 1e3 + static_cast<double>(used.ru_utime.tv_usec) / 1e3;
}

// What the worst inputs of this run took; printed at its end.
struct Report {
  std::uint64_t inputs = 0;
  double most_ms = 0;
  std::size_t its_bytes = 0;
  std::uint64_t most_steps = 0;
  std::int64_t most_held = 0;

  ~Report() {
    std::printf(
        "\n%llu inputs; at most %.0f ms of processor time (for %zu bytes), %.1f million steps, %.1f MB\n",
        static_cast<unsigned long long>(inputs), most_ms, its_bytes, static_cast<double>(most_steps) / 1e6,
        static_cast<double>(most_held) / 1e6);
  }
};

const Target& target_of_name() {
  const std::string_view name = program_invocation_short_name;
  for (const Target& target : targets()) {
    if (name == "fuzz_" + std::string(target.name)) {
      return target;
    }
  }
  std::fprintf(stderr, "This program goes by the name fuzz_TARGET; targets are:");
  for (const Target& target : targets()) {
    std::fprintf(stderr, " %.*s", static_cast<int>(target.name.size()), target.name.data());
  }
  std::fprintf(stderr, "\n");
  std::exit(2);
}

void claim_bounds(std::size_t size, std::uint64_t steps, std::int64_t bytes) {
  if (steps > free_steps + steps_a_byte * size) {
    std::fprintf(stderr, "%zu bytes took %llu steps.\n", size, static_cast<unsigned long long>(steps));
    std::abort();
  }
  if (bytes > free_bytes + bytes_a_byte * static_cast<std::int64_t>(size)) {
    std::fprintf(stderr, "%zu bytes took %lld bytes of memory at once.\n", size,
                 static_cast<long long>(bytes));
    std::abort();
  }
}

}  // namespace

void disprove(const char* claim, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: not so: %s\n", file, line, claim);
  std::abort();
}

}  // namespace lookback::fuzz

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  __sanitizer_install_malloc_and_free_hooks(lookback::fuzz::allocated, lookback::fuzz::freed);
  return 0;
}

namespace {

using namespace lookback::fuzz;

void run(const Target& target, std::string_view input, Report& report) {
  __llvm_profile_reset_counters();
  held() = {};
  const double began_ms = processor_ms();
  target.run(input);
  const double took_ms = processor_ms() - began_ms;
  const std::uint64_t steps =
      std::accumulate(__llvm_profile_begin_counters(), __llvm_profile_end_counters(), std::uint64_t{0});
  ++report.inputs;
  if (took_ms > report.most_ms) {
    report.most_ms = took_ms;
    report.its_bytes = input.size();
  }
  report.most_steps = std::max(report.most_steps, steps);
  report.most_held = std::max(report.most_held, held().most);
  claim_bounds(input.size(), steps, held().most);
}

// Of some inputs, by what is in them: what is quadratic shows when they are repeated.
bool is_to_be_repeated(std::string_view input) {
  constexpr std::size_t longest = 200;
  return !input.empty() && input.size() <= longest && lookback::crc32(input) % 32 == 0;
}

std::string repeated(std::string_view input) {
  constexpr std::size_t bytes = 60'000;
  std::string all;
  while (all.size() < bytes) {
    all += input;
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const Target& target = target_of_name();
  static Report report;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  run(target, input, report);
  if (is_to_be_repeated(input)) {
    run(target, repeated(input), report);
  }
  return 0;
}
