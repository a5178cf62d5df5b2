#pragma once

#include <functional>
#include <span>
#include <string_view>

namespace lookback {

// What the command line has of its surroundings: where it writes what was asked for, and sentences about what
// could not be done; and a clock.
struct Console {
  std::function<void(std::string_view)> out;
  std::function<void(std::string_view)> err;
  double (*clock)() = nullptr;  // milliseconds since any moment
};

// Runs the command that the arguments say. Returns the exit status: 0 done, 1 a checked case failed or was
// skipped, 2 the arguments or what they name cannot be used.
int run_command_line(std::span<const std::string_view> arguments, const Console& console);

// The commands. `check` prints a line for each case of a golden manifest, and of the costs.json beside it,
// and a last line with the counts.
int check_manifest(std::string_view path, const Console& console);

}  // namespace lookback
