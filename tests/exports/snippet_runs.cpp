#include "exports/snippet_runs.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/split.h"

namespace lookback::testing {
namespace {

// Runs each script by itself, as a learner would, but in one process.
constexpr const char* python_runner = R"(
import contextlib, io, sys, traceback
for path in sys.argv[1:]:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(open(path, encoding="utf-8").read(), path, "exec"), {"__name__": "__main__"})
        assert said.getvalue().splitlines()[-1].startswith("ok: "), "does not end with ok"
    except Exception:
        print(path, said.getvalue().replace("\n", "; "), traceback.format_exc().splitlines()[-1])
)";

std::string tail(const std::string& text) {
  constexpr std::size_t length = 300;
  return text.substr(text.size() > length ? text.size() - length : 0);
}

std::string in_shell_quotes(const std::string& text) { return "'" + text + "'"; }

}  // namespace

Ran run_command(const std::string& command) {
  Ran ran;
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    return ran;
  }
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    ran.output.append(buffer, got);
  }
  const int status = pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

Folder::Folder() {
  std::string path = (std::filesystem::temp_directory_path() / "lookback-XXXXXX").string();
  path_ = mkdtemp(path.data()) == nullptr ? "" : path;
}

Folder::~Folder() {
  std::error_code ignored;
  if (!path_.empty()) {
    std::filesystem::remove_all(path_, ignored);
  }
}

std::string Folder::write(const std::string& name, std::string_view text) const {
  std::string path = path_ + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string python_with(const std::string& module) {
  for (const char* python : {"/usr/bin/python3", "python3"}) {
    if (run_command(std::string(python) + " -c 'import " + module + "'").status == 0) {
      return python;
    }
  }
  return {};
}

std::string failures_in_python(const std::vector<Case>& cases, const std::string& python) {
  const Folder folder;
  std::string command = python + " " + in_shell_quotes(folder.write("runner.py", python_runner));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    command += " " + in_shell_quotes(folder.write(std::to_string(i) + ".py", cases[i].script));
  }
  const Ran ran = run_command(command);
  std::string failures = ran.status == 0 ? "" : "the runner ended with " + std::to_string(ran.status) + "\n";
  for (const std::string_view line : split(ran.output, '\n')) {
    const std::string_view name = line.substr(0, line.find(".py "));
    const std::size_t slash = name.rfind('/');
    if (line.empty()) {
      continue;
    }
    const std::string number(slash == std::string_view::npos ? name : name.substr(slash + 1));
    const bool known = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
    failures += (known ? cases[std::stoul(number)].what : "") + ": " + std::string(line) + "\n";
  }
  return failures;
}

// All in one source, each in a namespace: compiling one at a time would take minutes.
std::string failures_in_cpp(const std::vector<Case>& cases) {
  std::string heads;
  std::string bodies;
  std::string calls;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string name = "case_" + std::to_string(i);
    bodies += "namespace " + name + " {\n";
    for (const std::string_view line : split(cases[i].script, '\n')) {
      std::string& part = line.starts_with("#include") ? heads : bodies;
      part += line == "int main() {"        ? "int run() {"
              : line == "    std::exit(1);" ? "    throw 1;"
                                            : std::string(line);
      part += "\n";
    }
    bodies += "}  // namespace " + name + "\n";
    calls += "  try { status = " + name +
             "::run(); } catch (int) { status = 1; }\n  std::printf(\"%d %d\\n\", " + std::to_string(i) +
             ", status);\n";
  }
  const Folder folder;
  const std::string source =
      folder.write("all.cpp", heads + bodies + "int main() {\n  int status = 0;\n" + calls + "}\n");
  const std::string program = folder.path() + "/all";
  const Ran compiled = run_command(std::string(LOOKBACK_CXX) + " -std=c++17 -Wall -Wextra -Werror -O0 -o " +
                                   in_shell_quotes(program) + " " + in_shell_quotes(source));
  if (compiled.status != 0) {
    return "it does not compile:\n" + compiled.output.substr(0, 3000);
  }
  const Ran ran = run_command(in_shell_quotes(program));
  std::string failures;
  std::string last;
  std::string before;
  std::size_t counted = 0;
  for (const std::string_view line : split(ran.output, '\n')) {
    if (line == std::to_string(counted) + " 0" && before.starts_with("ok: ")) {
      ++counted;
    } else if (line.starts_with(std::to_string(counted) + " ")) {
      failures += cases[counted].what + ": " + before + "\n";
      ++counted;
    }
    before = line;
  }
  if (counted < cases.size()) {
    failures += cases[counted].what + ": it ended here: " + tail(ran.output);
  }
  return failures;
}

}  // namespace lookback::testing
