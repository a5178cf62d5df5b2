#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "main/command_line.h"

// What the command line tool prints, and how it ends.
namespace lookback::testing {

struct Told {
  int status = 0;
  std::string out;
  std::string err;
};

inline Told run(const std::vector<std::string_view>& words) {
  Told told;
  told.status = run_command_line(words, {[&told](std::string_view text) { told.out += text; },
                                         [&told](std::string_view text) { told.err += text; }});
  return told;
}

// The sentence of a command that cannot be carried out.
inline std::string refused(const std::vector<std::string_view>& words) {
  const Told told = run(words);
  CHECK(told.status == 2);
  CHECK(told.out.empty());
  CHECK(told.err.ends_with(".\n"));
  return told.err;
}

}  // namespace lookback::testing
