#include "mechanisms/layer_stack/layer_stack.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "experiment/evaluate.h"
#include "mechanisms/inputs.h"
#include "mechanisms/layer_stack/mechanism.h"
#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

constexpr int width = 4;

std::vector<layer_stack::Weights<double>> random_layers(int count, std::uint64_t seed) {
  Random random(seed);
  std::vector<layer_stack::Weights<double>> layers;
  for (int l = 0; l < count; ++l) {
    const auto square = [&random] { return random_matrix(width, width, random); };
    layers.push_back({square(), square(), square(), square()});
  }
  return layers;
}

Matrix<double> random_tokens(int count) {
  Random random(9);
  return random_matrix(count, width, random);
}

const layer_stack::Options two_heads = {.heads = 2, .kv_heads = 2, .scale = 0.5};

}  // namespace

TEST_CASE(
    "a stack on prefixes: causal rows never change, without a mask they do from the first layer's output "
    "on") {
  const auto layers = random_layers(2, 1);
  const Matrix<double> x = random_tokens(6);
  for (int length = 2; length <= 6; ++length) {
    const auto run = [&](const Mask& mask, int tokens) {
      return layer_stack::materialised<double>(x.top(tokens), layers, mask, two_heads, {});
    };
    const layer_stack::Stack<double> causal = run(Mask::causal(), length);
    const layer_stack::Stack<double> causal_before = run(Mask::causal(), length - 1);
    const layer_stack::Stack<double> bidirectional = run(Mask::none(), length);
    const layer_stack::Stack<double> bidirectional_before = run(Mask::none(), length - 1);
    for (std::size_t l = 0; l <= 2; ++l) {
      CHECK(causal.hidden[l].top(length - 1) == causal_before.hidden[l]);
      CHECK((bidirectional.hidden[l].top(length - 1) == bidirectional_before.hidden[l]) == (l == 0));
    }
    // The first layer's keys depend on the token alone; the second layer's are what goes stale.
    const auto keys = [&](const layer_stack::Stack<double>& stack, std::size_t layer) {
      return stack.layers[layer].projected.k.top(length - 1);
    };
    CHECK(keys(bidirectional, 0) == keys(bidirectional_before, 0));
    CHECK(keys(bidirectional, 1) != keys(bidirectional_before, 1));
  }
}

TEST_CASE("a stack token by token equals the stack on all tokens, after every layer") {
  const auto layers = random_layers(3, 2);
  const Matrix<double> x = random_tokens(7);
  for (const Mask& mask : {Mask::causal(), Mask::diagonal(), Mask::window(2, 0)}) {
    const layer_stack::Stack<double> whole =
        layer_stack::materialised<double>(x, layers, mask, two_heads, {});
    DecodeState<double> cache = multi_head_layer::empty_cache<double>(3 * width, 3 * width, {});
    for (int t = 0; t < 7; ++t) {
      const auto rows = layer_stack::decode_step<double>(cache, x.row(t), layers, mask, two_heads, {});
      for (std::size_t l = 0; l < rows.size(); ++l) {
        CHECK(std::ranges::equal(rows[l], whole.hidden[l].row(t)));
      }
    }
    CHECK(cache.rows() == 7 - mask.first_key_needed(6));
  }
}

TEST_CASE("the board of a stack shows what the newest token changed, and keeps no cache where it did") {
  Experiment experiment = start_experiment();
  experiment.mechanism = "layer_stack";
  experiment.form = "materialised";
  const auto largest_change = [](const Evaluation& evaluation) {
    const auto found = std::ranges::find(evaluation.trace.more, "change", &TracedMatrix::id);
    REQUIRE((found != evaluation.trace.more.end()));
    return std::ranges::max(found->values.elements());
  };
  const Evaluation causal = evaluate(experiment);
  CHECK(largest_change(causal) == 0);
  CHECK(causal.generation.cached);
  CHECK(causal.state->numbers_held() == 2 * 5 * (width + width));  // two layers

  experiment.mask = Mask::none();
  const Evaluation bidirectional = evaluate(experiment);
  CHECK(largest_change(bidirectional) > 0.01);
  CHECK(!bidirectional.generation.cached);
  CHECK(bidirectional.generation.note.find("no longer right") != std::string::npos);
}

TEST_CASE("a stack needs values as wide as keys, and heads that divide both") {
  Experiment experiment = start_experiment();
  experiment.mechanism = "layer_stack";
  const Mechanism& stack = mechanism_of(experiment);
  const Mask mask;
  Parameters chosen;
  CHECK(!refusal(stack, {mask, 3, 4, 4, chosen}));
  CHECK(refusal(stack, {mask, 3, 4, 2, chosen})->find("as wide") != std::string::npos);
  CHECK(refusal(stack, {mask, 3, 5, 5, chosen})->find("must divide the widths") != std::string::npos);
  chosen["kv_heads"] = 3;
  CHECK(refusal(stack, {mask, 3, 4, 4, chosen})->find("must divide the number") != std::string::npos);
}

namespace {

// A trial of the stack in which some heads have some rows of Q, K or V given.
Trial draw_detached(int tokens, Random& random) {
  Trial trial = draw_trial(layer_stack::mechanism, tokens, random);
  const int heads = static_cast<int>(trial.parameters["heads"]);
  for (std::size_t n = layer_stack::first_given; n < trial.inputs.more.size(); ++n) {
    if (random.below(3) == 0) {
      trial.inputs.more[n] = draw_matrix(1 + random.below(tokens), trial.key_width / heads, 1, random);
    }
  }
  return trial;
}

bool same(const Matrix<double>& a, const Matrix<double>& b) { return apart(a, b) <= 1; }

}  // namespace

