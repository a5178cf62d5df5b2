#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "app/workspace.h"
#include "experiment/generation.h"
#include "experiment/link.h"
#include "studies/road/kept.h"
#include "studies/road/stops.h"
#include "studies/road/study.h"
#include "studies/road_sizes.h"
#include "tensor/difference.h"

namespace lookback::road {
namespace {

// The counts of reference 12.2 to 12.4 for a generation of n tokens.
Cost expected(int stop, const Size& size) {
  const std::int64_t n = size.tokens;
  const std::int64_t k = size.key_width;
  const std::int64_t v = size.value_width;
  const std::int64_t squares = n * (n + 1) * (2 * n + 1) / 6;
  switch (stop) {
    case 0:
      return {.mac = (k + v) * n * (n + 1) / 2, .exp = n * (n + 1) / 2, .state_held = n * (k + v)};
    case 1:
      return {.mac = n * (k + v), .exp = 2 * n, .state_held = v + 2};
    case 2:
      return {.mac = squares * (k + v), .scores_held = n * n};
    case 3:
      return {.mac = k * v * n * (n + 1), .state_held = k * v};
    case 8:
      return {.exp = 4 * n * v, .state_held = 3 * v};
    default:
      return {.mac = 2 * n * k * v, .state_held = k * v};
  }
}

std::int64_t expected_mul(int stop, const Size& size) {
  const std::int64_t n = size.tokens;
  const std::int64_t k = size.key_width;
  const std::int64_t v = size.value_width;
  switch (stop) {
    case 0:
      return (k + v) * n * (n + 1) / 2;  // σ = 1 is not multiplied
    case 1:
      return n * (k + 2 * v + 1);
    case 4:
      return 2 * n * k * v;
    case 5:
      return 3 * n * k * v;
    case 6:
      return 3 * n * k * v + 4 * n * k;
    case 7:
      return 3 * n * k * v + 5 * n * k;
    case 8:
      return 6 * n * v;
    default:
      return expected(stop, size).mac;
  }
}

TEST_CASE("road: counters are the closed forms, and from stop 3 on the state does not grow") {
  for_sizes([](const Size& size) {
    const Experiment experiment = experiment_of(size.tokens, size.key_width, size.value_width);
    for (int stop = 0; stop <= last_stop; ++stop) {
      CAPTURE(stop);
      if (refusal_at(experiment, stop)) {
        continue;
      }
      const Experiment there = at_stop(experiment, stop);
      const std::vector<Cost> run = count_run(there);
      const Cost whole = run_cost(run, size.tokens);
      CHECK(whole == run_closed_form(there, size.tokens));
      const Cost wanted = expected(stop, size);
      CHECK(whole.mac == wanted.mac);
      CHECK(whole.exp == wanted.exp);
      CHECK(whole.state_held == wanted.state_held);
      CHECK((stop != 2 || whole.scores_held == wanted.scores_held));
      CHECK(whole.mul == expected_mul(stop, size));
      for (const Cost& step : run) {
        CHECK((stop == 0 || step.state_held == run.front().state_held));
      }
    }
  });
}

TEST_CASE("road: what is drawn is what is kept") {
  Experiment experiment = experiment_of(5, 4, 3);
  for (int position = 0; position <= 5; ++position) {
    experiment.position = position;
    for (int stop = 0; stop <= 7; ++stop) {
      const std::vector<SheetTable> tables = kept_at(experiment, stop);
      CHECK(tables.empty() == (position == 0));
      std::int64_t numbers = 0;
      for (const SheetTable& table : tables) {
        numbers += static_cast<std::int64_t>(table.values.elements().size());
      }
      const Experiment there = at_stop(experiment, stop);
      const Cost run = run_cost(count_run(there), position);
      CHECK(numbers == (stop == 2 ? run.scores_held : run.state_held));
    }
  }
  CHECK(kept_at(experiment, 0)[0].values == experiment.inputs.k);
  CHECK(kept_at(experiment, 0)[1].values == experiment.inputs.v);
  CHECK(greatest_difference(kept_at(experiment, 3)[0].values, kept_at(experiment, 4)[0].values) < 1e-14);
}

TEST_CASE("road: a stop that the widths do not allow says so, and the next one still stands") {
  const Experiment odd = experiment_of(4, 3, 3);
  CHECK(refusal_at(odd, 6));
  CHECK(refusal_at(odd, 7));
  CHECK_FALSE(refusal_at(odd, 8));
  CHECK(settled(odd, 7).empty());
  CHECK(settled(odd, 8).front().title != "This stop against the last one");
  CHECK(refusal_at(experiment_of(4, 2, 3), 8));
}

TEST_CASE("road: every stop has a sheet at every size, position and extreme, and its own link") {
  for_sizes([](const Size& size) {
    Experiment experiment = experiment_of(size.tokens, size.key_width, size.value_width);
    for (int stop = 0; stop <= last_stop; ++stop) {
      CAPTURE(stop);
      experiment.study_parameters.clear();
      if (stop > 0) {
        experiment.study_parameters[std::string(stop_id)] = stop;
      }
      for (const int position : {0, 1, size.tokens}) {
        experiment.position = position;
        const app::Workspace workspace(experiment);
        std::set<std::string_view> ids;
        for (const view::Node& node : workspace.nodes()) {
          CHECK_MESSAGE(ids.insert(node.id).second, node.id);
        }
        CHECK_FALSE(workspace.sheet().finding.empty());
        CHECK(workspace.sheet().finding.find("nan") == std::string::npos);
      }
      const Expected<Experiment> again = from_link(to_link(experiment));
      REQUIRE(again.has_value());
      CHECK(*again == experiment);
    }
  });
}

TEST_CASE("road: large logits give no number that is not one") {
  Experiment experiment = experiment_of(8, 4, 4);
  const Expected<HeadInputs<double>> large = preset_inputs("large", experiment.inputs, 1);
  REQUIRE(large.has_value());
  experiment.inputs = *large;
  for (int stop = 0; stop <= last_stop; ++stop) {
    for (const Comparison& one : settled(experiment, stop)) {
      CAPTURE(one.title);
      CHECK(std::isfinite(one.size));
    }
  }
}

TEST_CASE("road: the stop is one slider whose places have names, and a drag is one edit") {
  app::Workspace workspace(start_of(study));
  const auto stop = [&] { return *view::find(workspace.nodes(), stop_id); };
  CHECK(stop().role == view::Role::number);
  CHECK(stop().slider);
  CHECK(stop().stops == std::vector<std::string>(stop_names.begin(), stop_names.end()));
  CHECK(stop().text == "softmax");
  const auto act = [&](view::Verb verb, std::string_view text, std::uint32_t gesture = 0) {
    return workspace.act({std::string(stop_id), verb, std::string(text), gesture}).has_value();
  };
  for (int step = 0; step < 5; ++step) {
    REQUIRE(act(view::Verb::nudge, "1", 1));
  }
  CHECK(stop_of(workspace.experiment()) == 5);
  CHECK(stop().text == "decay");
  CHECK(workspace.link().find("stop=5") != std::string::npos);
  REQUIRE(workspace.act({.id = std::string(decay_id), .verb = view::Verb::set, .text = "0.5"}).has_value());
  CHECK(view::find(workspace.nodes(), "equalities.3.1")->text == "1/32");
  REQUIRE(workspace.act({.id = "undo"}).has_value());
  REQUIRE(workspace.act({.id = "undo"}).has_value());
  CHECK(stop_of(workspace.experiment()) == 0);
  CHECK(view::find(workspace.nodes(), decay_id) == nullptr);
  // Typed, as its number or by its name.
  REQUIRE(act(view::Verb::set, "prefix state"));
  CHECK(stop_of(workspace.experiment()) == 4);
  REQUIRE(act(view::Verb::set, "8"));
  CHECK(stop().text == "RWKV-4");
  CHECK_FALSE(act(view::Verb::set, "9"));
  CHECK_FALSE(act(view::Verb::set, "attention"));
  CHECK(stop_of(workspace.experiment()) == 8);
  // One change of the road, not a button for every stop beside it.
  for (const view::Node& node : workspace.nodes()) {
    const bool stops_again = node.role == view::Role::button && node.of_sheet;
    CHECK_FALSE(stops_again);
  }
}

TEST_CASE("road: what changed since the last stop is marked in the equation") {
  for (int stop = 0; stop <= last_stop; ++stop) {
    Experiment experiment = start_of(study);
    experiment.study_parameters[std::string(stop_id)] = stop;
    const Sheet sheet = study.sheet(experiment, {}, nullptr);
    int marked = 0;
    for (const Block& block : sheet.sections.front().blocks) {
      if (const auto* prose = std::get_if<Prose>(&block)) {
        for (const auto& line : prose->lines) {
          for (const Run& run : line) {
            CHECK(run.text.find('|') == std::string::npos);
            marked += run.marked ? 1 : 0;
          }
        }
      }
    }
    CHECK((marked > 0) == (stop > 0));
  }
}

}  // namespace
}  // namespace lookback::road
