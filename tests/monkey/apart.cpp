#include "monkey/apart.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>

#include "base/assert.h"

namespace lookback::monkey {
namespace {

constexpr unsigned most_seconds = 600;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string text_of(std::FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 4096> piece = {};
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), file)) {
    text.append(piece.data(), count);
  }
  return text;
}

void write_all(std::FILE* file, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

// Of an assertion or a sanitizer.
std::string reason(const std::string& errors, int status) {
  for (const char* word : {"assertion failed", "Assertion", "runtime error", "ERROR: "}) {
    const std::size_t at = errors.find(word);
    if (at != std::string::npos) {
      const std::size_t begin = errors.rfind('\n', at) + 1;
      std::string line = errors.substr(begin, errors.find('\n', at) - begin);
      const std::size_t address = line.find(" on address");  // differs from run to run
      const std::size_t process = line.rfind("==", at - begin);
      line = line.substr(0, address);
      return process < line.size() ? line.substr(process + 2) : line;
    }
  }
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                             : "status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Ending apart(const std::function<std::string(const Tell&)>& call) {
  const File told(std::tmpfile());
  const File answer(std::tmpfile());
  const File errors(std::tmpfile());
  LOOKBACK_ASSERT(told && answer && errors);
  std::fflush(nullptr);
  const pid_t child = fork();
  LOOKBACK_ASSERT(child >= 0);
  if (child == 0) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) {  // those of a test's runner
      std::signal(signal, SIG_DFL);
    }
    dup2(fileno(errors.get()), STDERR_FILENO);
    alarm(most_seconds);
    write_all(answer.get(), call([&](const std::string& text) {
                alarm(most_seconds);
                write_all(told.get(), text);
              }));
    _exit(0);
  }
  int status = 0;
  LOOKBACK_ASSERT(waitpid(child, &status, 0) == child);
  const bool died = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
  return {text_of(answer.get()), text_of(told.get()), died ? reason(text_of(errors.get()), status) : ""};
}

}  // namespace lookback::monkey
