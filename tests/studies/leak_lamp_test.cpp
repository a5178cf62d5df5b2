#include <doctest/doctest.h>

#include "app/workspace.h"
#include "experiment/link.h"
#include "mechanisms/trials.h"
#include "studies/leak_lamp/lamp.h"
#include "studies/opened.h"
#include "studies/study.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

std::vector<std::vector<Brought>> brought_in(const Trial& trial) {
  std::vector<std::vector<Brought>> all;
  for (int token = 0; token < trial.tokens; ++token) {
    all.push_back(brought_by(*trial.mechanism, trial.parameters, trial.inputs, token));
  }
  return all;
}

Jacobian whole_jacobian(const Trial& trial, const Form& form) {
  Jacobian jacobian(trial.inputs, brought_in(trial));
  const DualPass pass = [&](const HeadInputs<Dual>& inputs) {
    return form.pass.in_dual(inputs, trial.mask, trial.parameters, {}).output;
  };
  while (jacobian.step(pass)) {
  }
  return jacobian;
}

// How far the blocks are from central differences, in units of what those leave: 1e-6.
double apart_from_differences(const Trial& trial, const Form& form, const Jacobian& jacobian) {
  constexpr double h = 1e-5;
  double most = 0;
  for (int token = 0; token < trial.tokens; ++token) {
    for (std::size_t n = 0; n < jacobian.brought(token).size(); ++n) {
      Trial moved = trial;
      double& number = number_at(moved.inputs, jacobian.brought(token)[n]);
      const double at = number;
      number = at + h;
      const Matrix<double> up = run(form, moved).output;
      number = at - h;
      const Matrix<double> down = run(form, moved).output;
      for (int output = 0; output < trial.tokens; ++output) {
        const Matrix<double> block = jacobian.block(output, token);
        for (int c = 0; c < block.rows(); ++c) {
          const double slope = block(c, static_cast<int>(n));
          const double secant = (up(output, c) - down(output, c)) / (2 * h);
          const double scale = 1 + std::abs(slope) + magnitude(up);
          most = std::max(most, std::abs(slope - secant) / scale / 1e-6);
        }
      }
    }
  }
  return most;
}

Jacobian lamp_of(const Experiment& experiment) {
  leak_lamp::LampWork work(experiment);
  while (work.step(nullptr)) {
  }
  return work.jacobian();
}

const SheetTable* table_in(const Sheet& sheet, std::string_view id) {
  for (const Section& section : sheet.sections) {
    for (const Block& block : section.blocks) {
      const auto* table = std::get_if<SheetTable>(&block);
      if (table != nullptr && table->id == id) {
        return table;
      }
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("the lamp's Jacobian is that of central differences, for every mechanism, mask and form") {
  for_each_trial(4, 3, [](const Trial& trial, Random&) {
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      CHECK(apart_from_differences(trial, *form, whole_jacobian(trial, *form)) <= 1);
    }
  });
}

TEST_CASE("where no query looks ahead, the lamp is exactly dark above the diagonal, in every form") {
  int lit = 0;
  for_each_trial(6, 4, [&](const Trial& trial, Random&) {
    if (!trial.mask.is_causal(trial.tokens)) {
      return;
    }
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      INFO(form->id);
      const Jacobian jacobian = whole_jacobian(trial, *form);
      CHECK(leak_lamp::leaks(jacobian).empty());
      lit += jacobian.largest(trial.tokens - 1, trial.tokens - 1) > 0 ? 1 : 0;
    }
  });
  CHECK(lit > 100);  // it was not dark everywhere
}

TEST_CASE("under no mask every output feels every later token") {
  for (const std::string mechanism :
       {"softmax_attention", "additive_attention", "luong_attention",
        "unnormalised_attention&form=scores_first", "linear_attention", "multi_head_layer", "layer_stack"}) {
    CAPTURE(mechanism);
    const Experiment experiment = experiment_at("study=leak_lamp&mechanism=" + mechanism + "&mask=none");
    const Jacobian jacobian = lamp_of(experiment);
    const std::vector<leak_lamp::Leak> found = leak_lamp::leaks(jacobian);
    REQUIRE(found.size() == 4);
    for (const leak_lamp::Leak& leak : found) {
      CHECK(static_cast<int>(leak.tokens.size()) == 4 - leak.output);
    }
  }
}

// With a window of one key ahead, one layer leaks one token, and each further layer one more.
TEST_CASE("layers carry a leak further") {
  for (const int layers : {1, 2, 3}) {
    CAPTURE(layers);
    const Experiment experiment = experiment_at(
        "study=leak_lamp&mechanism=layer_stack&mask=window:0,1&layers=" + std::to_string(layers));
    const Jacobian jacobian = lamp_of(experiment);
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < 5; ++j) {
        CHECK((jacobian.largest(i, j) != 0) == (j >= i && j <= i + layers));
      }
    }
  }
  CHECK(leak_lamp::leaks(lamp_of(experiment_at("study=leak_lamp&mechanism=layer_stack&mask=causal&layers=3")))
            .empty());
}

