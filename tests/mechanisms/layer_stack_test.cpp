#include "mechanisms/layer_stack/layer_stack.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "experiment/evaluate.h"
#include "mechanisms/inputs.h"

using namespace lookback;
using namespace lookback::layer_stack;
using namespace lookback::testing;

namespace {

constexpr int width = 4;

std::vector<Weights<double>> random_layers(int count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Weights<double>> layers;
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

const Options two_heads = {.heads = 2, .kv_heads = 2, .scale = 0.5};

}  // namespace

TEST_CASE(
    "a stack on prefixes: causal rows never change, without a mask they do from the first layer's output "
    "on") {
  const auto layers = random_layers(2, 1);
  const Matrix<double> x = random_tokens(6);
  for (int length = 2; length <= 6; ++length) {
    const auto run = [&](const Mask& mask, int tokens) {
      return materialised<double>(x.top(tokens), layers, mask, two_heads, {});
    };
    const Stack<double> causal = run(Mask::causal(), length);
    const Stack<double> causal_before = run(Mask::causal(), length - 1);
    const Stack<double> bidirectional = run(Mask::none(), length);
    const Stack<double> bidirectional_before = run(Mask::none(), length - 1);
    for (std::size_t l = 0; l <= 2; ++l) {
      CHECK(causal.hidden[l].top(length - 1) == causal_before.hidden[l]);
      CHECK((bidirectional.hidden[l].top(length - 1) == bidirectional_before.hidden[l]) == (l == 0));
    }
    // The first layer's keys depend on the token alone; the second layer's are what goes stale.
    const auto keys = [&](const Stack<double>& stack, std::size_t layer) {
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
    const Stack<double> whole = materialised<double>(x, layers, mask, two_heads, {});
    DecodeState<double> cache = multi_head_layer::empty_cache<double>(3 * width, 3 * width, {});
    for (int t = 0; t < 7; ++t) {
      const auto rows = decode_step<double>(cache, x.row(t), layers, mask, two_heads, {});
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
  const Mechanism& mechanism = mechanism_of(experiment);
  const Mask mask;
  Parameters chosen;
  CHECK(!refusal(mechanism, {mask, 3, 4, 4, chosen}));
  CHECK(refusal(mechanism, {mask, 3, 4, 2, chosen})->find("as wide") != std::string::npos);
  CHECK(refusal(mechanism, {mask, 3, 5, 5, chosen})->find("must divide the widths") != std::string::npos);
  chosen["kv_heads"] = 3;
  CHECK(refusal(mechanism, {mask, 3, 4, 4, chosen})->find("must divide the number") != std::string::npos);
}
