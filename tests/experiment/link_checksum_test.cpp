#include "experiment/link_checksum.h"

#include <doctest/doctest.h>

#include "base/crc32.h"
#include "base/sample.h"
#include "experiment/any_experiment.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// What a link that was altered opens, if it opens: nothing but what it said before.
void is_noticed(const std::string& altered, const Experiment& experiment) {
  const Expected<Experiment> opened = from_link(altered);
  if (opened && !same_bits(*opened, experiment)) {
    FAIL(altered);
  }
  if (!opened && !opened.error().sentence.ends_with(".")) {
    FAIL(opened.error().sentence);
  }
}

// The states that a cut leaves where everything was cut off.
bool says_nothing(std::string_view fragment) {
  return fragment.empty() || fragment == "version=1" || fragment == "version=1&";
}

}  // namespace

TEST_CASE("CRC-32 is that of zip and PNG") {
  CHECK(crc32("") == 0);
  CHECK(crc32("123456789") == 0xCBF43926U);  // the check value of the catalogues
  CHECK(crc32("The quick brown fox jumps over the lazy dog") == 0x414FA339U);
}

TEST_CASE("every one-character change of two hundred links is noticed, and every cut") {
  Random random(41);
  const std::string others = "0189afzQKVcx=&,;:#?%+-._~/ \x7F\xC3";
  for (int n = 0; n < sample_of(200);) {
    const Experiment experiment = any_experiment(random, n % 20 == 0 ? 12 : 2);
    const std::string link = to_link(experiment);
    if (n % 20 != 0 && link.size() > 500) {
      continue;  // every position of every link costs the square of its length
    }
    ++n;
    CAPTURE(link);
    REQUIRE(from_link(link).has_value());
    for (std::size_t i = 0; i < link.size(); ++i) {
      std::string altered = link;
      altered.erase(i, 1);
      is_noticed(altered, experiment);
      if (!says_nothing(link.substr(0, i))) {
        REQUIRE(!from_link(link.substr(0, i)).has_value());
      }
      for (int k = 0; k < 3; ++k) {
        altered = link;
        altered[i] = others[static_cast<std::size_t>(random.below(static_cast<int>(others.size())))];
        is_noticed(altered, experiment);
      }
    }
  }
}

TEST_CASE("every character of the head of a link, changed to every other, is noticed") {
  Random random(43);
  const Experiment experiment = any_experiment(random, 2);
  const std::string link = to_link(experiment);
  const std::size_t head = link.find("&mechanism=") + 12;
  for (std::size_t i = 0; i < head; ++i) {
    for (int c = 1; c < 256; ++c) {
      std::string altered = link;
      altered[i] = static_cast<char>(c);
      CAPTURE(altered);
      is_noticed(altered, experiment);
      is_noticed("#" + altered, experiment);
      is_noticed("https://example.org/lookback/?embed=1#" + altered, experiment);
    }
  }
}

TEST_CASE("a link that says nothing any more opens the start") {
  for (const char* nothing : {"", "#", "version=1", "#version=1&"}) {
    CHECK(*from_link(nothing) == start_experiment());
  }
}

TEST_CASE("a link without a checksum is taken as it is; one that does not fit is named first") {
  const std::string link = to_link(start_experiment());
  const std::size_t at = link.find("&c=");
  std::string without = link;
  without.erase(at, std::string("&c=x01234567").size());
  CHECK(*from_link(without) == start_experiment());
  CHECK(with_checksum(without) == link);
  const auto cut = from_link(link.substr(0, link.size() - 30));
  REQUIRE(!cut.has_value());
  CHECK(cut.error().sentence.starts_with("This link was cut or altered"));
  CHECK(!from_link(link + "&mask=none").has_value());
  CHECK(!from_link("mask=none&c=x").has_value());
  CHECK(!from_link("mask=none&c=").has_value());
}

TEST_CASE("what programs write as %XX on the way changes no checksum where it says the same") {
  Experiment experiment = start_experiment();
  experiment.tokens = {"猫", "a b", "~", "é", "a,b"};
  const std::string link = to_link(experiment);
  const auto replaced = [&](std::string_view from, std::string_view to) {
    std::string other = link;
    const std::size_t at = other.find(from);
    REQUIRE(at != std::string::npos);
    return other.replace(at, from.size(), to);
  };
  for (const std::string& other : {replaced("%E7%8C%AB", "猫"), replaced("%E7", "%e7"), replaced("%20", " "),
                                   replaced("~", "%7E"), replaced("tokens", "token%73")}) {
    CAPTURE(other);
    const Expected<Experiment> opened = from_link(other);
    CHECK((opened && *opened == experiment) == (other.find("token%73") == std::string::npos));
  }
  CHECK(!from_link(replaced("a%2Cb", "a,b")).has_value());
}
