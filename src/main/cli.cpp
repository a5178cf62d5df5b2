#include <chrono>
#include <cstdio>
#include <vector>

#include "main/command_line.h"

// The command line: the same core as the page, without a picture.
int main(int count, char** arguments) {
  const std::vector<std::string_view> words(arguments + (count > 0 ? 1 : 0), arguments + count);
  const auto to = [](std::FILE* file) {
    return [file](std::string_view text) { std::fwrite(text.data(), 1, text.size(), file); };
  };
  const auto clock = [] {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  return lookback::run_command_line(words, {to(stdout), to(stderr), clock});
}
