#include "base/english_afterwards.h"
#include "map/map_case.h"
#include "studies/long_map_case.h"
#include "studies/sheet_blocks.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("long map: induction's weight lies where it is known to lie, at 64, 1 000 and 65 536 tokens") {
  for (const int tokens : {64, 1000}) {
    const Experiment experiment = map_at("map_tokens=" + std::to_string(tokens) +
                                         "&map_query=" + std::to_string(tokens - 1) + "&map_key=0");
    const Sheet sheet = sheet_of(experiment);
    CHECK(sheet.finding.find("of its weight where the generator puts it") != std::string::npos);
    const SheetTable& strongest = table_of(sheet, "map.strongest");
    const int period = tokens / 4;
    const int last = (tokens - 1) % period + 1;
    double sum = 0;
    for (int r = 0; r < 3; ++r) {
      CHECK(static_cast<int>(strongest.values(r, 0)) % period == last % period);
      sum += strongest.values(r, 1);
    }
    CHECK(sum > 0.98);
  }
  // Of 65 536 tokens 300 rows in the middle, which see two periods.
  const map::LongSpec spec = *map::checked({.generator = "induction", .tokens = 65536, .width = 32});
  Expected<map::LongInputs> inputs = map::LongInputs::generated(spec);
  REQUIRE(inputs.has_value());
  for (const int query : {20000, 40000, 65535}) {
    const std::span<const float> q = inputs->row(map::Role::queries, query);
    double all = 0;
    double expected = 0;
    const std::vector<int> keys =
        map::find_generator("induction")->expected_keys(spec, query, kernels::causal_keys());
    CHECK(keys.size() == static_cast<std::size_t>((query - 1) / 16384));
    for (int key = 0; key <= query; ++key) {
      const std::span<const float> k = inputs->row(map::Role::keys, key);
      double score = 0;
      for (std::size_t c = 0; c < q.size(); ++c) {
        score += double{q[c]} * double{k[c]};
      }
      const double weight = std::exp(score / std::sqrt(32.0) - 32);
      all += weight;
      expected += std::ranges::count(keys, key) > 0 ? weight : 0;
    }
    CHECK(expected / all > 0.9);
  }
}

TEST_CASE("long map: what is said of the cell keeps its colours in an order of its own") {
  const EnglishAfterwards after;
  REQUIRE(speak("Query {0} and key {1}: {2}\tZum Schlüssel {1} fragt {0}: {2}\n").has_value());
  app::Workspace workspace(map_at("map_tokens=300&map_query=250&map_key=30"));
  work_all(workspace);
  const auto* told = find_block<Prose>(workspace.sheet(), "map.explanation");
  REQUIRE(told != nullptr);
  const std::vector<Run>& line = told->lines[0];
  REQUIRE(line.size() == 5);
  CHECK(line[0] == Run{"Zum Schlüssel "});
  CHECK(line[1] == Run{"30 “w30”", Tone::key});
  CHECK(line[2] == Run{" fragt "});
  CHECK(line[3] == Run{"250 “w25”", Tone::query});
  CHECK(line[4].text.find(": q₂₅₀·k₃₀ = ") == 0);
}

TEST_CASE("long map: the cell is explained, its numbers can be edited, and the costs say what that took") {
  app::Workspace workspace(map_at("map_tokens=300&map_query=250&map_key=30"));
  work_all(workspace);
  const auto* told = find_block<Prose>(workspace.sheet(), "map.explanation");
  REQUIRE(told != nullptr);
  CHECK(told->lines[0][1].text == "250 “w25”");
  CHECK(told->lines[0][3].text == "30 “w30”");
  CHECK(told->lines[0][4].text.find("q₂₅₀·k₃₀ = ") != std::string::npos);
  const SheetTable near = table_of(workspace.sheet(), "map.nearby");
  CHECK(near.rows.front() == "246 w21");
  CHECK(near.marked(4, 4) == 1);

  const SheetTable row = table_of(workspace.sheet(), "map.k");
  CHECK(row.values.rows() == 4);
  CHECK(row.title == "k₃₀ of “w30”");
  CHECK(!view::find(workspace.nodes(), "map.first.k")->enabled);
  REQUIRE(act(workspace, "map.k.1.2", view::Verb::set, "0.1").has_value());
  CHECK(workspace.take_announcement().find("k₃₀ has other numbers.") == 0);
  work_all(workspace);
  CHECK(table_of(workspace.sheet(), "map.k").values(1, 2) == 0.1);
  CHECK(workspace.link().find("map_rows=1,30,") != std::string::npos);
  CHECK(table_of(workspace.sheet(), "map.costs").values(0, 1) == 300 * 301 / 2 * 128.0);
  const SheetTable& took = table_of(workspace.sheet(), "map.last_edit");
  CHECK(took.values(0, 0) + took.values(1, 0) == 270);  // the rows that see k₃₀
  CHECK(took.values(0, 1) + took.values(1, 1) < took.values(2, 1) / 10);

  // Typed back, it is no edit any more.
  REQUIRE(act(workspace, "map.k.1.2", view::Verb::set, shortest(row.values(1, 2))).has_value());
  CHECK(workspace.experiment().more.empty());
  REQUIRE(act(workspace, "map.v.0.0", view::Verb::set, "-7").has_value());
  CHECK(view::find(workspace.nodes(), "map.first.v")->enabled);
  REQUIRE(act(workspace, "map.first.v", view::Verb::press).has_value());
  CHECK(workspace.experiment().more.empty());
  CHECK(!act(workspace, "map.q.0.0", view::Verb::set, "1e10").has_value());
}

