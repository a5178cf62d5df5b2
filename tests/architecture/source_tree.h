#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

// The source text as the architecture rules read it. It is no compiler: it knows comments, literals,
// includes and braces, which is enough for code written in the style of this repository.
namespace lookback::architecture {

struct SourceFile {
  std::string path;  // relative to the repository, "src/base/error.h"
  std::string text;
};

// Every .h and .cpp below a folder of the repository, sorted by path.
std::vector<SourceFile> source_files(const std::string& folder);

// What #include names in quotes or angle brackets, in order.
std::vector<std::string> includes(std::string_view text);

// The text with comments, literals and preprocessor lines blanked.
std::string code_only(std::string_view text);

// Variables that outlive a call and can change: non-const globals, static members and static locals.
// Each is given as the beginning of its declaration.
std::vector<std::string> mutable_statics(std::string_view text);

// "src/tensor/mask.h" includes "view/node.h" is against the rule; this says so in one sentence per case.
std::vector<std::string> include_violations(const std::vector<SourceFile>& files);

// Names of mechanisms that a text mentions; `ids` are the folders of src/mechanisms.
std::vector<std::string> mechanism_names(std::string_view text, const std::set<std::string>& ids);

}  // namespace lookback::architecture
