#pragma once

#include <doctest/doctest.h>

#include "cost/cost.h"
#include "mechanisms/counting.h"
#include "mechanisms/inputs.h"
#include "mechanisms/mechanism.h"

// What mechanisms with a matrix state are tested by.
namespace lookback::testing {

// A random head whose own inputs lie between 0 and 1: gates, decays, write strengths.
inline HeadInputs<double> random_recurrence(const Mechanism& mechanism, int tokens, int key_width,
                                            int value_width, std::uint64_t seed) {
  HeadInputs<double> head = random_head(tokens, key_width, value_width, seed);
  Random random(seed + 1000);
  for (const InputSpec& spec : mechanism.inputs) {
    head.more.push_back(start_matrix(spec, tokens, key_width, value_width));
    for (double& element : head.more.back().elements()) {
      element = random.unit();
    }
  }
  return head;
}

inline Matrix<double> run(const Mechanism& mechanism, std::string_view form, const HeadInputs<double>& head,
                          const Parameters& chosen = {}) {
  return find_form(mechanism, form)->pass.in_double(head, Mask::causal(), chosen, {}).output;
}

// The state after all tokens, taken one by one.
inline std::vector<double> state_after(const Mechanism& mechanism, const HeadInputs<double>& head,
                                       const Parameters& chosen = {}) {
  DecodeState<double> state = mechanism.steps.start_double(head, chosen, {});
  for (int t = 0; t < head.v.rows(); ++t) {
    mechanism.steps.step_double(state, head, Mask::causal(), chosen, {});
  }
  return state.parts()[0].numbers;
}

inline Cost count(const Mechanism& mechanism, std::string_view form, const HeadInputs<double>& head,
                  const Parameters& chosen = {}) {
  Cost cost;
  cost.tokens_projected = head.v.rows();
  find_form(mechanism, form)->pass.in_counted(counted(head, cost), Mask::causal(), chosen, {&cost});
  return cost;
}

inline Cost formula(const Mechanism& mechanism, std::string_view form, const HeadInputs<double>& head,
                    const Parameters& chosen = {}) {
  return mechanism.pass_cost(*find_form(mechanism, form),
                             {Mask::causal(), head.v.rows(), head.k.columns(), head.v.columns(), chosen});
}

// The weights that the board shows, times V, are the output of every form.
inline void check_picture(const Mechanism& mechanism, const HeadInputs<double>& head,
                          const Parameters& chosen = {}) {
  const Trace trace = mechanism.trace(head, Mask::causal(), chosen);
  Matrix<double> product(head.v.rows(), head.v.columns());
  for (int i = 0; i < head.v.rows(); ++i) {
    for (int j = 0; j < head.v.rows(); ++j) {
      CHECK((j <= i || trace.weights(i, j) == 0));
      accumulate_row<double>(product.row(i), trace.weights(i, j), head.v.row(j));
    }
  }
  CHECK(largest_difference(product, trace.output) < 1e-12);
  CHECK(largest_difference(product, run(mechanism, "recurrent", head, chosen)) < 1e-12);
}

// Every form gives `expected`, and its counted cost is its closed form.
inline void check_forms(const Mechanism& mechanism, const HeadInputs<double>& head,
                        const Matrix<double>& expected, Parameters chosen = {}) {
  for (const Form& form : mechanism.forms) {
    CAPTURE(form.id);
    for (const int chunk : {1, 2, 3, 5, 64}) {
      CAPTURE(chunk);
      chosen["chunk"] = chunk;
      CHECK(largest_difference(run(mechanism, form.id, head, chosen), expected) < 1e-12);
      check_equal(count(mechanism, form.id, head, chosen), formula(mechanism, form.id, head, chosen));
    }
  }
}

}  // namespace lookback::testing
