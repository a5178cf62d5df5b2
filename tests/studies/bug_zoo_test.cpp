#include <doctest/doctest.h>

#include <set>

#include "app/workspace.h"
#include "experiment/link.h"
#include "mechanisms/trials.h"
#include "studies/bug_zoo/callers.h"
#include "studies/bug_zoo/retain.h"
#include "studies/bug_zoo/zoo.h"
#include "studies/opened.h"

using namespace lookback;
using namespace lookback::testing;
namespace zoo = lookback::bug_zoo;

namespace {

Experiment zoo_at(const std::string& rest) { return experiment_at("study=bug_zoo" + rest); }

Jacobian lit(const zoo::Runs& runs, const zoo::Text& text) {
  Jacobian jacobian(text, zoo::brought_by_text(text));
  const DualPass pass = zoo::pass_of(runs, text.v.rows());
  while (jacobian.step(pass)) {
  }
  return jacobian;
}

struct Readings {
  zoo::Lamp lamp;
  zoo::Parity parity;
  zoo::Verdict verdict;
};

Readings readings_of(const zoo::Specimen& specimen, const zoo::Text& text,
                     zoo::Through through = zoo::Through::everything) {
  const zoo::Lamp lamp =
      zoo::lamp_of(lit(specimen.runs, text), lit(zoo::right_runs(specimen.kernel), text), through);
  const zoo::Parity parity = zoo::parity_of(specimen, text);
  const Cost right = zoo::right_cost(specimen.kernel, text.v.rows(), text.k.columns(), text.v.columns());
  return {lamp, parity, zoo::verdict(lamp, parity, zoo::counted_cost(specimen, text), right)};
}

zoo::Text random_text(int tokens, int key_width, int value_width, Random& random) {
  const auto draw = [&random](int rows, int columns) { return draw_matrix(rows, columns, 1, random); };
  return {
      draw(tokens, key_width), draw(tokens, key_width), draw(tokens, value_width), {draw(tokens, key_width)}};
}

const zoo::Specimen& by_id(std::string_view id) {
  const auto found = std::ranges::find(zoo::specimens(), id, &zoo::Specimen::id);
  REQUIRE(found != zoo::specimens().end());
  return *found;
}

}  // namespace

TEST_CASE("the right specimen is the definition, however the text comes") {
  Random random(5);
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const int width : {1, 4, 5}) {
      CAPTURE(tokens);
      CAPTURE(width);
      const zoo::Text text = random_text(tokens, width, 3, random);
      HeadInputs<double> turned = {text.q, text.k, text.v, {}};
      turned.q = rotated<double>(turned.q, zoo::rotation_for(width));
      turned.k = rotated<double>(turned.k, zoo::rotation_for(width));
      const Matrix<double> head =
          softmax_attention::materialised<double>(
              turned, Mask::causal(), {.scale = 1 / std::sqrt(static_cast<double>(width)), .slope = {}}, {})
              .output;
      const Matrix<double> run =
          zoo::right_runs(zoo::Kernel::softmax).in_double(text, zoo::generation_plan(tokens), {});
      for (int t = 0; t < tokens; ++t) {
        for (int c = 0; c < 3; ++c) {
          CHECK(run(t, c) == doctest::Approx(head(t, c)).epsilon(1e-13));
        }
      }
    }
  }
}

TEST_CASE("what the right specimens count is their formula") {
  Random random(6);
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const int width : {1, 2, 4}) {
      const zoo::Text text = random_text(tokens, width, 3, random);
      for (const zoo::Specimen& specimen : zoo::specimens().last(2)) {
        CAPTURE(specimen.id);
        CAPTURE(tokens);
        const Cost counted = zoo::counted_cost(specimen, text);
        const Cost right = zoo::right_cost(specimen.kernel, tokens, width, 3);
        for (const auto counter : zoo::counters) {
          CHECK(counted.*counter == right.*counter);
        }
      }
    }
  }
}

