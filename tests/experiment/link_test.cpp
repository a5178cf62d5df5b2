#include "experiment/link.h"

#include <doctest/doctest.h>

#include "experiment/edit.h"
#include "experiment/random_experiment.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("links round-trip: every number keeps all its bits") {
  Random random(17);
  for (int i = 0; i < 500; ++i) {
    const Experiment experiment = random_experiment(random);
    const std::string link = to_link(experiment);
    CAPTURE(link);
    const Expected<Experiment> back = from_link("https://example.org/lookback/?embed=1#" + link);
    REQUIRE(back.has_value());
    REQUIRE(*back == experiment);
    REQUIRE(to_link(*back) == link);
  }
}

TEST_CASE("links typed by hand: what is left out has a default") {
  const auto start = from_link("");
  REQUIRE(start.has_value());
  CHECK(*start == start_experiment());
  const auto typed = from_link(
      "#version=1&mechanism=softmax_attention&mask=causal&cache=1&tokens=the,cat,sat&Q=1,0;0,1;.5,2&K=1,1;0,"
      "1;2/"
      "3,1e2&V=1;2;3&position=2");
  REQUIRE(typed.has_value());
  CHECK(typed->key_width() == 2);
  CHECK(typed->value_width() == 1);
  CHECK(typed->inputs.k(2, 0) == 2.0 / 3);
  CHECK(typed->position == 2);
  CHECK(from_link("Q=1;2")->tokens == std::vector<std::string>{"0", "1"});
  CHECK(from_link("tokens=a,b,c")->inputs.v.rows() == 3);
  CHECK(from_link("tokens=a,b,c")->position == 3);
  CHECK(from_link("tokens=a%2Cb,%E7%8C%AB")->tokens == std::vector<std::string>{"a,b", "猫"});
  CHECK(from_link("Q=1%3B2")->inputs.q.rows() == 2);
  CHECK(from_link("mask=window:2,0")->mask == Mask::window(2, 0));
  CHECK(from_link("tokens=a,b&mask=bits:10;11")->mask == Mask::bits({{1, 0}, {1, 1}}));
}

TEST_CASE("a broken link is refused with a sentence that says what is accepted") {
  const char* broken[] = {
      "version=2",
      "colour=red",
      "mask=causal&mask=none",
      "mask",
      "mask=diag",
      "mask=window:1",
      "mask=window:-1,0",
      "mask=window:1,2,3",
      "mask=bits:",
      "tokens=a,b&mask=bits:10",
      "tokens=a,b&mask=bits:10;12",
      "tokens=a,b&mask=bits:10;1",
      "cache=2",
      "cache=",
      "scaled=yes",
      "tile=0",
      "tile=65",
      "form=recurrent",
      "form=decode&mask=none",
      "mechanism=perceptron",
      "tokens=",
      "tokens=a,,b",
      "tokens=a,%zz",
      "tokens=%FF",
      "tokens=%00",
      "tokens=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "Q=",
      "Q=1,2;3",
      "Q=1,,2",
      "Q=1e999",
      "Q=1e10",
      "Q=nan",
      "Q=1;2&K=1",
      "Q=1,2&K=1",
      "tokens=a,b&Q=1",
      "Q=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
      "position=6",
      "position=-1",
      "position=1.5",
      "columns=tokens",
  };
  for (const char* link : broken) {
    CAPTURE(link);
    const auto opened = from_link(link);
    REQUIRE(!opened.has_value());
    CHECK(opened.error().sentence.ends_with("."));
    CHECK(opened.error().sentence.size() > 20);
  }
  std::string long_tokens = "tokens=a";
  for (int i = 0; i < 64; ++i) {
    long_tokens += ",a";
  }
  CHECK(!from_link(long_tokens).has_value());
  CHECK(!from_link("Q=" + std::string(longest_link, '1')).has_value());
}

TEST_CASE("a link cut anywhere is either refused or whole in what it says; nothing crashes") {
  const std::string link = to_link(start_experiment());
  for (std::size_t cut = 0; cut < link.size(); ++cut) {
    const auto opened = from_link(link.substr(0, cut));
    if (opened) {
      CHECK(from_link(to_link(*opened)).has_value());
    }
  }
}

TEST_CASE("links of arbitrary bytes never crash") {
  Random random(23);
  const std::string alphabet = "QKVtokensmask=&;,.%#0123456789e-+/\xC3\xA9\xFF";
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int n = random.below(40); n > 0; --n) {
      text += alphabet[static_cast<std::size_t>(random.below(static_cast<int>(alphabet.size())))];
    }
    const auto opened = from_link(text);
    if (!opened) {
      CHECK(!opened.error().sentence.empty());
    }
  }
}