TEST_CASE("what is given by hand is honoured alike by both forms and the trace, and costs what it did") {
  for (int tokens : {1, 2, 3, 5, 8, 17}) {
    Random random(static_cast<std::uint64_t>(tokens));
    for (int n = 0; n < 30; ++n) {
      const Trial trial = draw_detached(tokens, random);
      INFO(describe(trial));
      const Trace trace = layer_stack::mechanism.trace(trial.inputs, trial.mask, trial.parameters);
      for (const Form* form : forms_of(trial)) {
        CHECK(same(run(*form, trial).output, trace.output));
        Cost cost;
        form->pass.in_counted(counted(trial.inputs, cost), trial.mask, trial.parameters, {&cost});
        cost.tokens_projected = tokens;
        const Cost closed = layer_stack::mechanism.pass_cost(*form, trial.setting());
        for (const CostField& field : cost_fields) {
          CHECK_MESSAGE(cost.*field.count == closed.*field.count, field.id);
        }
      }
    }
  }
}

TEST_CASE("Q given by hand no longer follows the weights; other heads do") {
  const Form& form = layer_stack::mechanism.forms[0];
  Trial trial;
  trial.mechanism = &layer_stack::mechanism;
  trial.tokens = 5;
  trial.key_width = trial.value_width = 8;
  trial.parameters = {{"layers", 2}, {"heads", 2}, {"kv_heads", 2}, {"positions", 1}};
  Random random(3);
  draw_inputs(trial, random);
  // The derivative of the last output by an element of W_Q of layer 1: of head 0's first row, or head 1's.
  const auto derivative = [&](int row) {
    HeadInputs<Dual> inputs = convert<Dual>(trial.inputs, [](double x) { return Dual(x); });
    inputs.more[1](row, 2) = Dual(plain(inputs.more[1](row, 2)), 1);
    return form.pass.in_dual(inputs, trial.mask, trial.parameters, {}).output(4, 1).derivative();
  };
  CHECK(derivative(0) != 0);
  CHECK(derivative(4) != 0);
  const auto shown = [&](int head) {
    trial.parameters["layer"] = 1;
    trial.parameters["head"] = head;
    return layer_stack::mechanism.trace(trial.inputs, trial.mask, trial.parameters);
  };
  const Matrix<double> other_head = shown(1).weights;
  const Matrix<double> this_head = shown(0).weights;
  const std::size_t place = layer_stack::given_place(0, 0, 0);
  trial.inputs.more[place] = draw_matrix(5, 4, 1, random);
  CHECK(derivative(0) == 0);
  CHECK(derivative(4) != 0);
  // The rows that were given, and no others: token 4 follows X.
  trial.inputs.more[place] = trial.inputs.more[place].top(4);
  CHECK(derivative(0) != 0);
  CHECK(shown(0).projected->q.top(4) == trial.inputs.more[place]);
  CHECK(shown(0).weights != this_head);
  CHECK(shown(1).weights == other_head);
}

TEST_CASE("RoPE needs heads of an even width; ALiBi gives every head its slope") {
  const Mask mask;
  Parameters chosen = {{"positions", 1}, {"heads", 2}};
  CHECK(!refusal(layer_stack::mechanism, {mask, 3, 8, 8, chosen}));
  CHECK(refusal(layer_stack::mechanism, {mask, 3, 6, 6, chosen})->find("even number") != std::string::npos);
  chosen["positions"] = 2;
  CHECK(!refusal(layer_stack::mechanism, {mask, 3, 6, 6, chosen}));

  // With W_Q of zeros the scores of a head are its penalties.
  Trial trial;
  trial.mechanism = &layer_stack::mechanism;
  trial.tokens = 6;
  trial.key_width = trial.value_width = 4;
  trial.parameters = {{"layers", 1}, {"heads", 4}, {"kv_heads", 4}, {"positions", 2}};
  Random random(4);
  draw_inputs(trial, random);
  trial.inputs.more[1] = Matrix<double>(4, 4);
  for (int head = 0; head < 4; ++head) {
    trial.parameters["head"] = head;
    const Trace trace = layer_stack::mechanism.trace(trial.inputs, trial.mask, trial.parameters);
    CHECK(trace.scores(5, 2) == -3 * std::exp2(-2.0 * (head + 1)));  // Press et al. 2021: 1/4, 1/16, …
  }
}

TEST_CASE("with RoPE the scores depend on distance: the same tokens later give the same scores") {
  Random random(6);
  const auto layers = random_layers(1, 3);
  const layer_stack::Options turned = {.heads = 2, .kv_heads = 1, .scale = 0.5, .rotation = rope(2)};
  layer_stack::Weights<double> shared = layers[0];
  shared.w_k = shared.w_k.top(2);
  shared.w_v = shared.w_v.top(2);
  Matrix<double> x(7, width);
  const Matrix<double> three = random_tokens(3);
  for (int i = 0; i < 7; ++i) {
    std::ranges::copy(three.row(i % 3), x.row(i).begin());
  }
  const multi_head_layer::Layer<double> layer =
      multi_head_layer::materialised<double>(x, shared, Mask::causal(), turned, {});
  for (const Matrix<double>& scores : layer.scores) {
    CHECK(scores(5, 4) == doctest::Approx(scores(2, 1)));
    CHECK(scores(6, 4) == doctest::Approx(scores(3, 1)));
    CHECK(scores(3, 0) != doctest::Approx(scores(0, 0)));
  }
}
