#include "cost/sums.h"
#include "main/golden_cost_forms.h"
#include "mechanisms/registry.h"

namespace lookback {
namespace {

constexpr std::int64_t operations_per_pair = 16;  // of width 1, about

// Passes at the lengths from a prompt to the last token but one: the last one produced is not fed back.
struct Lengths {
  int first;
  int last;
};

Lengths read_lengths(CostParameters& parameters) {
  const int prompt = parameters.whole("prompt");
  return {prompt, prompt + parameters.whole("new_tokens") - 1};
}

CaseCost generation_cost(std::int64_t operations, std::int64_t pairs, bool counted) {
  return {.counts = {{"attention_operations", operations}, {"pairs", pairs}},
          .memory = {},
          .pairs = pairs,
          .counted = counted};
}

// Closed sums beside the counters of softmax attention, width 1: `run` gives the run's cost.
template <class Run>
Expected<CaseCost> checked(const CostParameters& parameters, std::int64_t operations, std::int64_t pairs,
                           Run run) {
  if (!parameters.problem.empty()) {
    return fail(parameters.problem);
  }
  if (pairs * operations_per_pair > parameters.most_counted) {
    return generation_cost(operations, pairs, false);
  }
  const Cost cost = run();
  Cost closed = cost;
  closed.tokens_projected = operations;
  closed.score_dot_products = pairs;
  if (const Expected<void> equal = equal_costs(cost, closed); !equal) {
    return std::unexpected(equal.error());
  }
  return generation_cost(cost.tokens_projected, cost.score_dot_products, true);
}

const Mechanism& softmax() { return *find_mechanism("softmax_attention"); }

Cost passes(const Mask& mask, Lengths lengths) {
  Cost cost;
  const HeadInputs<Counted> inputs = counted(inputs_to_count(softmax(), {}, lengths.last, 1, 1), cost);
  const Form& form = softmax().forms.front();
  for (int length = lengths.first; length <= lengths.last; ++length) {
    cost.tokens_projected += length;
    form.pass.in_counted({inputs.q.top(length), inputs.k.top(length), inputs.v.top(length), inputs.more},
                         mask, {}, {&cost});
  }
  return cost;
}

// The sum over passes at the lengths, from the sum over all passes up to a length.
std::int64_t between(Lengths lengths, std::int64_t (*sum)(std::int64_t)) {
  return sum(lengths.last) - sum(lengths.first - 1);
}

}  // namespace

// The prompt fills the cache token by token, as the new tokens do.
Expected<CaseCost> causal_cached_cost(CostParameters& parameters) {
  const Lengths lengths = read_lengths(parameters);
  return checked(parameters, lengths.last, triangular(lengths.last), [&lengths] {
    Cost cost;
    const HeadInputs<Counted> inputs = counted(inputs_to_count(softmax(), {}, lengths.last, 1, 1), cost);
    DecodeState<Counted> cache = softmax().steps.start_counted(inputs, {}, {&cost});
    for (int t = 0; t < lengths.last; ++t) {
      ++cost.tokens_projected;
      softmax().steps.step_counted(cache, inputs, Mask::causal(), {}, {&cost});
    }
    return cost;
  });
}

Expected<CaseCost> causal_recompute_cost(CostParameters& parameters) {
  const Lengths lengths = read_lengths(parameters);
  return checked(parameters, between(lengths, triangular), between(lengths, tetrahedral),
                 [&lengths] { return passes(Mask::causal(), lengths); });
}

Expected<CaseCost> bidirectional_recompute_cost(CostParameters& parameters) {
  const Lengths lengths = read_lengths(parameters);
  return checked(parameters, between(lengths, triangular), between(lengths, square_pyramidal),
                 [&lengths] { return passes(Mask::none(), lengths); });
}

}  // namespace lookback
