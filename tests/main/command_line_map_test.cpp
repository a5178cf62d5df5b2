#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "main/told.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

constexpr std::string_view induction = "generator=induction&tokens=300&width=32";

}  // namespace

TEST_CASE("map: the command says what is found and what it costs") {
  const Told told = run({"map", induction, "--tile", "1,0,0", "--pooling", "max"});
  CHECK(told.status == 0);
  CHECK(told.err.empty());
  CHECK(told.out.find("generator=induction&tokens=300&width=32&seed=1&period=75&mask=causal\n") == 0);
  CHECK(told.out.find("where the generator puts it") != std::string::npos);
  CHECK(told.out.find("45\u202f150 of 90\u202f000, none of them held") != std::string::npos);
  CHECK(told.out.find("tile 1,0,0") != std::string::npos);
}

TEST_CASE("map: the command prints a tile's numbers") {
  const Told told = run({"map", "tokens=3&width=1", "--tile", "0,0,0", "--csv"});
  CHECK(told.status == 0);
  CHECK(std::stod(told.out) == doctest::Approx(1).epsilon(1e-5));
  CHECK(told.out.find(",,\n") == told.out.find(','));
  CHECK(std::count(told.out.begin(), told.out.end(), '\n') == 3);
  CHECK(std::count(told.out.begin(), told.out.end(), ',') == 6);
}

TEST_CASE("map: the command refuses with a sentence") {
  for (const std::vector<std::string_view>& words : {std::vector<std::string_view>{"map"},
                                                     {"map", induction, "--csv"},
                                                     {"map", induction, "--tile", "0,2,0"},
                                                     {"map", induction, "--tile", "0,2"},
                                                     {"map", induction, "--pooling", "median"},
                                                     {"map", induction, "--wide"},
                                                     {"map", "tokens=0"}}) {
    refused(words);
  }
}
