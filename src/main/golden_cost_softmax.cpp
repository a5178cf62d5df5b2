#include <algorithm>

#include "base/format.h"
#include "main/golden_cost_forms.h"
#include "mechanisms/registry.h"

namespace lookback {
namespace {

constexpr std::string_view id = "softmax_attention";

struct Sizes {
  int queries;
  int keys;
  int key_width;
  int value_width;

  bool square() const { return queries == keys; }

  // About how many operations a pass over all pairs takes, and as many again for each number held.
  double work() const {
    const double longest = std::max(queries, keys);
    return (2.0 * key_width + 2.0 * value_width + 16) * queries * keys +
           static_cast<double>(operations_per_number) * longest * (key_width + value_width);
  }
};

Sizes read_sizes(CostParameters& parameters) {
  return {parameters.whole("S_q"), parameters.whole("S_k"), parameters.whole("d_k"), parameters.whole("d_v")};
}

// A rule for S_q x S_k pairs, whose queries may start at a later position than 0, as bits.
Mask placed(const Mask& rule, const Sizes& sizes, int offset) {
  Matrix<std::uint8_t> bits(sizes.queries, sizes.keys);
  for (int i = 0; i < sizes.queries; ++i) {
    for (int j = 0; j < sizes.keys; ++j) {
      bits(i, j) = rule.visible(i + offset, j) ? 1 : 0;
    }
  }
  return Mask::bits(std::move(bits));
}

// The masks of reference section 1, as manifests name them.
Mask read_mask(CostParameters& parameters, const Sizes& sizes) {
  const std::string name = parameters.has("mask") ? parameters.word("mask") : "none";
  const int offset = sizes.keys - sizes.queries;
  const bool known = name == "none" || name == "causal" || name == "causal_top_left" ||
                     name == "causal_bottom_right" || name == "diagonal" || name == "window";
  if (!known) {
    parameters.refuse("The mask " + in_quotes(name) +
                      " is not known. Known are none, causal, causal_top_left, causal_bottom_right, diagonal "
                      "and window.");
    return Mask::none();
  }
  const Mask rule = name == "none"       ? Mask::none()
                    : name == "diagonal" ? Mask::diagonal()
                    : name == "window"
                        ? Mask::window(parameters.whole("left", 0), parameters.whole("right", 0))
                        : Mask::causal();
  const bool later = name == "window" || name == "causal_bottom_right";
  return sizes.square() || name == "none" || !parameters.problem.empty()
             ? rule
             : placed(rule, sizes, later ? offset : 0);
}

// A KV cache filled by a prefill, unread: what it writes and what stays.
void add_prefill(const Mask& mask, const Sizes& sizes, CaseCost& into) {
  const std::int64_t width = std::int64_t{sizes.key_width} + sizes.value_width;
  const bool drops = mask.kind() == Mask::Kind::window && mask.right() == 0;
  const int first = drops ? mask.first_key_needed(sizes.keys - 1) : 0;
  into.memory["cache_written"] = sizes.keys * width;
  into.memory["cache_resident"] = (sizes.keys - first) * width;
  into.memory["cache_read"] = 0;
}

// A pass whose queries and keys differ in number: counted only, since a closed form is for the board's
// square.
Expected<CaseCost> count_rectangle(const Mechanism& mechanism, const Form& form, const Sizes& sizes,
                                   const Mask& mask, const Parameters& chosen) {
  Cost cost;
  HeadInputs<double> inputs = inputs_to_count(mechanism, chosen, std::max(sizes.queries, sizes.keys),
                                              sizes.key_width, sizes.value_width);
  inputs.q = inputs.q.top(sizes.queries);
  inputs.k = inputs.k.top(sizes.keys);
  inputs.v = inputs.v.top(sizes.keys);
  for (std::size_t i = 0; i < inputs.more.size(); ++i) {
    const InputSpec& spec = mechanism.inputs[i];
    Matrix<double>& whole = inputs.more[i];
    if (whole.rows() == 0) {
      continue;  // not read
    }
    whole = whole.corner(spec.rows == Size::tokens ? sizes.queries : whole.rows(),
                         spec.columns == Size::tokens ? sizes.keys : whole.columns());
  }
  form.pass.in_counted(counted(inputs, cost), mask, chosen, {&cost});
  return case_cost(cost, true);
}

Expected<CaseCost> prefill(CostParameters& parameters, std::string_view mechanism_id,
                           std::string_view form_id, Parameters chosen) {
  const Sizes sizes = read_sizes(parameters);
  if (!sizes.square() && sizes.work() > static_cast<double>(parameters.most_counted)) {
    parameters.refuse("Too many operations to count, and there is no closed form for S_q unlike S_k.");
  }
  const Mask mask = parameters.problem.empty() ? read_mask(parameters, sizes) : Mask::none();
  const Mechanism& mechanism = *find_mechanism(mechanism_id);
  if (parameters.flag("bias") && find_parameter(mechanism, "biased") == nullptr) {
    parameters.refuse("An additive bias cannot be counted in this form.");
  }
  if (!parameters.problem.empty()) {
    return fail(parameters.problem);
  }
  if (parameters.flag("bias")) {
    chosen["biased"] = 1;
  }
  const RegisteredPass pass = {mechanism_id, form_id,         std::move(chosen), mask,
                               sizes.keys,   sizes.key_width, sizes.value_width};
  const Form* form = find_form(mechanism, form_id);
  Expected<CaseCost> cost = sizes.square() || form == nullptr
                                ? cost_of(pass, parameters.most_counted)
                                : count_rectangle(mechanism, *form, sizes, mask, pass.parameters);
  if (cost) {
    add_prefill(mask, sizes, *cost);
  }
  return cost;
}

// The step that takes the last of the tokens, from what taking all and all but it costs.
Cost last_step(const Mechanism& mechanism, Setting setting) {
  Cost step = mechanism.steps_cost(setting);
  if (--setting.tokens > 0) {
    const Cost before = mechanism.steps_cost(setting);
    for (const CostField& field : cost_fields) {
      step.*field.count -= field.sum == Sum::total ? before.*field.count : 0;
    }
  }
  return step;
}

// The same step, counted: the tokens before it are put into the cache unread.
Cost count_last_step(const Mechanism& mechanism, const Setting& setting) {
  Cost cost;
  const HeadInputs<Counted> inputs = counted(
      inputs_to_count(mechanism, setting.parameters, setting.tokens, setting.key_width, setting.value_width),
      cost);
  DecodeState<Counted> cache = mechanism.steps.start_counted(inputs, setting.parameters, {&cost});
  for (int t = 0; t + 1 < setting.tokens; ++t) {
    cache.append({inputs.k.row(t), inputs.v.row(t)});
  }
  cache.drop_before(setting.mask.first_key_needed(setting.tokens - 2));
  cost = Cost{};
  cost.tokens_projected = 1;
  mechanism.steps.step_counted(cache, inputs, setting.mask, setting.parameters, {&cost});
  return cost;
}

}  // namespace

Expected<CaseCost> softmax_materialised_cost(CostParameters& parameters) {
  return prefill(parameters, id, "materialised", {});
}

Expected<CaseCost> softmax_online_cost(CostParameters& parameters) {
  return prefill(parameters, id, "online", {{"tile", parameters.whole("tile_width")}});
}

Expected<CaseCost> softmax_backward_cost(CostParameters& parameters) {
  return prefill(parameters, "softmax_attention_gradient", "backward", {});
}

// One query against a cache of t keys, for each head; heads share the caches of kv_heads.
Expected<CaseCost> softmax_decode_cost(CostParameters& parameters) {
  const int heads = parameters.whole_or("heads", 1);
  const int kv_heads = parameters.whole_or("kv_heads", heads);
  const int window = parameters.whole_or("window", 0);
  const Mask mask = window > 0 ? Mask::window(window - 1, 0) : Mask::causal();
  const Parameters none;
  const Setting setting = {mask, parameters.whole("t"), parameters.whole("d_k"), parameters.whole("d_v"),
                           none};
  if (!parameters.problem.empty()) {
    return fail(parameters.problem);
  }
  const Mechanism& mechanism = *find_mechanism(id);
  const Cost closed = last_step(mechanism, setting);
  const std::int64_t numbers = std::int64_t{setting.tokens} * (setting.key_width + setting.value_width);
  const bool count = numbers * operations_per_number <= parameters.most_counted;
  const Cost step = count ? count_last_step(mechanism, setting) : closed;
  if (const Expected<void> equal = equal_costs(step, closed); !equal) {
    return std::unexpected(equal.error());
  }
  CaseCost cost = case_cost(step, count);
  for (auto& [name, value] : cost.counts) {
    value *= heads;
  }
  cost.memory = {{"cache_read", step.state_read * kv_heads},
                 {"cache_written", step.state_written * kv_heads},
                 {"cache_resident", step.state_held * kv_heads},
                 {"scores_materialised", step.scores_held * heads},
                 {"score_traffic", step.scores_moved * heads}};
  return cost;
}

}  // namespace lookback
