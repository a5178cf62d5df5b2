#include "experiment/edit.h"

#include <doctest/doctest.h>

#include "experiment/describe.h"
#include "experiment/evaluate.h"
#include "experiment/history.h"
#include "experiment/preset.h"
#include "experiment/random_experiment.h"
#include "studies/values.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

Edit random_edit(Random& random, const Experiment& now) {
  const int tokens = now.token_count();
  switch (random.below(14)) {
    case 0:
      return SetMask{random_mask(random, tokens)};
    case 1:
      return TogglePair{random.below(tokens), random.below(tokens)};
    case 2:
      return SetCache{random.below(2) == 0};
    case 3: {
      const char* const forms[] = {"materialised", "online", "decode", "none such"};
      return SetForm{forms[random.below(4)]};
    }
    case 4:
      return SetParameter{random.below(2) == 0 ? "scaled" : "tile", static_cast<double>(random.below(70))};
    case 5:
      return SetPosition{random.below(tokens + 3) - 1};
    case 6:
      return SetColumns{random.below(2) == 0};
    case 7:
      return SetWidth{random.below(2) == 0, random.below(19)};
    case 8:
      return AddToken{random.below(5) == 0 ? "" : "new"};
    case 9:
      return RenameToken{random.below(tokens), "renamed"};
    case 10:
      return RemoveToken{random.below(tokens)};
    case 11:
      return ApplyPreset{std::string(presets[static_cast<std::size_t>(random.below(6))].id),
                         1 + random.below(9)};
    default: {
      const std::string which = std::array{"Q", "K", "V"}[static_cast<std::size_t>(random.below(3))];
      const int width = which == "V" ? now.value_width() : now.key_width();
      return SetNumber{which, random.below(tokens), random.below(width), random.unit() * 10 - 5};
    }
  }
}

}  // namespace

TEST_CASE("undo of a thousand random edits returns to the start, and redo to the end") {
  Random random(5);
  History history(start_experiment());
  int made = 0;
  while (made < 1000) {
    const Expected<Experiment> next =
        lookback::apply(history.current(), random_edit(random, history.current()));
    if (!next) {
      CHECK(next.error().sentence.ends_with("."));
      continue;
    }
    if (!(*next == history.current())) {
      ++made;
    }
    history.push(*next);
  }
  const Experiment last = history.current();
  for (int i = 0; i < made; ++i) {
    REQUIRE(history.can_undo());
    history.undo();
  }
  CHECK(!history.can_undo());
  CHECK(history.current() == start_experiment());
  while (history.can_redo()) {
    history.redo();
  }
  CHECK(history.current() == last);
}

TEST_CASE("whatever the edits, every form that exists evaluates to the same output") {
  Random random(6);
  Experiment now = start_experiment();
  for (int i = 0; i < 300; ++i) {
    if (const Expected<Experiment> next = lookback::apply(now, random_edit(random, now))) {
      const Evaluation before = evaluate(now);
      const Previous previous{now, before};
      const Evaluation quick = evaluate(*next, &previous);
      const Evaluation full = evaluate(*next);
      REQUIRE(quick.generation.run == full.generation.run);
      REQUIRE(quick.output == full.output);
      REQUIRE(values_json(*next, quick, {}) == values_json(*next, full, {}));
      CHECK(describe_change(now, before, *next, quick).empty() == (*next == now));
      now = *next;
    }
    Experiment other = now;
    for (const Form& form : mechanism_of(now).forms) {
      if (!form.absent(setting_of(now))) {
        other.form = form.id;
        double largest = 1;
        for (const double v : now.inputs.v.elements()) {
          largest = std::max(largest, std::abs(v));
        }
        REQUIRE(largest_difference(evaluate(other).output, evaluate(now).output) < 1e-12 * largest);
      }
    }
  }
}

TEST_CASE("changes of one gesture are one undo step, and a gesture that comes back leaves none") {
  History history(start_experiment());
  for (const double value : {0.2, 0.3, 0.4}) {
    history.push(*apply(history.current(), SetNumber{"Q", 0, 0, value}), 7);
  }
  CHECK(history.current().inputs.q(0, 0) == 0.4);
  history.undo();
  CHECK(history.current() == start_experiment());
  CHECK(!history.can_undo());
  history.redo();
  history.push(*apply(history.current(), SetNumber{"Q", 0, 0, 0.9}), 8);
  history.push(*apply(history.current(), SetNumber{"Q", 0, 0, 0.4}), 8);
  CHECK(history.current().inputs.q(0, 0) == 0.4);
  history.undo();
  CHECK(history.current() == start_experiment());
}

