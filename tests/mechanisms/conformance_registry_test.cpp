#include <doctest/doctest.h>

#include <set>

#include "experiment/experiment.h"
#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

constexpr std::string_view taken[] = {
    "version",  "mechanism", "form",   "mask",  "cache",  "tokens", "Q",       "K",     "V",
    "position", "columns",   "causal", "undo",  "redo",   "reset",  "seed",    "dk",    "dv",
    "step",     "back",      "play",   "speed", "preset", "scores", "weights", "output"};

// Letters, digits and _ only, and never seen before.
void check_id(std::string_view id, std::set<std::string_view>& seen) {
  CAPTURE(id);
  CHECK(!id.empty());
  CHECK(std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }));
  CHECK(seen.insert(id).second);
}

}  // namespace

TEST_CASE("ids are unlike each other and unlike the links' own keys") {
  std::set<std::string_view> ids;
  for (const Mechanism* mechanism : mechanisms()) {
    check_id(mechanism->id, ids);
    CAPTURE(mechanism->id);
    std::set<std::string_view> forms;
    for (const Form& form : mechanism->forms) {
      check_id(form.id, forms);
    }
    std::set<std::string_view> names(std::begin(taken), std::end(taken));
    for (const ParameterSpec& spec : mechanism->parameters) {
      check_id(spec.id, names);
    }
    for (const InputSpec& spec : mechanism->inputs) {
      check_id(spec.id, names);
    }
    Random random(1);
    const Trial trial = draw_trial(*mechanism, 5, random);
    for (const TracedMatrix& matrix : mechanism->trace(trial.inputs, trial.mask, trial.parameters).more) {
      check_id(matrix.id, names);
      CHECK(!matrix.title.empty());
      CHECK(!matrix.meaning.empty());
    }
  }
}

TEST_CASE("specs are whole: ranges hold their starts, sentences are there") {
  for (const Mechanism* mechanism : mechanisms()) {
    CAPTURE(mechanism->id);
    CHECK(!mechanism->title.empty());
    CHECK(!mechanism->equation.empty());
    for (const ParameterSpec& spec : mechanism->parameters) {
      CAPTURE(spec.id);
      CHECK(spec.minimum <= spec.initial);
      CHECK(spec.initial <= spec.maximum);
      CHECK(!spec.label.empty());
      CHECK(spec.meaning.ends_with('.'));
      CHECK((spec.choices.empty() || spec.maximum + 1 == static_cast<double>(spec.choices.size())));
    }
    for (const InputSpec& spec : mechanism->inputs) {
      CAPTURE(spec.id);
      CHECK(!spec.title.empty());
      CHECK(spec.meaning.ends_with('.'));
      const Matrix<double> start = start_matrix(spec, 9, 4, 4);
      CHECK(std::ranges::all_of(start.elements(),
                                [&](double x) { return spec.minimum <= x && x <= spec.maximum; }));
    }
    for (const Form& form : mechanism->forms) {
      CAPTURE(form.id);
      CHECK((form.absent != nullptr));
      CHECK((form.pass.in_double != nullptr));
      CHECK((form.pass.in_counted != nullptr));
      CHECK(form.meaning.ends_with('.'));
    }
    CHECK((!mechanism->steps.exist() ||
           (mechanism->steps_absent != nullptr && mechanism->steps_cost != nullptr)));
  }
}

TEST_CASE("every refusal is a sentence") {
  Random random(5);
  for (const Mechanism* mechanism : mechanisms()) {
    for (int n = 0; n < 200; ++n) {
      Trial trial = draw_trial(*mechanism, 1 + random.below(9), random);
      trial.mask = draw_mask(trial.tokens, random);
      trial.key_width = 1 + random.below(8);
      INFO(describe(trial));
      for (const Form& form : mechanism->forms) {
        const Refusal why = form.absent(trial.setting());
        CHECK((!why || (why->size() > 10 && why->ends_with('.'))));
      }
      const Refusal why = steps_refusal(*mechanism, trial.setting());
      CHECK((!why || (why->size() > 10 && why->ends_with('.'))));
    }
  }
}

TEST_CASE("a link says all of an experiment, whatever the mechanism") {
  for_each_trial(9, 4, [](const Trial& trial, Random& random) {
    const Experiment experiment = experiment_of(trial, random);
    INFO(describe(trial));
    const Expected<Experiment> read = from_link(to_link(experiment));
    REQUIRE_MESSAGE(read.has_value(), read.error().sentence);
    CHECK((*read == experiment));
    CHECK((to_link(*read) == to_link(experiment)));
  });
}