// Which detector catches which bug, on the text that the study begins with.
TEST_CASE("every bug is caught by the detectors that should see it, and the right kernels by none") {
  struct Expectation {
    std::string_view id;
    bool leaks;
    bool blind;
    bool parity;
    bool counters;
  };
  constexpr Expectation table[] = {
      {"mask_without_offset", false, true, true, true},
      {"query_at_position_zero", false, true, true, true},
      {"mask_after_softmax", true, false, true, true},
      {"mask_dropped_in_decode", true, false, true, true},
      {"no_mask", true, false, true, true},
      {"zero_for_minus_infinity", true, false, true, true},
      {"cache_not_reset", false, false, true, true},
      {"appended_after", false, true, true, true},
      {"chunk_of_next_state", true, false, true, false},
      {"expanded_before_caching", false, false, false, true},
      {"right_softmax", false, false, false, false},
      {"right_retention", false, false, false, false},
  };
  const zoo::Text text = zoo::text_of(zoo_at(""));
  REQUIRE(std::size(table) == zoo::specimens().size());
  for (const Expectation& expected : table) {
    CAPTURE(expected.id);
    const zoo::Specimen& specimen = by_id(expected.id);
    const Readings read = readings_of(specimen, text);
    CHECK((read.lamp.leaks > 0) == expected.leaks);
    CHECK((read.lamp.blind > 0) == expected.blind);
    CHECK((read.verdict.parity > 0) == expected.parity);
    CHECK((read.verdict.counters > 0) == expected.counters);
    CHECK((specimen.answer == zoo::nothing) ==
          (read.verdict.lamp + read.verdict.parity + read.verdict.counters == 0));
  }
}

TEST_CASE("the right specimens stay right on any text") {
  Random random(8);
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    CAPTURE(tokens);
    const zoo::Text text = random_text(tokens, tokens % 4 + 1, 2, random);
    for (const zoo::Specimen& specimen : zoo::specimens().last(2)) {
      const Readings read = readings_of(specimen, text);
      CHECK(read.verdict.lamp + read.verdict.parity + read.verdict.counters == 0);
    }
    for (const zoo::Specimen& specimen : zoo::specimens()) {  // and the others are whole
      CHECK(std::isfinite(zoo::parity_of(specimen, text).from_definition.back()));
    }
  }
}

// What the texts say of single specimens.
TEST_CASE("the specimens show what is said of them") {
  const zoo::Text text = zoo::text_of(zoo_at(""));
  const auto leaks = [&](std::string_view id, zoo::Through through) {
    const zoo::Lamp lamp = readings_of(by_id(id), text, through).lamp;
    int lit = 0;
    for (int i = 0; i < 8; ++i) {
      for (int j = i + 1; j < 8; ++j) {
        lit += lamp.sizes(i, j) != 0 ? 1 : 0;
      }
    }
    return lit;
  };
  CHECK(leaks("mask_after_softmax", zoo::Through::keys) > 0);
  CHECK(leaks("mask_after_softmax", zoo::Through::values) == 0);
  CHECK(leaks("zero_for_minus_infinity", zoo::Through::keys) == 0);
  CHECK(leaks("zero_for_minus_infinity", zoo::Through::values) > 0);

  const Jacobian at_zero = lit(by_id("query_at_position_zero").runs, text);
  for (int t = 4; t < 8; ++t) {
    for (int j = 0; j < 8; ++j) {
      CHECK((at_zero.largest(t, j) != 0) == (j == 0));
    }
  }
  const Jacobian offset = lit(by_id("mask_without_offset").runs, text);
  CHECK(offset.largest(4, 1) == 0);
  CHECK(offset.largest(5, 1) != 0);
  CHECK(offset.largest(5, 2) == 0);
  const Jacobian dropped = lit(by_id("mask_dropped_in_decode").runs, text);
  const Jacobian none = lit(by_id("no_mask").runs, text);
  const Jacobian chunk = lit(by_id("chunk_of_next_state").runs, text);
  for (int i = 0; i < 8; ++i) {
    for (int j = i + 1; j < 8; ++j) {
      const bool pair_of_call = i >= 4 && i % 2 == 0 && j == i + 1;
      CHECK((dropped.largest(i, j) != 0) == pair_of_call);
      CHECK((none.largest(i, j) != 0) == (pair_of_call || j < 4));
      CHECK((chunk.largest(i, j) != 0) == (i < 4 && i % 2 == 0 && j == i + 1));
    }
  }
  CHECK(zoo::parity_of(by_id("cache_not_reset"), text).from_definition[0] > 0.01);
  const zoo::Lamp own = readings_of(by_id("appended_after"), text, zoo::Through::values).lamp;
  CHECK(own.sizes(4, 4) == 0);
  CHECK(own.sizes(3, 3) != 0);
}

