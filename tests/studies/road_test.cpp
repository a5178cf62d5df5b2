#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "app/workspace.h"
#include "experiment/generation.h"
#include "experiment/link.h"
#include "experiment/preset.h"
#include "studies/road/fractions.h"
#include "studies/road/kept.h"
#include "studies/road/stops.h"
#include "studies/road/study.h"
#include "tensor/difference.h"

namespace lookback::road {
namespace {

using Verdict = Comparison::Verdict;

Experiment experiment_of(int tokens, int key_width, int value_width, int seed = 1) {
  Experiment experiment = start_of(study);
  experiment.tokens.clear();
  for (int t = 0; t < tokens; ++t) {
    experiment.tokens.push_back("t" + std::to_string(t));
  }
  experiment.inputs = random_inputs(tokens, key_width, value_width, seed);
  experiment.position = tokens;
  return experiment;
}

struct Size {
  int tokens;
  int key_width;
  int value_width;
};

template <class Check>
void for_sizes(Check check) {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const auto& [key_width, value_width] : {std::pair{4, 4}, {2, 2}, {1, 1}, {3, 5}, {6, 2}}) {
      CAPTURE(tokens);
      CAPTURE(key_width);
      CAPTURE(value_width);
      check(Size{tokens, key_width, value_width});
    }
  }
}

// With the verdicts of fractions.
std::vector<Comparison> settled(Experiment experiment, int stop) {
  experiment.study_parameters[std::string(stop_id)] = stop;
  Fractions fractions(experiment);
  while (fractions.step(nullptr)) {
  }
  return fractions.found();
}

const Comparison& named(const std::vector<Comparison>& all, std::string_view beginning) {
  for (const Comparison& one : all) {
    if (one.title.starts_with(beginning)) {
      return one;
    }
  }
  FAIL(std::string(beginning));
  return all.front();
}

TEST_CASE("road: what reference 5 and 13 call equal is equal at every size, and the rest is not") {
  for_sizes([](const Size& size) {
    const Experiment experiment = experiment_of(size.tokens, size.key_width, size.value_width, size.tokens);
    for (int stop = 0; stop <= last_stop; ++stop) {
      CAPTURE(stop);
      for (const Comparison& one : settled(experiment, stop)) {
        CAPTURE(one.title);
        CAPTURE(one.size);
        const bool free =
            one.title.starts_with("This stop") || one.title.starts_with("With a mask between") ||
            (stop == 0 && one.title.starts_with("The older tokens")) || one.verdict == Verdict::number;
        CHECK((free || one.equal()));
      }
    }
  });
}

TEST_CASE("road: each stop against the one before") {
  const Experiment experiment = experiment_of(5, 4, 4);
  for (int stop = 1; stop <= last_stop; ++stop) {
    CAPTURE(stop);
    const Comparison last = settled(experiment, stop).front();
    CHECK(last.title == "This stop against the last one");
    CHECK(last.size == greatest_difference(output_at(experiment, stop), output_at(experiment, stop - 1)));
    CHECK(last.verdict == (stop == 3 ? Verdict::exact : Verdict::apart));
  }
}

TEST_CASE("road: (QKᵀ)V = Q(KᵀV) in fractions; a mask between them breaks it, a prefix state mends it") {
  for (int seed = 1; seed <= 200; ++seed) {
    const Experiment experiment = experiment_of(2 + seed % 7, 1 + seed % 4, 1 + seed % 3, seed);
    CHECK(settled(experiment, 3).front().verdict == Verdict::exact);
    const std::vector<Comparison> prefix = settled(experiment, 4);
    CHECK(named(prefix, "(QKᵀ ⊙ mask)V").verdict == Verdict::exact);
    CHECK(named(prefix, "In chunks").verdict == Verdict::exact);
    CHECK(named(prefix, "The last row alone").equal());
  }
  const Experiment experiment = experiment_of(5, 4, 4);
  CHECK(named(settled(experiment, 3), "With a mask between").verdict == Verdict::apart);
}

TEST_CASE("road: own-step queries give up that a query reweighs the older tokens") {
  for (int seed = 1; seed <= 20; ++seed) {
    const Experiment experiment = experiment_of(3 + seed % 5, 4, 3, seed);
    const Comparison before = named(settled(experiment, 0), "The older tokens");
    const Comparison after = named(settled(experiment, 1), "The older tokens");
    CHECK(before.size > 1e-3);
    CHECK(after.size == 0);
  }
}

TEST_CASE("road: γ = 1 is the prefix state in fractions, and γ = 1/2 leaves 1/32 after five steps") {
  Experiment experiment = experiment_of(6, 4, 4);
  for (const double gamma : {0.0, 0.5, 0.9, 1.0}) {
    experiment.study_parameters[std::string(decay_id)] = gamma;
    const std::vector<Comparison> found = settled(experiment, 5);
    CHECK(named(found, "With γ = 1").verdict == Verdict::exact);
    CHECK(named(found, "(QKᵀ ⊙ D)V").verdict == Verdict::exact);
    CHECK(found.front().equal() == (gamma == 1));
    const Comparison& old = named(found, "A token 5 steps back");
    CHECK(old.size == doctest::Approx(std::pow(gamma, 5)).epsilon(1e-14));
    if (gamma == 0.5) {
      CHECK(old.size == 1.0 / 32);
      CHECK(old.remark == "1/32");
    }
  }
}

TEST_CASE("road: fractions tell apart what doubles cannot") {
  Experiment experiment = experiment_of(5, 4, 4);
  experiment.study_parameters[std::string(decay_id)] = 1 - 0x1p-53;
  CHECK(comparisons_at(experiment, 5).front().equal());
  CHECK(settled(experiment, 5).front().verdict == Verdict::rounding);
}

TEST_CASE("road: rotated, only distances count, and turning the state back is the same") {
  const std::vector<Comparison> found = settled(experiment_of(8, 4, 3), 6);
  CHECK(named(found, "Every token 7 positions later").equal());
  CHECK(named(found, "q and k as they are, S turned back").equal());
  CHECK(named(found, "(Q′K′ᵀ ⊙ D)V").verdict == Verdict::exact);
}

TEST_CASE("road: retention is rotation with γ_h, times σ, in three forms; γ_0 halves in 21.8 tokens") {
  const std::vector<Comparison> found = settled(experiment_of(6, 4, 4), 7);
  CHECK(named(found, "Without σ").verdict == Verdict::exact);
  CHECK(named(found, "All tokens in one pass").verdict == Verdict::exact);
  CHECK(named(found, "In chunks").verdict == Verdict::exact);
  CHECK(named(found, "Tokens until").size == doctest::Approx(21.8).epsilon(0.002));
}

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
