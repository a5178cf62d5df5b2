#include "main/golden_cost_case.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/random.h"
#include "mechanisms/registry.h"

namespace lookback {
namespace {

constexpr int largest_size = 1'000'000;

Matrix<double> random_numbers(int rows, int columns, Random& random) {
  Matrix<double> result(rows, columns);
  for (double& element : result.elements()) {
    element = random.unit() * 2 - 1;
  }
  return result;
}

}  // namespace

int CostParameters::whole(std::string_view name, int minimum) {
  const double number = number_of(member(parameters_, name), NAN);
  if (!(number >= minimum && number <= largest_size && number == std::floor(number))) {
    refuse("The parameter " + std::string(name) + " must be a whole number from " + std::to_string(minimum) +
           " to a million.");
    return minimum;
  }
  return static_cast<int>(number);
}

bool CostParameters::flag(std::string_view name) const {
  const Json& value = member(parameters_, name);
  return value.is_boolean() && value.get<bool>();
}

CaseCost case_cost(const Cost& cost, bool counted) {
  return {.counts = {{"mul", cost.mul},
                     {"add", cost.add},
                     {"mac", cost.mac},
                     {"exp", cost.exp},
                     {"div", cost.div},
                     {"cmp", cost.cmp},
                     {"log", cost.log},
                     {"phi", cost.phi},
                     {"tanh", cost.tanh},
                     {"sqrt", cost.sqrt},
                     {"row_tile_visits", cost.row_tile_visits}},
          .memory = {{"scores_materialised", cost.scores_held},
                     {"score_traffic", cost.scores_moved},
                     {"accumulators_per_row", cost.accumulators_held},
                     {"state_read", cost.state_read},
                     {"state_written", cost.state_written},
                     {"state_resident", cost.state_held}},
          .pairs = cost.score_dot_products,
          .counted = counted};
}

Expected<void> equal_costs(const Cost& counted, const Cost& closed) {
  for (const CostField& field : cost_fields) {
    if (counted.*field.count != closed.*field.count) {
      return fail(std::string(field.id) + " is " + std::to_string(counted.*field.count) + " counted, but " +
                  std::to_string(closed.*field.count) + " by the closed form");
    }
  }
  return {};
}

HeadInputs<double> inputs_to_count(const Mechanism& mechanism, const Parameters& chosen, int tokens,
                                   int key_width, int value_width) {
  Random random(1);
  HeadInputs<double> inputs = {random_numbers(tokens, key_width, random),
                               random_numbers(tokens, key_width, random),
                               random_numbers(tokens, value_width, random),
                               {}};
  for (const InputSpec& spec : mechanism.inputs) {
    const bool is_read = spec.read == nullptr || spec.read(chosen);
    inputs.more.push_back(is_read ? start_matrix(spec, tokens, key_width, value_width) : Matrix<double>());
  }
  return inputs;
}

Expected<CaseCost> cost_of(const RegisteredPass& pass, std::int64_t most) {
  const Mechanism* mechanism = find_mechanism(pass.mechanism);
  const Form* form = mechanism == nullptr ? nullptr : find_form(*mechanism, pass.form);
  if (form == nullptr) {
    return fail(std::string(pass.mechanism) + " has no form " + std::string(pass.form));
  }
  const Setting setting = {pass.mask, pass.tokens, pass.key_width, pass.value_width, pass.parameters};
  if (const Refusal why = form->absent(setting)) {
    return fail(std::string(*why));
  }
  const double longest = std::max({pass.tokens, pass.key_width, pass.value_width});
  if (longest * longest * (pass.tokens + pass.key_width + pass.value_width) > 1e17) {
    return fail("The counts of so large a case are beyond 64 bits.");
  }
  const Cost closed = mechanism->pass_cost(*form, setting);
  const std::int64_t numbers = std::int64_t{pass.tokens} * (pass.key_width + pass.value_width);
  if (closed.mul + closed.add + operations_per_number * (closed.scores_held + numbers) > most) {
    return case_cost(closed, false);
  }
  Cost cost;
  cost.tokens_projected = pass.tokens;
  const HeadInputs<Counted> inputs = counted(
      inputs_to_count(*mechanism, pass.parameters, pass.tokens, pass.key_width, pass.value_width), cost);
  form->pass.in_counted(inputs, pass.mask, pass.parameters, {&cost});
  if (const Expected<void> equal = equal_costs(cost, closed); !equal) {
    return std::unexpected(equal.error());
  }
  return case_cost(cost, true);
}

}  // namespace lookback
