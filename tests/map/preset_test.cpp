#include <algorithm>
#include <set>

#include "base/hash.h"
#include "map/finding.h"
#include "map/long_board.h"
#include "map/map_case.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

map::LongSpec spec_of(const char* generator, int tokens, int width, std::uint64_t seed) {
  const Expected<map::LongSpec> spec =
      map::checked({.generator = generator, .tokens = tokens, .width = width, .seed = seed});
  REQUIRE(spec.has_value());
  return *spec;
}

std::vector<int> expected(const map::LongAttention& attention, int query) {
  const map::LongSpec& spec = attention.inputs().spec();
  return map::find_generator(spec.generator)->expected_keys(spec, query, attention.visible());
}

std::uint64_t bits_of(std::span<const float> numbers) {
  return fnv_hash({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
}

std::string refused(std::string_view text) {
  const Expected<map::LongBoard> board = map::long_board_from(text);
  return board ? "" : board.error().sentence;
}

}  // namespace

TEST_CASE("map: induction's weight is on the stripe of what followed the same token, and nowhere else") {
  for (const int width : {32, 64, 128}) {
    const map::LongAttention attention =
        done({.generator = "induction", .tokens = 2000, .width = width, .seed = 3, .structure = 600}, {});
    for (int i = 0; i < 2000; ++i) {
      // By hand: period, 2 periods, … back, and one on.
      std::vector<int> stripe;
      for (int j = i - 600 + 1; j > 0; j -= 600) {
        stripe.insert(stripe.begin(), j);
      }
      REQUIRE(expected(attention, i) == stripe);
      if (stripe.empty()) {
        continue;
      }
      const map::ExpectedShare share = map::expected_share(attention, i);
      REQUIRE(share.share > 0.98);
      for (const int j : stripe) {
        REQUIRE(map::cell_numbers(attention, i, j).number ==
                doctest::Approx(share.share / static_cast<double>(stripe.size())).epsilon(1e-9));
      }
    }
    // In the picture: the largest of each row of a tile stands on the stripe.
    const map::Tile tile = map::make_tile(attention, {0, 5, 3}, map::Pooling::mean);
    for (int r = 0; r < 256; ++r) {
      const int stripe = 5 * 256 + r - 600 + 1 - 3 * 256;
      for (int c = 0; c < 256 && stripe >= 0 && stripe < 256; ++c) {
        REQUIRE((tile.number(r, c) > 0.3F) == (c == stripe));
      }
    }
  }
  // The output is the value of the next token.
  const map::LongAttention attention = done(spec_of("induction", 512, 64, 1), {});
  const auto next = attention.inputs().row(map::Role::values, 301);
  for (std::size_t c = 0; c < 64; ++c) {
    CHECK(std::abs(attention.output()[300 * 64 + c] - next[c]) < 0.05F);
  }
}

TEST_CASE("map: clustered weight lies in the blocks of a token's own topic") {
  const map::LongAttention attention = done(spec_of("clustered", 1500, 64, 2), {});
  std::set<std::string> topics;
  for (int i = 0; i < 1500; ++i) {
    REQUIRE(map::expected_share(attention, i).share > 0.9);
    const std::string token = attention.inputs().token(i);
    topics.insert(token.substr(0, token.find(" · ")));
  }
  CHECK(topics.size() > 4);
  CHECK(topics.size() <= 8);
}

TEST_CASE("map: copied segments make diagonals at their distance") {
  const map::LongAttention attention = done(spec_of("copied", 1600, 64, 4), {});
  std::set<int> distances;
  int copies = 0;
  for (int i = 0; i < 1600; ++i) {
    const std::vector<int> keys = expected(attention, i);
    REQUIRE(!keys.empty());
    REQUIRE(std::ranges::find(keys, i) != keys.end());
    for (const int key : keys) {
      REQUIRE(attention.inputs().token(key) == attention.inputs().token(i));
      if (key != i) {
        distances.insert(i - key);
        ++copies;
      }
    }
    const map::ExpectedShare share = map::expected_share(attention, i);
    REQUIRE(share.share > 0.98);
    for (const int key : keys) {
      REQUIRE(map::cell_numbers(attention, i, key).number ==
              doctest::Approx(share.share / share.keys).epsilon(1e-9));
    }
  }
  CHECK(copies == 4 * 150);  // three quarters of four slots of 200
  CHECK(distances.size() <= 4);
  CHECK(*distances.begin() >= 200);
}

TEST_CASE("map: a name stands for the same numbers everywhere") {
  const auto hash = [](const char* generator) {
    const Expected<map::LongInputs> inputs = map::LongInputs::generated(spec_of(generator, 300, 33, 12));
    return bits_of(inputs->array(map::Role::queries)) ^ (bits_of(inputs->array(map::Role::keys)) * 3) ^
           (bits_of(inputs->array(map::Role::values)) * 5);
  };
  CHECK(hash("random") == 14434558637637250067U);
  CHECK(hash("induction") == 11543637685497790003U);
  CHECK(hash("clustered") == 14643767362056618871U);
  CHECK(hash("copied") == 11933721070250831117U);
  const Expected<map::LongInputs> one = map::LongInputs::generated(random_spec(50, 20, 1));
  const Expected<map::LongInputs> other = map::LongInputs::generated(random_spec(50, 20, 2));
  CHECK(bits_of(one->array(map::Role::keys)) != bits_of(other->array(map::Role::keys)));
  double sum = 0;
  double squares = 0;
  const Expected<map::LongInputs> many = map::LongInputs::generated(random_spec(4000, 50, 1));
  for (const float x : many->array(map::Role::values)) {
    sum += double{x};
    squares += double{x} * x;
  }
  CHECK(std::abs(sum / 200'000) < 0.01);
  CHECK(std::abs(squares / 200'000 - 1) < 0.02);
}

TEST_CASE("map: a board is read from its text and written as it") {
  for (const char* text :
       {"generator=random&tokens=64&width=1&seed=7&mask=none",
        "generator=induction&tokens=4096&width=64&seed=1&period=1024&mask=causal",
        "generator=clustered&tokens=65536&width=128&seed=2&topics=3&mask=window:100,0",
        "generator=copied&tokens=500&width=32&seed=2&segments=3&mask=causal&mechanism=retention&gamma=0.5",
        "generator=random&tokens=9&width=2&seed=1&mask=causal&scale=0.25&edits=k3:0.5,-1;v8:1,2"}) {
    const Expected<map::LongBoard> board = map::long_board_from(text);
    REQUIRE(board.has_value());
    CHECK(map::text_of(*board) == text);
    CHECK(*map::long_board_from(map::text_of(*board)) == *board);
  }
  CHECK(refused("generator=nothing") ==
        "There is no generator “nothing”. There are random, induction, clustered and copied.");
  CHECK(refused("generator=induction&width=8") == "width is 8; for induction it goes from 32 to 128.");
  CHECK(refused("generator=random&period=8") == "The generator random has no period.");
  CHECK(refused("tokens=70000").find("65536") != std::string::npos);
  CHECK(refused("generator=clustered&topics=17").starts_with("topics is 17"));
  CHECK(refused("mask=bits:1").starts_with("There is no mask"));
  CHECK(refused("edits=x3:1").starts_with("The edit"));
  CHECK(refused("edits=k0:1,-1e39").ends_with("too large for a map, whose numbers are float32."));
  CHECK(refused("tokens").starts_with("The part"));
  const Expected<map::LongBoard> edited = map::long_board_from("tokens=9&width=2&edits=k9:1,2");
  CHECK(!map::attention_of(*edited).has_value());
}

TEST_CASE("map: the finding says where the weight is") {
  const auto found = [](const char* text) {
    Expected<map::LongAttention> attention = map::attention_of(*map::long_board_from(text));
    finish(*attention);
    return map::finding(*attention);
  };
  CHECK(
      found("generator=induction&tokens=600") ==
      "Of 450 rows looked at, each has all but a ten-thousandth of its weight where the generator puts it.");
  CHECK(found("generator=induction&tokens=2000&width=32&period=1900&seed=3").find("; the least in row ") !=
        std::string::npos);
  CHECK(found("generator=random&tokens=300&width=8").starts_with("Nothing is expected of it."));
  CHECK(found("generator=copied&tokens=5&width=32").find("looked at") != std::string::npos);
  CHECK(found("generator=induction&tokens=1").starts_with("No row sees"));
  CHECK(found("mechanism=retention&tokens=11&gamma=0.5&width=3").find("10 tokens back, 0.0009766") !=
        std::string::npos);
}
