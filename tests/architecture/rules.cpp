#include <algorithm>
#include <cctype>
#include <map>
#include <regex>

#include "architecture/source_tree.h"

namespace lookback::architecture {
namespace {

// Higher may include lower. Folders of one level stand beside each other and may include one way only.
const std::map<std::string, int> levels = {
    {"base", 0}, {"tensor", 1},     {"numbers", 1}, {"mechanisms", 2}, {"cost", 2},    {"kernels", 2},
    {"map", 3},  {"experiment", 3}, {"studies", 4}, {"exports", 4},    {"lessons", 5}, {"view", 5},
    {"ui", 6},   {"platform", 6},   {"app", 7},     {"main", 8},
};
constexpr int core_level = 5;

// The core has no interface, no graphics, no browser, no clock and no files.
const std::regex foreign_to_core(
    "(imgui.*|GL(ES[23])?/.*|emscripten.*|nlohmann/.*|chrono|ctime|time\\.h|sys/.*|unistd\\.h|filesystem|"
    "fstream|iostream|sstream|iomanip|thread|mutex|future|random|regex|format)");

std::string folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

}  // namespace

std::vector<std::string> include_violations(const std::vector<SourceFile>& files) {
  std::vector<std::string> violations;
  std::map<std::string, std::set<std::string>> beside;
  for (const SourceFile& file : files) {
    const std::string folder = folder_of(file.path.substr(std::string("src/").size()));
    if (!levels.contains(folder)) {
      violations.push_back(file.path + " is in a folder that the include rule does not know");
      continue;
    }
    for (const std::string& name : includes(file.text)) {
      const std::string other = folder_of(name);
      const bool ours = levels.contains(other) && name.ends_with(".h") && name.find('/') != std::string::npos;
      const int level = levels.at(folder);
      if (!ours) {
        if (level <= core_level && std::regex_match(name, foreign_to_core)) {
          violations.push_back(file.path + " is in the core and includes " + name);
        }
        continue;
      }
      if (other == folder) {
        continue;
      }
      if (other == "platform" && folder != "app" && folder != "main") {
        violations.push_back(file.path + " includes " + name + "; only app and main know the platform");
      } else if (levels.at(other) > level) {
        violations.push_back(file.path + " includes " + name + ", which is above it");
      } else if (levels.at(other) == level) {
        beside[folder].insert(other);
        if (beside[other].contains(folder)) {
          violations.push_back(file.path + " includes " + name + ", and " + other + " includes " + folder);
        }
      }
    }
  }
  return violations;
}

std::vector<std::string> mechanism_names(std::string_view text, const std::set<std::string>& ids) {
  const std::set<std::string> common_words = {"linear", "additive"};
  std::vector<std::string> found;
  for (const std::string& id : ids) {
    const std::string whole = std::regex_replace(id, std::regex("_"), "[_ -]?");
    const std::string first = id.substr(0, id.find('_'));
    // "after" does not say AFT.
    const std::string pattern =
        "(^|[^a-z])(" + (common_words.contains(first) ? whole : whole + "|" + first) + ")(?![a-z])";
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(text.begin(), text.end(), match, std::regex(pattern, std::regex::icase))) {
      found.push_back(match.str());
    }
  }
  return found;
}

}  // namespace lookback::architecture
