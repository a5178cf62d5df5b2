#include "monkey/run.h"

#include "monkey/apart.h"
#include "monkey/monkey.h"
#include "monkey/shrink.h"

namespace lookback::monkey {
namespace {

std::string told_by(const Outcome& outcome) {
  return std::to_string(outcome.hash) + " " + std::to_string(outcome.events) + " " +
         std::to_string(outcome.frames) + "\n" + outcome.fault.rule + "\n" + outcome.fault.what;
}

Outcome outcome_of(const Ending& ending) {
  if (!ending.died.empty()) {
    return {.fault = {ending.died, "the program ended"}};
  }
  Outcome outcome;
  char* rest = nullptr;
  outcome.hash = std::strtoull(ending.answer.c_str(), &rest, 10);
  outcome.events = std::strtoull(rest, &rest, 10);
  outcome.frames = std::strtoull(rest, &rest, 10);
  const std::string_view said = std::string_view(rest).substr(1);
  const std::size_t line = said.find('\n');
  outcome.fault = {std::string(said.substr(0, line)), std::string(said.substr(line + 1))};
  return outcome;
}

}  // namespace

Outcome run_seed(std::uint64_t seed, std::size_t count, const std::function<void(const Event&)>& told) {
  Player player;
  Monkey monkey(seed);
  for (std::size_t done = 0; done < count;) {
    for (const Event& event : monkey.next(player.page())) {
      if (told) {
        told(event);
      }
      ++done;
      if (!player.take(event)) {
        return player.end();
      }
    }
  }
  return player.end();
}

Outcome run_seed_apart(std::uint64_t seed, std::size_t count) {
  return outcome_of(apart([&](const Tell&) { return told_by(run_seed(seed, count)); }));
}

Outcome play_apart(const Events& events) {
  return outcome_of(apart([&](const Tell&) { return told_by(play(events)); }));
}

Events events_of(std::uint64_t seed, std::size_t count) {
  const Ending ending = apart([&](const Tell& tell) {
    run_seed(seed, count, [&](const Event& event) { tell(to_text(event) + "\n"); });
    return std::string();
  });
  return read_events(ending.told).value_or(Events());
}

std::string replay_of(std::uint64_t seed, std::size_t count, const Fault& fault) {
  const auto fails = [&](const Events& some) { return play_apart(some).fault.rule == fault.rule; };
  Events events = events_of(seed, count);
  const std::size_t all = events.size();
  const bool again = fails(events);
  if (again) {
    events = shrunk(std::move(events), fails);
  }
  std::string text = "# Seed " + std::to_string(seed) + ": " + fault.rule + "\n# ";
  for (const char letter : fault.what.substr(0, 400)) {
    text += letter == '\n' ? ' ' : letter;
  }
  text += "\n# " + std::to_string(events.size()) + " of " + std::to_string(all) + " events" +
          (again ? "" : ", which did not fail again") + "\n";
  return text + to_text(events);
}

}  // namespace lookback::monkey
