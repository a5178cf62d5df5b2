#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "main/golden.h"
#include "mechanisms/registry.h"

using namespace lookback;

namespace {

std::string document(const std::string& path) {
  const Expected<std::string> text = read_file(LOOKBACK_SOURCE_DIR "/" + path);
  REQUIRE(text.has_value());
  return *text;
}

// The indented blocks of a Markdown file, without their indentation.
std::vector<std::string> code_blocks(const std::string& markdown) {
  std::vector<std::string> blocks;
  std::istringstream lines(markdown);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    const bool code = line.starts_with("    ");
    if (code && !inside) {
      blocks.emplace_back();
    }
    if (code) {
      blocks.back() += line.substr(4) + "\n";
    }
    inside = code;
  }
  return blocks;
}

}  // namespace

TEST_CASE("the code that CONTRIBUTING.md quotes stands in the tree") {
  std::string sources;
  for (const char* folder : {LOOKBACK_SOURCE_DIR "/src/mechanisms", LOOKBACK_SOURCE_DIR "/src/studies"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().extension() != ".md") {
        sources += *read_file(entry.path().string()) + "\n";
      }
    }
  }
  const std::vector<std::string> blocks = code_blocks(document("CONTRIBUTING.md"));
  CHECK(blocks.size() >= 4);
  for (const std::string& block : blocks) {
    CAPTURE(block);
    CHECK(sources.find(block) != std::string::npos);
  }
}

TEST_CASE("the README lists every mechanism, each of which has a README of its own") {
  const std::string readme = document("README.md");
  for (const Mechanism* mechanism : mechanisms()) {
    const std::string id(mechanism->id);
    CAPTURE(id);
    CHECK(readme.find("`" + id + "`") != std::string::npos);
    CHECK(std::filesystem::exists(LOOKBACK_SOURCE_DIR "/src/mechanisms/" + id + "/README.md"));
  }
}
