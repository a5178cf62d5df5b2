#include "mechanisms/recurrences.h"

#include "base/format.h"
#include "mechanisms/delta_rule/arrays.h"
#include "mechanisms/delta_rule/mechanism.h"
#include "mechanisms/gated_delta_rule/mechanism.h"
#include "mechanisms/gated_linear_attention/mechanism.h"
#include "mechanisms/lines.h"
#include "mechanisms/rwkv5_wkv/mechanism.h"
#include "mechanisms/rwkv6_wkv/mechanism.h"
#include "mechanisms/scalar_decay_ssd/mechanism.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

const std::vector<const Mechanism*> recurrences = {
    &rwkv5_wkv::mechanism,        &rwkv6_wkv::mechanism,  &gated_linear_attention::mechanism,
    &scalar_decay_ssd::mechanism, &delta_rule::mechanism, &gated_delta_rule::mechanism};

std::string explained(const Mechanism& mechanism, const HeadInputs<double>& head, const CellReference& cell) {
  const Trace trace = mechanism.trace(head, Mask::causal(), {});
  return text_of(mechanism.explain(cell, head, trace, Mask::causal(), {}));
}

void check_every_cell(const Mechanism& mechanism, const HeadInputs<double>& head, std::string_view table,
                      MatrixRole role, const Matrix<double>& values) {
  const Trace trace = mechanism.trace(head, Mask::causal(), {});
  CAPTURE(table);
  for (int r = 0; r < values.rows(); ++r) {
    for (int c = 0; c < values.columns(); ++c) {
      const std::vector<Line> lines = mechanism.explain({table, role, r, c}, head, trace, Mask::causal(), {});
      CHECK(!lines.empty());
      CHECK(lines.size() <= 4);
      const std::string text = text_of(lines);
      CHECK(text.find("nan") == std::string::npos);
      // The number in the cell is in its explanation, but for pairs that look ahead.
      const bool pair = role == MatrixRole::score || role == MatrixRole::weight;
      CHECK((text.find(brief(values(r, c))) != std::string::npos || (pair && c > r)));
    }
  }
}

}  // namespace

TEST_CASE("recurrences: every number that is computed is explained by its own numbers, and no edited one") {
  for (const Mechanism* mechanism : recurrences) {
    CAPTURE(mechanism->id);
    for (const int tokens : {1, 3, 12}) {
      const HeadInputs<double> head = random_recurrence(*mechanism, tokens, 3, 2, 5);
      const Trace trace = mechanism->trace(head, Mask::causal(), {});
      check_every_cell(*mechanism, head, "scores", MatrixRole::score, trace.scores);
      check_every_cell(*mechanism, head, "weights", MatrixRole::weight, trace.weights);
      check_every_cell(*mechanism, head, "output", MatrixRole::output, trace.output);
      for (const TracedMatrix& more : trace.more) {
        check_every_cell(*mechanism, head, more.id, more.role, more.values);
      }
      const std::vector<double> state = state_after(*mechanism, head);
      Matrix<double> s(3, 2);
      std::ranges::copy(state, s.elements().begin());
      check_every_cell(*mechanism, head, "state.S", MatrixRole::state, s);
      for (const InputSpec& spec : mechanism->inputs) {
        CHECK(explained(*mechanism, head, {spec.id, MatrixRole::plain, 0, 0}).empty());
      }
    }
  }
}

TEST_CASE("recurrences: without a token there is nothing to show, and the state is zero") {
  for (const Mechanism* mechanism : recurrences) {
    CAPTURE(mechanism->id);
    const HeadInputs<double> head = random_recurrence(*mechanism, 0, 3, 2, 5);
    const Trace trace = mechanism->trace(head, Mask::causal(), {});
    CHECK(trace.output.rows() == 0);
    CHECK(trace.weights.rows() == 0);
    CHECK(state_after(*mechanism, head) == std::vector<double>(6, 0));
    CHECK(explained(*mechanism, head, {"state.S", MatrixRole::state, 1, 1}).find("no token") !=
          std::string::npos);
  }
}

TEST_CASE("recurrences: the formulas of a generation are its counts") {
  for (const Mechanism* mechanism : recurrences) {
    CAPTURE(mechanism->id);
    const Parameters unscaled = {{"scaled", 0.0}};
    const Setting setting = {Mask::causal(), 7, 3, 2, unscaled};
    const Cost cost = closed_form(*mechanism, Strategy::cached, mechanism->forms.front(), setting);
    for (const CostField& field : cost_fields) {
      CAPTURE(field.id);
      const std::string_view formula = mechanism->formula(field.id, Strategy::cached, setting);
      if (formula.empty()) {
        continue;
      }
      const std::int64_t factor = formula[0] == '0' ? 0 : formula[0] == '2' ? 2 : formula[0] == '3' ? 3 : 1;
      const std::int64_t size = formula.find("d_k d_v") != std::string_view::npos ? 6 : 1;
      const std::int64_t tokens = formula.find('n') != std::string_view::npos ? 7 : 1;
      CHECK(cost.*field.count == factor * size * tokens);
    }
    CHECK(mechanism->formula("mac", Strategy::cached, setting).ends_with("d_k d_v·n"));
    CHECK(mechanism->formula("tokens_projected", Strategy::recomputed, setting) == "n(n+1)/2");
  }
}

TEST_CASE("recurrences: arrays that do not fit are a sentence") {
  const auto ones = [](std::vector<std::int64_t> shape) {
    std::int64_t size = 1;
    for (const std::int64_t length : shape) {
      size *= length;
    }
    return NpyArray{std::move(shape), std::vector<double>(static_cast<std::size_t>(size), 1)};
  };
  const ArrayEvaluation& arrays = delta_rule::arrays;
  ArrayCase given;
  for (const char* name : {"q", "k", "v"}) {
    given.inputs[name] = ones({2, 1, 5, 3});
  }
  const auto sentence = [&] {
    const auto got = arrays.evaluate("recurrent", given, Precision::float32);
    return got ? std::string() : got.error().sentence;
  };
  CHECK(sentence().find("beta") != std::string::npos);
  given.inputs["beta"] = ones({2, 1, 4});
  CHECK(sentence().find("Axis 2") != std::string::npos);
  given.inputs["beta"] = ones({2, 1, 5, 3});
  CHECK(sentence().find("beta") != std::string::npos);
  given.inputs["beta"] = ones({1, 1, 5});  // the same for both sequences
  CHECK(sentence().empty());
  given.inputs["k"] = ones({2, 1, 4, 3});
  CHECK(sentence().find("\"k\"") != std::string::npos);
  given.inputs.erase("k");
  CHECK(sentence().find("k") != std::string::npos);
}
