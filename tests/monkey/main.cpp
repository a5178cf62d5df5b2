#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/format.h"
#include "monkey/apart.h"
#include "monkey/long_use.h"
#include "monkey/run.h"

// Random use of the page, without a screen. Every line of its output but the seconds is the same in every
// run.

namespace {

using namespace lookback;
using namespace lookback::monkey;

constexpr std::size_t events_of_a_seed = 500;
constexpr int most_shrunk = 3;

const char* const usage =
    "monkey [--seed N] [--events N] [--jobs N] [--out FILE]   random events, 500 a seed, from seed N on\n"
    "monkey --replay FILE                                     the events of a file\n"
    "monkey --print N                                         those of a seed\n"
    "monkey --long EDITS                                      as many edits on one page\n";

struct Asked {
  std::uint64_t seed = 1;
  std::size_t events = 100'000;
  std::size_t jobs = 1;
  std::size_t long_edits = 0;
  std::uint64_t print = 0;
  std::string replay;
  std::string out;
};

Expected<Asked> asked_of(int count, char** words) {
  Asked asked;
  const std::map<std::string, std::string*> texts = {{"--replay", &asked.replay}, {"--out", &asked.out}};
  const std::map<std::string, std::size_t*> numbers = {{"--seed", &asked.seed},
                                                       {"--events", &asked.events},
                                                       {"--jobs", &asked.jobs},
                                                       {"--print", &asked.print},
                                                       {"--long", &asked.long_edits}};
  for (int i = 1; i < count; i += 2) {
    const std::string name = words[i];
    const std::string value = i + 1 < count ? words[i + 1] : "";
    if (const auto text = texts.find(name); text != texts.end() && !value.empty()) {
      *text->second = value;
    } else if (const auto number = numbers.find(name); number != numbers.end()) {
      const Expected<int> whole = parse_whole(value, name, 1, 1'000'000'000);
      if (!whole) {
        return std::unexpected(whole.error());
      }
      *number->second = static_cast<std::size_t>(*whole);
    } else {
      return fail("It takes:\n" + std::string(usage));
    }
  }
  return asked;
}

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int replay(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const Expected<Events> events = read_events(text);
  if (!stream || !events) {
    std::printf("%s\n", events ? "The file cannot be read." : events.error().sentence.c_str());
    return 2;
  }
  const Outcome outcome = play_apart(*events);
  std::printf("%zu events, hash %016llx\n", events->size(), static_cast<unsigned long long>(outcome.hash));
  if (outcome.fault) {
    std::printf("%s: %s\n", outcome.fault.rule.c_str(), outcome.fault.what.c_str());
  }
  std::printf("%d passed, %d failed\n", outcome.fault ? 0 : 1, outcome.fault ? 1 : 0);
  return outcome.fault ? 1 : 0;
}

int use_for_long(std::size_t edits) {
  const LongUse use = use_long(edits);
  std::printf("%zu edits, %zu nodes, %zu bytes in use after the first, %zu at the end\n%s", use.edits,
              use.nodes, use.bytes, use.bytes_last, use.fault.empty() ? "" : (use.fault + "\n").c_str());
  std::printf("%d passed, %d failed\n", use.fault.empty() ? 1 : 0, use.fault.empty() ? 0 : 1);
  return use.fault.empty() ? 0 : 1;
}

struct Sum {
  std::uint64_t seeds = 0, events = 0, frames = 0, hash = 0;
  std::vector<std::uint64_t> failed;
};

// Every so many seeds, one line each; a seed that ends the process ends this call.
std::string run_some(const Asked& asked, std::uint64_t first, const Tell& tell) {
  const std::uint64_t end = asked.seed + (asked.events + events_of_a_seed - 1) / events_of_a_seed;
  for (std::uint64_t seed = first; seed < end; seed += asked.jobs) {
    tell(std::to_string(seed) + " ");
    const Outcome outcome = run_seed(seed, events_of_a_seed);
    tell(std::to_string(outcome.events) + " " + std::to_string(outcome.frames) + " " +
         std::to_string(outcome.hash) + (outcome.fault ? " 1\n" : " 0\n"));
  }
  return "";
}

// What run_job told: five numbers a line.
void add_up(const std::string& told, Sum& sum) {
  const char* at = told.c_str();
  while (*at != '\0') {
    char* rest = nullptr;
    const std::uint64_t seed = std::strtoull(at, &rest, 10);
    ++sum.seeds;
    sum.events += std::strtoull(rest, &rest, 10);
    sum.frames += std::strtoull(rest, &rest, 10);
    sum.hash += std::strtoull(rest, &rest, 10) * (2 * seed + 1);
    if (std::strtoull(rest, &rest, 10) != 0) {
      sum.failed.push_back(seed);
    }
    at = rest + 1;
  }
}

// One job: begun again behind a seed that ended it. Tells what all of them told.
std::string run_job(const Asked& asked, std::uint64_t job) {
  std::string all;
  for (std::uint64_t first = asked.seed + job;;) {
    const Ending ending = apart([&](const Tell& tell) { return run_some(asked, first, tell); });
    all += ending.told;
    if (ending.died.empty()) {
      return all;
    }
    const std::size_t line = ending.told.rfind('\n') + 1;
    first = std::strtoull(ending.told.c_str() + line, nullptr, 10) + asked.jobs;
    all += "0 0 0 1\n";
  }
}

Sum run_all(const Asked& asked) {
  std::vector<std::pair<pid_t, std::FILE*>> jobs;
  for (std::uint64_t job = 0; job < asked.jobs; ++job) {
    std::FILE* file = std::tmpfile();
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
      const std::string told = run_job(asked, job);
      std::fwrite(told.data(), 1, told.size(), file);
      std::fflush(file);
      _exit(0);
    }
    jobs.emplace_back(child, file);
  }
  Sum sum;
  for (const auto& [child, file] : jobs) {
    int status = 0;
    waitpid(child, &status, 0);
    std::rewind(file);
    std::string told;
    for (int letter = std::fgetc(file); letter != EOF; letter = std::fgetc(file)) {
      told += static_cast<char>(letter);
    }
    std::fclose(file);
    add_up(told, sum);
  }
  return sum;
}

int run(const Asked& asked) {
  const double began = now_s();
  const Sum sum = run_all(asked);
  std::printf("%llu events, %llu frames, hash %016llx, %.1f s\n", static_cast<unsigned long long>(sum.events),
              static_cast<unsigned long long>(sum.frames), static_cast<unsigned long long>(sum.hash),
              now_s() - began);
  int shrinking = most_shrunk;
  for (const std::uint64_t seed : sum.failed) {
    const Fault fault = run_seed_apart(seed, events_of_a_seed).fault;
    std::printf("seed %llu: %s: %s\n", static_cast<unsigned long long>(seed), fault.rule.c_str(),
                fault.what.c_str());
    if (shrinking-- > 0) {
      const std::string text = replay_of(seed, events_of_a_seed, fault);
      std::printf("%s\n", text.c_str());
      if (!asked.out.empty()) {
        std::ofstream(asked.out, std::ios::binary) << text;
      }
    }
  }
  std::printf("%llu passed, %zu failed\n", static_cast<unsigned long long>(sum.seeds - sum.failed.size()),
              sum.failed.size());
  return sum.failed.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const Expected<Asked> asked = asked_of(count, words);
  if (!asked) {
    std::printf("%s\n", asked.error().sentence.c_str());
    return 2;
  }
  if (!asked->replay.empty()) {
    return replay(asked->replay);
  }
  if (asked->print != 0) {
    std::printf("%s", to_text(events_of(asked->print, events_of_a_seed)).c_str());
    return 0;
  }
  return asked->long_edits != 0 ? use_for_long(asked->long_edits) : run(*asked);
}
