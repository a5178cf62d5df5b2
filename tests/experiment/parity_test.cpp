#include <doctest/doctest.h>

#include <limits>

#include "app/workspace.h"
#include "experiment/evaluate.h"
#include "experiment/link.h"
#include "studies/values.h"
#include "view/nodes.h"

namespace lookback {
namespace {

Experiment opened(const std::string& link) {
  const Expected<Experiment> experiment = from_link(link);
  REQUIRE_MESSAGE(experiment.has_value(), (experiment ? "" : experiment.error().sentence));
  return *experiment;
}

std::string parity_text(const std::string& link) {
  const app::Workspace workspace(opened(link));
  const view::Node* node = view::find(workspace.nodes(), "parity");
  return node == nullptr ? "" : node->text;
}

TEST_CASE("parity: the greatest difference, and where it is") {
  const Matrix<double> right = {{1, 2}, {3, 4}, {5, 6}};
  Matrix<double> stepped = right;
  CHECK(parity_of(stepped, right).difference == 0);
  CHECK(parity_of(stepped, right).token == -1);
  stepped(1, 0) = 3.5;
  stepped(2, 1) = 5.75;
  const CacheParity parity = parity_of(stepped, right);
  CHECK(parity.difference == 0.5);
  CHECK(parity.token == 1);
  CHECK(parity.dimension == 0);
  CHECK_FALSE(parity.is_rounding);
  stepped(2, 1) = 7;
  CHECK(parity_of(stepped, right).token == 2);
  CHECK(parity_of(stepped, right).dimension == 1);
  stepped(1, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK(parity_of(stepped, right).difference == std::numeric_limits<double>::infinity());
  CHECK(parity_of({{1e9 + 1e-3}}, {{1e9}}).is_rounding);
}

TEST_CASE(
    "parity: every mechanism that steps agrees with every form, up to rounding; the others say nothing") {
  int stepping = 0;
  for (const Mechanism* mechanism : mechanisms()) {
    for (const Form& form : mechanism->forms) {
      for (const char* mask : {"causal", "none", "window:1,0"}) {
        const Expected<Experiment> experiment =
            from_link("mechanism=" + std::string(mechanism->id) + "&form=" + std::string(form.id) +
                      "&mask=" + mask + "&tokens=a,b,c,d,e,f,g");
        if (!experiment) {
          continue;  // the form does not exist under the mask
        }
        CAPTURE(mechanism->id);
        CAPTURE(form.id);
        CAPTURE(mask);
        const Evaluation evaluation = evaluate(*experiment);
        CHECK(evaluation.parity.has_value() == !steps_refusal(*mechanism, setting_of(*experiment)));
        if (evaluation.parity) {
          ++stepping;
          CHECK(evaluation.parity->is_rounding);
        }
      }
    }
  }
  CHECK(stepping > 40);
}

TEST_CASE("parity: the same operations in the same order differ by nothing at all") {
  for (const char* link :
       {"mechanism=softmax_attention", "mechanism=multi_head_layer", "mechanism=layer_stack",
        "mechanism=layer_stack&mask=window:1,0", "mechanism=softmax_attention&position=1"}) {
    CAPTURE(link);
    CHECK(evaluate(opened(link)).parity->difference == 0);
    CHECK(parity_text(link) == "cached = recomputed exactly");
  }
}

TEST_CASE("parity: on the strip, in the values, and not where nothing can be kept") {
  CHECK(parity_text("position=0") == "cached = recomputed: no step yet");
  CHECK(parity_text("mask=none") == "");
  CHECK(
      parity_text("mechanism=retention&form=parallel&tokens=a,b,c,d,e,f,g").find("cached = recomputed to ") ==
      0);
  CHECK(parity_text("study=stale_cache").find("cached differs from recomputed by ") == 0);
  CHECK(parity_text("study=stale_cache&causal_layers=all") == "cached = recomputed exactly");

  const auto values = [](const std::string& link) { return app::Workspace(opened(link)).values(); };
  CHECK(values("").find(R"("parity":{"difference":0,"token":-1,"dimension":-1})") != std::string::npos);
  CHECK(values("mask=none").find(R"("parity":null)") != std::string::npos);
  CHECK(values("study=stale_cache").find(R"("parity":{"difference":)") != std::string::npos);
}

TEST_CASE("parity: whatever the switch, the meter compares; every study with a generation has one") {
  CHECK(parity_text("cache=0") == "cached = recomputed exactly");
  for (const Study* study : studies()) {
    if (!study->settings.generation) {
      continue;
    }
    CAPTURE(study->id);
    const Experiment start = start_of(*study);
    const app::Workspace workspace(start);
    if (!steps_refusal(mechanism_of(start), setting_of(start))) {
      CHECK(view::find(workspace.nodes(), "parity") != nullptr);
    }
  }
}

}  // namespace
}  // namespace lookback
