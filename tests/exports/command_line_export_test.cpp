#include <doctest/doctest.h>

#include "exports/snippet_runs.h"
#include "main/golden.h"
#include "main/told.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("lookback export prints a matrix, the output if none is named") {
  CHECK(run({"export", "tokens=a&Q=1&K=1&V=.1&position=1", "--as", "csv"}).out == "0.1\r\n");
  CHECK(run({"export", "--as", "tsv", "tokens=a&Q=1&K=2&V=3&position=1", "--matrix", "K", "--headers"}).out ==
        "\t0\na\t2\n");
  CHECK(run({"export", "tokens=a&Q=1&K=2&V=2/3&position=1", "--as", "latex", "--digits", "2"}).out ==
        "\\begin{bmatrix}\n  0.67\n\\end{bmatrix}\n");
}

TEST_CASE("lookback export writes a file, and then prints nothing") {
  const Folder folder;
  const std::string path = folder.path() + "/weights.npy";
  const Told wrote = run({"export", "position=2", "--as", "npy", "--matrix", "weights", "--out", path});
  CHECK(wrote.status == 0);
  CHECK(wrote.out == "");
  const Expected<std::string> bytes = read_file(path);
  REQUIRE(bytes.has_value());
  CHECK(bytes->starts_with("\x93NUMPY"));
  const Told could_not = run({"export", "position=2", "--as", "npy", "--out", folder.path() + "/no/file"});
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
    const Told result = run(words);
    CHECK(result.status == 2);
    CHECK(result.err.find("lookback export 'LINK' --as numpy|pytorch|cpp|csv") != std::string::npos);
  }
  CHECK(run({"export", "position=1", "--as", "xls"}).err.find("There are numpy, pytorch and cpp for code") !=
        std::string::npos);
  CHECK(run({"export", "position=1", "--as", "numpy", "--matrix", "Q"}).status == 2);
  CHECK(run({"export", "position=1", "--as", "csv", "--digits", "0"}).status == 2);
  CHECK(run({"export", "position=1", "--as", "csv", "--matrix", "W"}).err.find("There are Q, K, V") !=
        std::string::npos);
  CHECK(run({"export", "nonsense=1", "--as", "csv"}).status == 2);
  CHECK(run({"export", "position=0", "--as", "cpp"}).err.find("Take a step first") != std::string::npos);
  CHECK(run({"export", "--help"}).out.find("lookback export LINK") != std::string::npos);
}
