#pragma once

#include <string>
#include <vector>

#include "exports/snippet.h"

// Snippets are written to a folder of their own and run by what their language is run by.
namespace lookback::testing {

struct Ran {
  int status = -1;
  std::string output;  // both streams
};
Ran run_command(const std::string& command);

// A folder that is gone with its owner.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::string write(const std::string& name, std::string_view text) const;

 private:
  std::string path_;
};

// The first Python that has the module; empty where there is none.
std::string python_with(const std::string& module);

// An experiment's snippet, with what to say of it where it fails.
struct Case {
  std::string what;
  std::string script;
};

// What of the cases does not end with a line "ok: …", a line each; one process for all of them.
std::string failures_in_python(const std::vector<Case>& cases, const std::string& python);
std::string failures_in_cpp(const std::vector<Case>& cases);

}  // namespace lookback::testing