// A stack of two whose layers have masks of their own: one that looks ahead is enough, be it the first.
TEST_CASE("two layers leak as soon as one of them looks ahead") {
  const Experiment experiment = experiment_at("study=leak_lamp&mechanism=layer_stack&layers=1");
  const auto leaking = [&](const Mask& first, const Mask& second) {
    Jacobian jacobian = leak_lamp::jacobian_of(experiment);
    const DualPass pass = [&](const HeadInputs<Dual>& moved) {
      const Parameters one = {{"layers", 1}};
      HeadInputs<Dual> between = moved;
      const Form& form = form_of(experiment);
      between.more[0] = form.pass.in_dual(moved, first, one, {}).output;
      return form.pass.in_dual(between, second, one, {}).output;
    };
    while (jacobian.step(pass)) {
    }
    return leak_lamp::leaks(jacobian).size();
  };
  CHECK(leaking(Mask::causal(), Mask::causal()) == 0);
  CHECK(leaking(Mask::none(), Mask::causal()) == 4);
  CHECK(leaking(Mask::none(), Mask::diagonal()) == 4);
  CHECK(leaking(Mask::causal(), Mask::none()) == 4);
}

TEST_CASE("a layer's tokens bring their row of X and nothing else; a pair's bias is brought by both") {
  const Experiment stack = experiment_at("study=leak_lamp&mechanism=layer_stack");
  const std::vector<Brought> x = brought_by(mechanism_of(stack), {}, inputs_of(stack, 5), 2);
  REQUIRE(x.size() == 4);
  CHECK(x[3].name == "X[3]");
  CHECK((x[3].matrix == 3 && x[3].row == 2 && x[3].column == 3));

  const Experiment softmax = experiment_at("study=leak_lamp&mechanism=softmax_attention&biased=1");
  const std::vector<Brought> all =
      brought_by(mechanism_of(softmax), softmax.parameters, inputs_of(softmax, 5), 2);
  CHECK(all.size() == 4 + 4 + 4 + 5 + 4);
  CHECK(brought_by(mechanism_of(softmax), {}, inputs_of(softmax, 5), 2).size() == 12);
}

TEST_CASE("a pass in parts gives what the whole pass gives, to the last bit, and its parts are many") {
  for_each_trial(8, 3, [](const Trial& trial, Random&) {
    INFO(describe(trial));
    for (const Form* form : forms_of(trial)) {
      if (form->pass.dual_in_parts == nullptr) {
        continue;
      }
      CAPTURE(form->id);
      HeadInputs<Dual> inputs = convert<Dual>(trial.inputs, [](double x) { return Dual(x); });
      number_at(inputs, brought_in(trial).front().front()) = Dual(0.5, 1);
      const Matrix<Dual> whole = form->pass.in_dual(inputs, trial.mask, trial.parameters, {}).output;
      const auto parts = form->pass.dual_in_parts(inputs, trial.mask, trial.parameters, {});
      int count = 1;
      while (parts->step()) {
        ++count;
      }
      CHECK(parts->take().output == whole);
      const bool by_layers = trial.mechanism->id == "layer_stack" && form->id == "materialised";
      CHECK(count == (by_layers ? static_cast<int>(parameter(*trial.mechanism, trial.parameters, "layers"))
                                : trial.tokens));
    }
  });
}

TEST_CASE("the forms that take longest at the largest size have parts") {
  for (const auto& [mechanism, form] : {std::pair{"layer_stack", "materialised"},
                                        {"layer_stack", "decode"},
                                        {"additive_attention", "projected_each_step"}}) {
    CAPTURE(mechanism);
    CHECK((find_form(*find_mechanism(mechanism), form)->pass.dual_in_parts != nullptr));
  }
}

TEST_CASE("the lamp says what it sees, and a pressed cell opens its block") {
  app::Workspace workspace(experiment_at("study=leak_lamp"));
  const Clock clock = [] { return 0.0; };
  CHECK(workspace.sheet().finding == "0 of 5 tokens tried. So far no output feels a later token.");
  while (workspace.wake_in_ms(0) == 0) {
    workspace.work(clock, 8);
  }
  CHECK(workspace.sheet().finding ==
        "No output feels a later token: above the diagonal every derivative is exactly 0.");
  const SheetTable* lamp = table_in(workspace.sheet(), "lamp");
  REQUIRE(lamp != nullptr);
  CHECK(lamp->texts[1] == "0");

  REQUIRE(workspace.act({.id = "mask", .verb = view::Verb::set, .text = "mask.window"}).has_value());
  REQUIRE(workspace.act({.id = "mask.right", .verb = view::Verb::set, .text = "1"}).has_value());
  while (workspace.wake_in_ms(0) == 0) {
    workspace.work(clock, 8);
  }
  CHECK(workspace.sheet().finding == "4 outputs feel later tokens: o₀ feels x₁, o₁ feels x₂, o₂ feels x₃ …");
  REQUIRE(workspace.act({.id = "lamp.1.2", .verb = view::Verb::press}).has_value());
  CHECK(workspace.wake_in_ms(0) < 0);  // nothing is tried again
  const SheetTable* block = table_in(workspace.sheet(), "block");
  REQUIRE(block != nullptr);
  CHECK(block->title == "∂o₁/∂x₂");
  CHECK(block->values.columns() == 12);
  lamp = table_in(workspace.sheet(), "lamp");
  CHECK(lamp->marked(1, 2) == 1);
  CHECK(lamp->marked(2, 1) == 0);
}

TEST_CASE("the lamp is whole at every length") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    CAPTURE(tokens);
    Experiment experiment = experiment_at("study=leak_lamp");
    while (experiment.token_count() > tokens) {
      experiment = *apply(experiment, RemoveToken{experiment.token_count() - 1});
    }
    while (experiment.token_count() < tokens) {
      experiment = *apply(experiment, AddToken{"t"});
    }
    for (const int position : {0, 1, tokens}) {
      experiment.position = position;
      const Sheet sheet = whole_sheet(experiment, {}, nullptr);
      CHECK_FALSE(sheet.finding.empty());
      CHECK((table_in(sheet, "lamp") != nullptr) == (position > 0));
    }
  }
}
