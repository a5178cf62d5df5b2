#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/target.h"

namespace lookback::fuzz {

void disprove(const char* claim, const char* file, int line) {
  FAIL(std::string(file) << ":" << line << ": not so: " << std::string(claim));
  std::abort();  // FAIL does not come back, but does not say so
}

}  // namespace lookback::fuzz

using namespace lookback;

namespace {

std::vector<std::filesystem::path> kept_inputs(std::string_view target) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(LOOKBACK_SOURCE_DIR "/tests/fuzz/corpus/" + std::string(target))) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_SUITE_BEGIN("fuzz");

TEST_CASE("hostile input: what every target claims holds for all inputs that are kept") {
  for (const fuzz::Target& target : fuzz::targets()) {
    const std::vector<std::filesystem::path> paths = kept_inputs(target.name);
    CHECK_MESSAGE(paths.size() >= 5, target.name);
    target.run("");
    for (const std::filesystem::path& path : paths) {
      const std::string input = path.lexically_relative(LOOKBACK_SOURCE_DIR).generic_string();
      CAPTURE(input);
      target.run(bytes_of(path));
    }
  }
}

TEST_CASE("hostile input: every folder of kept inputs has its target") {
  for (const auto& entry : std::filesystem::directory_iterator(LOOKBACK_SOURCE_DIR "/tests/fuzz/corpus")) {
    const std::string name = entry.path().filename().string();
#ifdef __EMSCRIPTEN__
    if (name == "derivative") {
      continue;
    }
#endif
    CHECK_MESSAGE(std::ranges::find(fuzz::targets(), name, &fuzz::Target::name) != fuzz::targets().end(),
                  name);
  }
}

TEST_SUITE_END();
