#include <doctest/doctest.h>

#include "exports/snippet_runs.h"
#include "main/command_line.h"
#include "main/golden.h"

using namespace lookback;

namespace {

struct Said {
  int status = 0;
  std::string out;
  std::string err;
};

Said said(const std::vector<std::string_view>& words) {
  Said result;
  result.status =
      run_command_line(words, {[&result](std::string_view text) { result.out += text; },
                               [&result](std::string_view text) { result.err += text; }, nullptr});
  return result;
}

}  // namespace

TEST_CASE("lookback export prints a matrix, the output if none is named") {
  CHECK(said({"export", "tokens=a&Q=1&K=1&V=.1&position=1", "--as", "csv"}).out == "0.1\r\n");
  CHECK(
      said({"export", "--as", "tsv", "tokens=a&Q=1&K=2&V=3&position=1", "--matrix", "K", "--headers"}).out ==
      "\t0\na\t2\n");
  CHECK(said({"export", "tokens=a&Q=1&K=2&V=2/3&position=1", "--as", "latex", "--digits", "2"}).out ==
        "\\begin{bmatrix}\n  0.67\n\\end{bmatrix}\n");
}

TEST_CASE("lookback export writes a file, and then prints nothing") {
  const testing::Folder folder;
  const std::string path = folder.path() + "/weights.npy";
  const Said wrote = said({"export", "position=2", "--as", "npy", "--matrix", "weights", "--out", path});
  CHECK(wrote.status == 0);
  CHECK(wrote.out == "");
  const Expected<std::string> bytes = read_file(path);
  REQUIRE(bytes.has_value());
  CHECK(bytes->starts_with("\x93NUMPY"));
  const Said could_not = said({"export", "position=2", "--as", "npy", "--out", folder.path() + "/no/file"});
  CHECK(could_not.status == 2);
  CHECK(could_not.err.find("cannot be written") != std::string::npos);
}

TEST_CASE("lookback export says what it takes") {
  for (const std::vector<std::string_view>& words :
       std::vector<std::vector<std::string_view>>{{"export"},
                                                  {"export", "position=1"},
                                                  {"export", "--as", "csv"},
                                                  {"export", "position=1", "--as"},
                                                  {"export", "position=1", "position=2", "--as", "csv"},
                                                  {"export", "position=1", "--as", "csv", "--color", "x"}}) {
    const Said result = said(words);
    CHECK(result.status == 2);
    CHECK(result.err.find("lookback export 'LINK' --as numpy|pytorch|cpp|csv") != std::string::npos);
  }
  CHECK(said({"export", "position=1", "--as", "xls"}).err.find("There are numpy, pytorch and cpp for code") !=
        std::string::npos);
  CHECK(said({"export", "position=1", "--as", "numpy", "--matrix", "Q"}).status == 2);
  CHECK(said({"export", "position=1", "--as", "csv", "--digits", "0"}).status == 2);
  CHECK(said({"export", "position=1", "--as", "csv", "--matrix", "W"}).err.find("There are Q, K, V") !=
        std::string::npos);
  CHECK(said({"export", "nonsense=1", "--as", "csv"}).status == 2);
  CHECK(said({"export", "position=0", "--as", "cpp"}).err.find("Take a step first") != std::string::npos);
  CHECK(said({"export", "--help"}).out.find("lookback export LINK") != std::string::npos);
}