TEST_CASE("long map: no more than 16 rows are replaced at a time") {
  app::Workspace workspace(map_at("map_tokens=100&map_generator=Random&map_width=5"));
  work_all(workspace);
  for (int n = 0; n < 16; ++n) {
    REQUIRE(act(workspace, "map_query", view::Verb::set, std::to_string(n)).has_value());
    REQUIRE(act(workspace, "map.q.0.4", view::Verb::set, "2").has_value());
  }
  CHECK(*from_link(workspace.link()) == workspace.experiment());
  REQUIRE(act(workspace, "map_query", view::Verb::set, "16").has_value());
  const Expected<void> refused = act(workspace, "map.q.0.4", view::Verb::set, "2");
  REQUIRE(!refused.has_value());
  CHECK(refused.error().sentence.find("At most 16 rows") == 0);
}

TEST_CASE("long map: the cells around the chosen one and its strongest keys are weights, and choose cells") {
  const Experiment experiment = map_at("map_tokens=90&map_width=32&map_query=50&map_key=49");
  long_map::MapWork work(experiment);
  finish(work);
  const Matrix<double> weights = definition(work.whole()->attention()).weights;
  const Sheet sheet = long_map::study.sheet(experiment, {}, &work);
  const SheetTable& near = table_of(sheet, "map.nearby");
  for (int r = 0; r < 8; ++r) {
    for (int c = 0; c < 8; ++c) {
      CHECK(near.hidden(r, c) == (45 + c > 46 + r ? 1 : 0));
      CHECK(near.values(r, c) == doctest::Approx(weights(46 + r, 45 + c)).epsilon(1e-4));
    }
  }
  const SheetTable& strongest = table_of(sheet, "map.strongest");
  for (int r = 1; r < 8; ++r) {
    CHECK(strongest.values(r, 1) <= strongest.values(r - 1, 1));
  }
  double largest = 0;
  for (int key = 0; key <= 50; ++key) {
    largest = std::max(largest, weights(50, key));
  }
  CHECK(strongest.values(0, 1) == doctest::Approx(largest).epsilon(1e-4));
  const Expected<Experiment> next = long_map::study.press(experiment, {"map.nearby", 0, 7, &work});
  REQUIRE(next.has_value());
  CHECK(long_map::asked_of(*next).chosen == long_map::Cell{46, 52});
  const Expected<Experiment> strong = long_map::study.press(experiment, {"map.strongest", 2, 1, &work});
  REQUIRE(strong.has_value());
  CHECK(long_map::asked_of(*strong).chosen.key == static_cast<int>(strongest.values(2, 0)));
}

TEST_CASE("long map: every map to begin with is accepted, and its chosen cell has much weight") {
  const Experiment start = map_at("map_generator=Random&map_width=3&map_tokens=77");
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      CAPTURE(row);
      CAPTURE(column);
      const Expected<Experiment> ready = long_map::study.press(start, {"map.ready", row, column});
      REQUIRE(ready.has_value());
      CHECK(*from_link(to_link(*ready)) == *ready);
      if (row > 0 && column < 2) {
        long_map::MapWork work(*ready);
        finish(work);
        CHECK(work.reading()->cell.number > 3.0 / work.whole()->attention().tokens());
      }
    }
  }
}

TEST_CASE("long map: the picture says what is seen, and its colours end at a round number") {
  const Experiment experiment = map_at("map_tokens=1000&map_row=300&map_column=200&map_span=100");
  long_map::MapWork work(experiment);
  work.want(std::vector<map::TilePlace>{{1, 0, 0}});
  Sheet sheet = long_map::study.sheet(experiment, {}, &work);
  CHECK(sheet.finding == "Computing: 0 % of the rows.");
  CHECK(find_block<MapPicture>(sheet, "map.picture")->most == 1);
  finish(work);
  sheet = long_map::study.sheet(experiment, {}, &work);
  const MapPicture& picture = *find_block<MapPicture>(sheet, "map.picture");
  CHECK(picture.seen ==
        "queries 250–349, keys 150–249; a number of the picture is the mean of 2 × 2 weights.");
  float largest = 0;
  for (const float number : picture.tiles->find({1, 0, 0})->numbers) {
    largest = std::max(largest, number);
  }
  CHECK(picture.most >= double{largest});
  CHECK(picture.most < 2.6 * double{largest});
  const std::string digits = shortest(picture.most);
  CHECK(digits.find_first_of("125") != std::string::npos);
  CHECK(picture.tiles->token(260) == "w10");
}
