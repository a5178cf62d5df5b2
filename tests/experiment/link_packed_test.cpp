#include "experiment/link_packed.h"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "base/percent.h"
#include "base/sample.h"
#include "base/split.h"
#include "experiment/any_experiment.h"
#include "experiment/link_bits.h"
#include "experiment/link_checksum.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

std::string packed_of(const Experiment& experiment) { return "version=1&z=" + pack(entries_of(experiment)); }

}  // namespace

TEST_CASE("ten thousand states through the link and back, bit for bit") {
  Random random(97);
  std::set<std::string> studies;
  std::set<std::string> seen;
  int packed = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Experiment experiment = any_experiment(random, i % 100 == 0 ? largest_tokens : 5);
    const std::string link = to_link(experiment);
    const Expected<Experiment> back = from_link("https://example.org/lookback/?embed=1#" + link);
    REQUIRE_MESSAGE(back.has_value(), (back ? "" : back.error().sentence + link));
    REQUIRE_MESSAGE(same_bits(*back, experiment), link);
    if (i % 10 == 0) {
      REQUIRE(to_link(*back) == link);
      const Expected<Experiment> unpacked = from_link(packed_of(experiment));
      REQUIRE(unpacked.has_value());
      REQUIRE(same_bits(*unpacked, experiment));
    }
    const bool is_packed = link.find("&z=") != std::string::npos;
    packed += is_packed ? 1 : 0;
    REQUIRE((is_packed || link.size() <= longest_readable_link));
    studies.insert(experiment.study);
    seen.insert(experiment.mechanism);
    for (const Parameters* some : {&experiment.parameters, &experiment.study_parameters}) {
      for (const auto& [id, value] : *some) {
        seen.insert(id);
      }
    }
    for (const auto& [id, matrix] : experiment.more) {
      seen.insert(id);
    }
  }
  CHECK(packed > 1000);
  CHECK(packed < 9000);
  const auto all_seen = [&](const auto& specs) {
    for (const auto& spec : specs) {
      CHECK_MESSAGE(seen.contains(std::string(spec.id)), spec.id);
    }
  };
  for (const StudySpec* study : study_specs()) {
    CHECK_MESSAGE(studies.contains(std::string(study->id)), study->id);
    all_seen(study->parameters);
    all_seen(study->inputs);
  }
  for (const Mechanism* mechanism : mechanisms()) {
    CHECK_MESSAGE(seen.contains(std::string(mechanism->id)), mechanism->id);
    all_seen(mechanism->parameters);
    all_seen(mechanism->inputs);
  }
}

TEST_CASE("packed: numbers of every kind keep their bits, and short ones take few") {
  const double kinds[] = {0.0,
                          -0.0,
                          1.0,
                          -1.0,
                          0.1,
                          -0.001,
                          1e9,
                          -1e9,
                          1e-15,
                          5e-324,
                          2.5e-308,
                          1.0 / 3,
                          0.1 + 0.2,
                          123456789.123456,
                          1e15 + 0.5,
                          0x1p50,
                          1e22,
                          1e300,
                          0.30000000000000004};
  for (const double one : kinds) {
    for (const double other : kinds) {
      const Numbers numbers = {{one, other}, {other, 2.5}};
      LinkFields fields;
      REQUIRE(unpack(pack({{"Q", &numbers}}), fields).has_value());
      int place = 0;
      for (const std::string_view row : split(fields.at("Q"), ';')) {
        for (const std::string_view cell : split(row, ',')) {
          const std::string plain = percent_decode(cell, "Q").value_or("");
          CHECK(std::bit_cast<std::uint64_t>(*read_number(plain)) ==
                std::bit_cast<std::uint64_t>(numbers.elements()[static_cast<std::size_t>(place++)]));
        }
      }
      CHECK(place == 4);
    }
  }
  const Numbers short_ones(64, 16, -1.25);
  const Numbers long_ones(64, 16, 1.0 / 3);
  CHECK(pack({{"Q", &short_ones}}).size() < 1024 * 9 / 6 + 20);  // eight bits and a sign each
  CHECK(pack({{"Q", &long_ones}}).size() < 1024 * 65 / 6 + 20);  // 64 bits and the mark each
}

TEST_CASE(
    "packed: what cannot be read is refused, cut anywhere or changed anywhere, and without a checksum too") {
  Random random(101);
  for (int n = 0; n < sample_of(20); ++n) {
    const std::string link = packed_of(any_experiment(random, 3));
    for (std::size_t cut = std::string("version=1&z=").size(); cut < link.size(); ++cut) {
      REQUIRE(!from_link(link.substr(0, cut)).has_value());
      REQUIRE(!salvage(link.substr(0, cut)).left_out.empty());
      std::string altered = link;
      altered[cut] = "A9-_=.%"[random.below(7)];
      const auto opened = from_link(altered);  // a number may have become another: only the checksum tells
      if (opened) {
        CHECK(from_link(to_link(*opened)).has_value());
      }
    }
    CHECK(!from_link(link + "A").has_value());
  }
}

TEST_CASE("packed: hostile lengths make no room, and arbitrary letters never crash") {
  const std::size_t lengths[] = {0, 1, 2, 31, 32, 65'535, 65'536, 65'537, (std::size_t{1} << 25) - 1};
  for (const std::size_t rows : lengths) {
    for (const std::size_t columns : lengths) {
      for (unsigned kind = 0; kind < 4; ++kind) {
        BitWriter bits;
        bits.write_count(1);
        bits.write(kind, 2);
        bits.write_text("Q");
        bits.write_count(rows);
        bits.write_count(columns);
        bits.write(0, 64);
        CHECK(!from_link("z=" + bits.text()).has_value());
      }
    }
  }
  BitWriter long_text;
  long_text.write_count((std::size_t{1} << 25) - 1);
  const std::string long_letters = long_text.text();
  BitReader text_reader(long_letters);
  CHECK(text_reader.read_text().empty());
  CHECK(text_reader.failed());
  BitWriter full;  // more numbers than any matrix has, all of them there
  full.write_count(1);
  full.write(3, 2);
  full.write_text("mask");
  full.write_count(257);
  full.write_count(256);
  for (int i = 0; i < 257 * 256; ++i) {
    full.write(1, 1);
  }
  CHECK(from_link("z=" + full.text()).error().sentence.starts_with("The packed part z"));
  BitWriter many;
  many.write_count((std::size_t{1} << 25) - 1);
  CHECK(!from_link("z=" + many.text()).has_value());
  Random random(103);
  const std::string letters = "ABCDEFabcdef0123456789-_";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "z=B";
    for (int n = random.below(60); n > 0; --n) {
      text += letters[static_cast<std::size_t>(random.below(static_cast<int>(letters.size())))];
    }
    CHECK(!from_link(text).has_value());
    CHECK(!salvage(text).left_out.empty());
  }
}

TEST_CASE("packed: numbers that no link may hold are refused as in a readable one") {
  for (const double x :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e10}) {
    const Numbers numbers = {{x}};
    const auto opened = from_link("z=" + pack({{"Q", &numbers}}));
    REQUIRE(!opened.has_value());
    CHECK(opened.error().sentence.starts_with("Q, row 0, column 0:"));
  }
}
