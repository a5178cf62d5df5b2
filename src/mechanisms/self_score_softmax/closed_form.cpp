#include "mechanisms/self_score_softmax/closed_form.h"

#include "mechanisms/self_score_softmax/mechanism.h"
#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::self_score_softmax {
namespace {

// The pairs that the parallel form weighs.
std::int64_t seen_pairs(const Setting& s, const Decay& decay) {
  if (!decay || *decay > 0) {
    return softmax_attention::pairs(s.mask, s.tokens);
  }
  std::int64_t seen = 0;
  for (int t = 0; t < s.tokens; ++t) {
    seen += s.mask.visible(t, t) ? 1 : 0;
  }
  return seen;
}

// The S scores, one a token, and the sums over `pairs` of a value.
Cost scores_and_sums(const Setting& s, std::int64_t pairs, const Options& options) {
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.score_dot_products = s.tokens;
  cost.mac = std::int64_t{s.tokens} * s.key_width + pairs * s.value_width;
  cost.mul = cost.mac + (options.scale ? s.tokens : 0);
  cost.add = cost.mac + pairs;  // the sums of the denominators
  return cost;
}

Cost parallel_cost(const Setting& s, const Options& options) {
  const std::int64_t pairs = seen_pairs(s, options.decay);
  const std::int64_t square = std::int64_t{s.tokens} * s.tokens;
  Cost cost = scores_and_sums(s, pairs, options);
  cost.add += pairs + (options.decay ? pairs : 0);  // minus the maximum; plus (i-j) log λ
  cost.exp = pairs;
  cost.div = pairs;
  cost.cmp = pairs;
  cost.scores_held = square;
  cost.scores_moved = 4 * square;
  cost.sequential_depth = 1;
  return cost;
}

// A state of `held` numbers, read and written once a token; the output divided.
Cost recurrent_cost(const Setting& s, const Options& options, std::int64_t held) {
  const std::int64_t tokens = s.tokens;
  Cost cost = scores_and_sums(s, tokens, options);
  cost.div = tokens * s.value_width;
  cost.state_read = tokens * held;
  cost.state_written = tokens * held;
  cost.state_held = tokens > 0 ? held : 0;
  cost.sequential_depth = tokens;
  return cost;
}

Cost stable_cost(const Setting& s, const Options& options) {
  const std::int64_t tokens = s.tokens;
  Cost cost = recurrent_cost(s, options, std::int64_t{s.value_width} + 2);
  cost.mul += tokens * (std::int64_t{s.value_width} + 1);  // α n, α d
  cost.add += tokens * (options.decay ? 3 : 2);            // the exponents of α and β; m + log λ
  cost.exp = 2 * tokens;
  cost.cmp = tokens;
  return cost;
}

Cost naive_cost(const Setting& s, const Options& options) {
  Cost cost = recurrent_cost(s, options, std::int64_t{s.value_width} + 1);
  cost.mul += options.decay ? s.tokens * (std::int64_t{s.value_width} + 1) : 0;  // λ n, λ d
  cost.exp = s.tokens;
  return cost;
}

}  // namespace

Cost pass_cost(const Form& form, const Setting& s) {
  const Options options = options_for(s.key_width, s.parameters);
  if (form.id == "recurrent") {
    return stable_cost(s, options);
  }
  return form.id == "recurrent_naive" ? naive_cost(s, options) : parallel_cost(s, options);
}

Cost steps_cost(const Setting& s) { return stable_cost(s, options_for(s.key_width, s.parameters)); }

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& /*setting*/) {
  const bool cached = strategy == Strategy::cached;
  if (counter == "tokens_projected" || counter == "score_dot_products") {
    return cached ? "n" : "n(n+1)/2";
  }
  if (counter == "state_held") {
    return cached ? "d_v + 2" : "0";
  }
  if (counter == "state_read") {
    return cached ? "n(d_v + 2)" : "0";
  }
  return "";
}

}  // namespace lookback::self_score_softmax
