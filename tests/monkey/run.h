#pragma once

#include <functional>
#include <optional>
#include <string>

#include "monkey/player.h"

namespace lookback::monkey {

// A seed's events, made while they happen, each handed to `told` before it does. At least `count`, and what
// belongs to the last.
Outcome run_seed(std::uint64_t seed, std::size_t count, const std::function<void(const Event&)>& told = {});

// The same in a process of its own, so that an assertion, a sanitizer or an endless loop is a fault like any
// other. The rule that it breaks is then the line that it ended with.
Outcome run_seed_apart(std::uint64_t seed, std::size_t count);
Outcome play_apart(const Events& events);

// The events of a seed as far as they go.
Events events_of(std::uint64_t seed, std::size_t count);

// A seed that failed, as a file to replay: with as few events as break the same rule.
std::string replay_of(std::uint64_t seed, std::size_t count, const Fault& fault);

}  // namespace lookback::monkey
