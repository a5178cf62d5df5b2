#include "architecture/source_tree.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace lookback::architecture {

std::vector<SourceFile> source_files(const std::string& folder) {
  const std::filesystem::path root = LOOKBACK_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".cpp") {
      continue;
    }
    std::ifstream stream(entry.path(), std::ios::binary);
    files.push_back({entry.path().lexically_relative(root).generic_string(),
                     std::string(std::istreambuf_iterator<char>(stream), {})});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<std::string> includes(std::string_view text) {
  static const std::regex pattern(R"(^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">])", std::regex::multiline);
  const std::string copy(text);
  std::vector<std::string> names;
  for (std::sregex_iterator match(copy.begin(), copy.end(), pattern), end; match != end; ++match) {
    names.push_back((*match)[1]);
  }
  return names;
}

std::string code_only(std::string_view text) {
  std::string code(text);
  std::size_t i = 0;
  const auto blank = [&](std::size_t end) {
    for (end = std::min(end, code.size()); i < end; ++i) {
      code[i] = code[i] == '\n' ? '\n' : ' ';
    }
  };
  const auto after = [&](std::string_view closing, std::size_t from) {
    const std::size_t at = code.find(closing, from);
    return at == std::string::npos ? code.size() : at + closing.size();
  };
  bool line_start = true;
  while (i < code.size()) {
    const std::string_view rest = std::string_view(code).substr(i);
    if (rest.starts_with("//")) {
      blank(after("\n", i));
      line_start = true;
    } else if (rest.starts_with("/*")) {
      blank(after("*/", i + 2));
    } else if (rest.starts_with("R\"")) {
      const std::size_t open = code.find('(', i);
      blank(after(")" + code.substr(i + 2, open - i - 2) + "\"", open));
    } else if (line_start && rest.front() == '#') {
      std::size_t end = after("\n", i);
      while (end >= 2 && end < code.size() && code[end - 2] == '\\') {
        end = after("\n", end);
      }
      blank(end);
      line_start = true;
    } else if (rest.front() == '"' ||
               (rest.front() == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(code[i - 1]))))) {
      std::size_t end = i + 1;
      while (end < code.size() && code[end] != rest.front()) {
        end += code[end] == '\\' ? 2 : 1;
      }
      blank(end + 1);
      line_start = false;
    } else {
      line_start =
          rest.front() == '\n' || (line_start && std::isspace(static_cast<unsigned char>(rest.front())));
      ++i;
    }
  }
  return code;
}

}  // namespace lookback::architecture