TEST_CASE("the place among all steps counts those that were forgotten, and not those of one gesture") {
  History history(start_experiment());
  const auto write = [&](double value, std::uint32_t gesture) {
    history.push(*apply(history.current(), SetNumber{"Q", 0, 0, value}), gesture);
  };
  CHECK(history.place() == History::Place{0, 1});
  write(0.2, 7);
  write(0.3, 7);
  CHECK(history.place() == History::Place{1, 2});
  write(0.4, 8);
  history.undo();
  CHECK(history.place() == History::Place{1, 3});
  write(0.5, 9);
  CHECK(history.place() == History::Place{2, 3});
  for (std::size_t i = 0; i < most_steps; ++i) {
    write(i % 2 == 0 ? 0.6 : 0.7, 0);
  }
  CHECK(history.place() == History::Place{most_steps + 2, most_steps + 3});
  history.undo();
  CHECK(history.place() == History::Place{most_steps + 1, most_steps + 3});
}

TEST_CASE("a refused edit says why") {
  const Experiment start = start_experiment();
  CHECK(!apply(start, SetNumber{"Q", 0, 0, INFINITY}).has_value());
  CHECK(!apply(start, SetNumber{"Q", 0, 0, NAN}).has_value());
  CHECK(!apply(start, SetPosition{6}).has_value());
  CHECK(!apply(start, AddToken{""}).has_value());
  CHECK(!apply(start, AddToken{"a\n"}).has_value());
  CHECK(!apply(start, SetWidth{true, 17}).has_value());
  Experiment one = start;
  while (one.token_count() > 1) {
    one = *apply(one, RemoveToken{0});
  }
  CHECK(!apply(one, RemoveToken{0}).has_value());
  Experiment bidirectional = *apply(start, SetMask{Mask::none()});
  CHECK(!apply(bidirectional, SetForm{"decode"}).has_value());
}

TEST_CASE("a form that the mask rules out gives way, and the sentence says so") {
  const Experiment decode = *apply(start_experiment(), SetForm{"decode"});
  const Experiment bidirectional = *apply(decode, SetMask{Mask::none()});
  CHECK(bidirectional.form == "materialised");
  const std::string said = describe_change(decode, evaluate(decode), bidirectional, evaluate(bidirectional));
  CHECK(said.find("Materialised") != std::string::npos);
}

TEST_CASE("presets do what their names say, at every size") {
  for (const int tokens : {1, 2, 5, 17, 64}) {
    for (const int width : {2, 3, 16}) {
      Experiment experiment = start_experiment();
      experiment.tokens.assign(static_cast<std::size_t>(tokens), "t");
      experiment.inputs = random_inputs(tokens, width, 2, 3);
      experiment.position = tokens;
      const auto weights = [&](std::string_view preset) {
        Experiment chosen = *apply(experiment, ApplyPreset{std::string(preset), 3});
        return evaluate(chosen).trace.weights;
      };
      CAPTURE(tokens);
      CAPTURE(width);
      const Matrix<double> previous = weights("previous");
      const Matrix<double> self = weights("self");
      const Matrix<double> uniform = weights("uniform");
      for (int i = 0; i < tokens; ++i) {
        CHECK(self(i, i) > 0.9);
        CHECK(uniform(i, 0) == doctest::Approx(1.0 / (i + 1)));
        if (i > 0) {
          CHECK(previous(i, i - 1) > 0.9);
        }
      }
      const Experiment large = *apply(experiment, ApplyPreset{"large", 3});
      const Evaluation evaluation = evaluate(large);
      for (const double output : evaluation.output.elements()) {
        CHECK(std::isfinite(output));
      }
    }
  }
}

TEST_CASE("the live region's sentences") {
  const Experiment start = start_experiment();
  const Evaluation evaluation = evaluate(start);
  const auto said = [&](const Edit& edit) {
    const Experiment next = *apply(start, edit);
    return describe_change(start, evaluation, next, evaluate(next));
  };
  CHECK(said(SetMask{Mask::none()}) == "Causal off: every query looks at every key. 0 of 25 scores masked.");
  CHECK(said(SetCache{false}) == "KV cache off. This step: 120 multiply–adds instead of 40.");
  CHECK(said(SetPosition{3}) == "Token 3 of 5. This step 24 multiply–adds, the run 48.");
  CHECK(said(SetNumber{"Q", 2, 1, 0.5}).starts_with("Q token 2 dimension 1: 0.5. Output token 2"));
  CHECK(said(RenameToken{1, "dog"}) == "Token 1 is now “dog”.");
}

TEST_CASE("an own input that is given its start value back is not edited any more") {
  Experiment experiment = start_experiment();
  for (const Mechanism* mechanism : mechanisms()) {
    const auto chosen = apply(experiment, SetMechanism{std::string(mechanism->id)});
    if (!chosen || mechanism->inputs.empty()) {
      continue;
    }
    const InputSpec& spec = mechanism->inputs.front();
    const double start = input_of(*chosen, spec)(0, 0);
    const double other = start == spec.minimum ? spec.maximum : spec.minimum;
    const auto edited = apply(*chosen, SetNumber{std::string(spec.id), 0, 0, other});
    REQUIRE(edited.has_value());
    CHECK(edited->more.size() == 1);
    const auto back = apply(*edited, SetNumber{std::string(spec.id), 0, 0, start});
    REQUIRE(back.has_value());
    CHECK(*back == *chosen);
  }
}
