#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "app/workspace.h"
#include "experiment/generation.h"
#include "experiment/link.h"
#include "experiment/preset.h"
#include "mechanisms/registry.h"
#include "studies/compare/lengths.h"
#include "studies/compare/study.h"
#include "tensor/difference.h"

namespace lookback::compare {
namespace {

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

const Entry& entry(std::string_view name) {
  for (const Entry& one : entries) {
    if (one.name == name) {
      return one;
    }
  }
  FAIL(std::string(name));
  return entries.front();
}

double number_of(std::string_view name) { return static_cast<double>(&entry(name) - entries.data()); }

struct Found {
  Crossing crossing;
  std::string threshold;
};

Found against_cache(const Experiment& experiment, std::string_view name, Quantity quantity,
                    std::int64_t Cost::* counter, int longest = 4096) {
  const Lengths cache(experiment, entry("Softmax KV cache"), quantity, counter);
  const Lengths state(experiment, entry(name), quantity, counter);
  return {crossing(cache, state, longest), threshold(growth(state), growth(cache))};
}

TEST_CASE(
    "compare: retention's state is smaller from S > d/2, its step cheaper from t > d, all from n+1 > 2d") {
  for (int d = 1; d <= 16; ++d) {
    CAPTURE(d);
    const Experiment experiment = experiment_of(4, d, d);
    const Found kept = against_cache(experiment, "Retention recurrent", Quantity::kept, &Cost::mac);
    CHECK(kept.crossing.less == Crossing::Less::other);
    CHECK(kept.crossing.from == d / 2 + 1);
    CHECK(kept.crossing.tie == (d % 2 == 0));
    const Found step = against_cache(experiment, "Retention recurrent", Quantity::step, &Cost::mac);
    CHECK(step.crossing.less == Crossing::Less::other);
    CHECK(step.crossing.from == d + 1);
    CHECK(step.crossing.tie);
    const Found total = against_cache(experiment, "Retention recurrent", Quantity::total, &Cost::mac);
    CHECK(total.crossing.less == Crossing::Less::other);
    CHECK(total.crossing.from == 2 * d);
    CHECK(total.crossing.tie);  // at n + 1 = 2d
  }
  const Experiment four = experiment_of(4, 4, 4);
  CHECK(against_cache(four, "Retention recurrent", Quantity::kept, &Cost::mac).threshold == "n > 16/8 = 2");
  CHECK(against_cache(four, "Retention recurrent", Quantity::step, &Cost::mac).threshold == "n > 32/8 = 4");
  CHECK(against_cache(four, "Retention recurrent", Quantity::total, &Cost::mac).threshold ==
        "n + 1 > 2·32/8 = 8");
}

TEST_CASE("compare: the crossings of reference 12.6 where keys and values differ in width") {
  for (int k = 1; k <= 16; ++k) {
    for (int v = 1; v <= 16; ++v) {
      CAPTURE(k);
      CAPTURE(v);
      const Experiment experiment = experiment_of(3, k, v);
      const auto from = [&](Quantity quantity, std::int64_t Cost::* counter) {
        return against_cache(experiment, "Decay γ recurrent", quantity, counter, 256).crossing.from;
      };
      CHECK(from(Quantity::kept, &Cost::mac) == k * v / (k + v) + 1);
      CHECK(from(Quantity::step, &Cost::mac) == 2 * k * v / (k + v) + 1);
      CHECK(from(Quantity::total, &Cost::mac) == std::max(1, 4 * k * v / (k + v)));
    }
  }
  // Multiplications, scale and decay included: 3 d_k d_v / (d_k + d_v + 1) for a step without σ of its own.
  const Experiment experiment = experiment_of(3, 4, 8);
  CHECK(against_cache(experiment, "Decay γ recurrent", Quantity::step, &Cost::mul).crossing.from ==
        3 * 4 * 8 / 13 + 1);
}

TEST_CASE("compare: a crossing far out is found, and none is invented") {
  // One pass of (QKᵀ)V against Q(KᵀV), without a mask: n = 2 d_k d_v / (d_k + d_v).
  Experiment experiment = experiment_of(3, 16, 16);
  experiment.mask = Mask::none();
  const Lengths scores(experiment, entry("(QKᵀ)V unmasked"), Quantity::total, &Cost::mac);
  const Lengths state(experiment, entry("Q(KᵀV) unmasked"), Quantity::total, &Cost::mac);
  CHECK(crossing(scores, state, 4096).from == 17);
  CHECK(threshold(growth(state), growth(scores)) == "n > 512/32 = 16");
  CHECK(crossing(scores, state, 16).less == Crossing::Less::neither);
  CHECK(crossing(scores, state, 15).less == Crossing::Less::first);
  CHECK(crossing(scores, state, 15).from == 1);
  // Exponentials: 4 d_v a token against n(n+1)/2 of softmax; n + 1 > 8·16 = 128.
  experiment.mask = Mask::causal();
  const Lengths cache(experiment, entry("Softmax KV cache"), Quantity::total, &Cost::exp);
  const Lengths wkv(experiment, entry("RWKV-4 recurrent"), Quantity::total, &Cost::exp);
  const Crossing far = crossing(cache, wkv, 4096);
  CHECK(far.less == Crossing::Less::other);
  CHECK(far.from == 128);
  CHECK(far.tie);
}

TEST_CASE("compare: P15: parallel grows as n² d, recurrent as n d², chunkwise as n in chunks") {
  const Experiment experiment = experiment_of(4, 16, 16);
  const auto at = [&](std::string_view name, int n) {
    return Lengths(experiment, entry(name), Quantity::total, &Cost::mac).at(n);
  };
  CHECK(at("Retention recurrent", 64) == 32768);
  CHECK(at("Retention parallel", 64) == 66560);
  CHECK(at("Retention recurrent", 4096) == 64 * at("Retention recurrent", 64));
  CHECK(at("Retention chunkwise", 4096) == 64 * at("Retention chunkwise", 64));
  CHECK(at("Retention parallel", 4096) > 4000 * at("Retention parallel", 64));
}

TEST_CASE("compare: every entry stands in the registry, and every mechanism of keys and values has one") {
  std::set<std::string_view> names;
  for (const Entry& one : entries) {
    CAPTURE(one.name);
    CHECK(names.insert(one.name).second);
    const Mechanism* mechanism = find_mechanism(one.mechanism);
    REQUIRE(mechanism != nullptr);
    CHECK(find_form(*mechanism, one.form) != nullptr);
    CHECK((!one.steps() || mechanism->steps.exist()));
  }
  for (const Mechanism* mechanism : mechanisms()) {
    CAPTURE(mechanism->id);
    const bool compared =
        std::ranges::any_of(entries, [&](const Entry& one) { return one.mechanism == mechanism->id; });
    const bool gradient = mechanism->id == "softmax_attention_gradient";
    CHECK(compared ==
          (mechanism->reads.k && mechanism->reads.v && !gradient && mechanism->road != Road::layers));
  }
}

TEST_CASE("compare: what is counted is the closed form, for every entry under every mask") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (const Mask& mask : {Mask::causal(), Mask::none(), Mask::diagonal(), Mask::window(2, 0)}) {
      Experiment experiment = experiment_of(tokens, 4, 4);
      experiment.mask = mask;
      for (const Entry& one : entries) {
        CAPTURE(one.name);
        CAPTURE(tokens);
        if (refusal_of(experiment, one)) {
          continue;
        }
        const std::vector<Cost> run = count_run(as_entry(experiment, one));
        REQUIRE(static_cast<int>(run.size()) == tokens);
        for (const Quantity quantity : {Quantity::kept, Quantity::step, Quantity::total}) {
          for (const auto counter : {&Cost::mac, &Cost::mul, &Cost::exp, &Cost::sequential_depth}) {
            const Lengths lengths(experiment, one, quantity, counter);
            for (int n = 1; n <= tokens; ++n) {
              CHECK(lengths.counted(run, n) == lengths.at(n));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("compare: one that does not exist says why, and the others go on") {
  Experiment experiment = start_of(study);
  experiment.study_parameters["third"] = number_of("RWKV-4 recurrent") + 1;
  experiment.study_parameters["fourth"] = number_of("Softmax materialised") + 1;
  experiment.mask = Mask::none();
  const app::Workspace workspace(experiment);
  CHECK(workspace.sheet().finding.starts_with("Softmax KV cache does not exist here. "));
  CHECK(view::find(workspace.nodes(), "output.first.line.0") != nullptr);
  CHECK(view::find(workspace.nodes(), "output.third.line.0") != nullptr);
  REQUIRE(view::find(workspace.nodes(), "output.fourth.0.0") != nullptr);
  CHECK(view::find(workspace.nodes(), "chart.total.fourth") != nullptr);
  CHECK(view::find(workspace.nodes(), "chart.total.first") == nullptr);
  CHECK(view::find(workspace.nodes(), "crossings") == nullptr);
}

TEST_CASE("compare: forms of one mechanism give the same outputs and share the colours' end") {
  Experiment experiment = start_of(study);
  experiment.inputs.v(0, 0) = 40;
  experiment.study_parameters["first"] = number_of("Retention recurrent");
  experiment.study_parameters["second"] = number_of("Retention chunkwise");
  const app::Workspace workspace(experiment);
  CHECK(workspace.sheet().finding.find("Their outputs are equal") != std::string::npos);
  CHECK(view::find(workspace.nodes(), "counted.0.1")->value < 1e-12);
  CHECK(view::find(workspace.nodes(), "output.first")->maximum > 1);
  CHECK(view::find(workspace.nodes(), "output.first")->maximum ==
        view::find(workspace.nodes(), "output.second")->maximum);
}

TEST_CASE("compare: the finding names the crossings") {
  const Sheet sheet = whole_sheet(start_of(study), {}, nullptr);
  CHECK(
      sheet.finding.starts_with("Retention recurrent keeps less from n = 3 on; its step costs fewer "
                                "multiply–adds from n = 5 on. Their outputs differ by up to "));
}

TEST_CASE("compare: a dot stands where the curves have crossed, on the one that is less") {
  for (const double until : {16.0, 64.0, 4096.0}) {
    Experiment experiment = experiment_of(5, 16, 16);
    experiment.study_parameters["until"] = until;
    const app::Workspace workspace(experiment);
    const view::Node* dot = view::find(workspace.nodes(), "chart.total.second.crossing");
    REQUIRE((dot != nullptr) == (until >= 32));
    const std::vector<double>& lengths = view::find(workspace.nodes(), "chart.total")->points;
    for (std::size_t i = 0; dot != nullptr && i < lengths.size(); ++i) {
      CHECK(std::isnan(dot->points[i]) == (lengths[i] != 32));
      CHECK((lengths[i] != 32 || dot->points[i] == 32 * 2 * 16 * 16));
    }
  }
}

TEST_CASE("compare: a hand-made mask is not drawn beyond its tokens") {
  Experiment experiment = start_of(study);
  experiment.mask = Mask::causal().as_bits(experiment.token_count());
  const app::Workspace workspace(experiment);
  const view::Node* chart = view::find(workspace.nodes(), "chart.total");
  REQUIRE(chart != nullptr);
  CHECK(chart->points.back() == experiment.token_count());
}

TEST_CASE("compare: a sheet for every entry, length, count and size, and its own link") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const bool wide = (static_cast<std::size_t>(tokens) + i) % 3 == 0;
      Experiment experiment = experiment_of(tokens, 4, wide ? 3 : 4);
      const auto next = static_cast<double>((i + 1) % entries.size());
      experiment.study_parameters["first"] = static_cast<double>(i);
      experiment.study_parameters["second"] = next;
      experiment.study_parameters["third"] = static_cast<double>((i + 7) % entries.size() + 1);
      experiment.study_parameters["compared_count"] = static_cast<double>(i % 7);
      experiment.study_parameters["until"] = i % 2 == 0 ? 8 : 700;
      std::erase_if(experiment.study_parameters, [&](const auto& one) {
        return one.second == find_parameter(experiment, one.first)->initial;
      });
      CAPTURE(to_link(experiment));
      const Expected<Experiment> again = from_link(to_link(experiment));
      REQUIRE(again.has_value());
      CHECK(*again == experiment);
      const app::Workspace workspace(experiment);
      CHECK_FALSE(workspace.sheet().finding.empty());
      std::set<std::string_view> ids;
      for (const view::Node& node : workspace.nodes()) {
        CHECK_MESSAGE(ids.insert(node.id).second, node.id);
        CHECK_MESSAGE((node.role != view::Role::cell || !node.text.empty()), node.id);
        CHECK((node.role != view::Role::series ||
               node.points.size() == view::find(workspace.nodes(), node.parent)->points.size()));
      }
    }
  }
}

}  // namespace
}  // namespace lookback::compare