TEST_CASE("an order numbers every specimen once, and another seed gives another order") {
  std::set<std::string> orders;
  for (const int seed : {1, 2, 3, 4, 9999}) {
    std::set<std::string_view> ids;
    std::string order;
    for (int number = 1; number <= zoo::specimen_count; ++number) {
      ids.insert(zoo::specimen_at(number, seed).id);
      order += std::string(zoo::specimen_at(number, seed).id) + " ";
    }
    CHECK(ids.size() == zoo::specimen_count);
    orders.insert(order);
  }
  CHECK(orders.size() == 5);
  CHECK(zoo::answers[zoo::nothing] == "nothing is wrong");
  CHECK(zoo::answers.size() == zoo::told + 1);
  for (const zoo::Specimen& specimen : zoo::specimens()) {
    CHECK((specimen.answer >= 1 && specimen.answer <= zoo::nothing));
    CHECK(specimen.source.empty() == (specimen.answer == zoo::nothing));
  }
}

TEST_CASE("an answer is judged, kept with its specimen, and in the link") {
  app::Workspace workspace(zoo_at(""));
  const auto do_all = [&] {
    while (workspace.wake_in_ms(0) == 0) {
      workspace.work([] { return 0.0; }, 8);
    }
  };
  do_all();
  CHECK(workspace.sheet().finding.starts_with("Specimen 1 of 12. "));
  const zoo::Specimen& first = zoo::specimen_at(1, 1);
  const int wrong = first.answer == 1 ? 2 : 1;
  const auto answer = [&](int number, int what) {
    REQUIRE(workspace
                .act({.id = zoo::answer_id(number),
                      .verb = view::Verb::set,
                      .text = zoo::answer_id(number) + "." + std::to_string(what)})
                .has_value());
    do_all();
  };
  answer(1, wrong);
  CHECK(workspace.sheet().finding.starts_with("Not “" +
                                              std::string(zoo::answers[static_cast<std::size_t>(wrong)])));
  answer(1, first.answer);
  CHECK(workspace.sheet().finding.starts_with("Right: " + std::string(first.name())));
  CHECK(zoo::score_of(workspace.experiment()).right == 1);

  REQUIRE(workspace.act({.id = "zoo_next", .verb = view::Verb::press}).has_value());
  do_all();
  CHECK(workspace.sheet().finding.starts_with("Specimen 2 of 12. "));
  CHECK(view::find(workspace.nodes(), zoo::answer_id(1)) == nullptr);  // its own control only
  CHECK(view::find(workspace.nodes(), zoo::answer_id(2)) != nullptr);
  REQUIRE(workspace.act({.id = "zoo_tell", .verb = view::Verb::press}).has_value());
  do_all();
  CHECK(workspace.sheet().finding == "Specimen 2 is: " + std::string(zoo::specimen_at(2, 1).name()) + ".");
  const zoo::Score score = zoo::score_of(workspace.experiment());
  CHECK((score.named == 1 && score.right == 1));
  CHECK(*from_link(workspace.link()) == workspace.experiment());

  REQUIRE(workspace.act({.id = "zoo_shuffle", .verb = view::Verb::press}).has_value());
  CHECK(zoo::order_of(workspace.experiment()) == 2);
  CHECK(zoo::score_of(workspace.experiment()).named == 0);
  REQUIRE(workspace.act({.id = "undo", .verb = view::Verb::press}).has_value());
  CHECK(zoo::score_of(workspace.experiment()).right == 1);
}

TEST_CASE("every specimen, length and choice has a whole sheet") {
  for (const std::string tokens : {"a", "a,b", "a,b,c", "a,b,c,d,e"}) {
    for (int number = 1; number <= zoo::specimen_count; ++number) {
      for (const std::string through : {"everything", "queries", "keys", "values"}) {
        const Experiment experiment =
            zoo_at("&tokens=" + tokens + "&specimen=" + std::to_string(number) + "&zoo_through=" + through);
        const Sheet sheet = whole_sheet(experiment, {}, nullptr);
        CHECK_FALSE(sheet.finding.empty());
        CHECK(sheet.sections.size() == 3);
      }
    }
  }
}
