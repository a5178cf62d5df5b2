#include "mechanisms/luong_attention/closed_form.h"

#include <algorithm>

#include "mechanisms/luong_attention/mechanism.h"
#include "mechanisms/softmax_attention/closed_form.h"

namespace lookback::luong_attention {
namespace {

// Visible pairs inside windows. Where local-p looks depends on the numbers; without any, every window is
// taken to hold as many keys as it can.
std::int64_t pairs_of(const Setting& s, const Options& options) {
  if (options.locality == Locality::global) {
    return softmax_attention::pairs(s.mask, s.tokens);
  }
  const std::int64_t widest = 2 * std::int64_t{options.half_width} + 1;
  const bool unknown = options.locality == Locality::local_p && s.numbers == nullptr;
  std::int64_t pairs = 0;
  for (int t = 0; t < s.tokens; ++t) {
    double centre = t;
    if (options.locality == Locality::local_p && !unknown) {
      centre = centre_of<double>(t, s.numbers->q.row(t), s.tokens, weights_of(*s.numbers), options.locality);
    }
    const Window window = window_around(centre, options.half_width);
    std::int64_t seen = 0;
    for (int key = 0; key < s.tokens; ++key) {
      seen += s.mask.visible(t, key) && (unknown || window.holds(key)) ? 1 : 0;
    }
    pairs += unknown ? std::min(seen, widest) : seen;
  }
  return pairs;
}

Cost arithmetic(const Setting& s, const Options& options, std::int64_t pairs) {
  const std::int64_t n = s.tokens;
  const std::int64_t d = s.key_width;
  Cost cost;
  cost.tokens_projected = n;
  cost.score_dot_products = pairs;
  cost.mac = pairs * (d + s.value_width);
  cost.add = 2 * pairs;
  cost.exp = pairs;
  cost.div = pairs;
  cost.cmp = pairs;
  if (options.score == Score::general) {
    cost.mac += n * d * d;
  } else if (options.score == Score::concat) {
    cost.mac += 2 * n * d * d;
    cost.add += pairs * d;
    cost.tanh += pairs * d;
  }
  if (options.locality == Locality::local_p) {
    cost.mac += n * (d * d + d);
    cost.tanh += n * d;
    cost.mul += n + 3 * pairs;
    cost.add += n + pairs;
    cost.exp += n + pairs;
    cost.div += n;
  }
  cost.mul += cost.mac;
  cost.add += cost.mac;
  return cost;
}

}  // namespace

Cost steps_cost(const Setting& s) {
  const Options options = options_of(s.parameters);
  const std::int64_t width = std::int64_t{s.key_width} + s.value_width;
  const std::int64_t pairs = pairs_of(s, options);
  Cost cost = arithmetic(s, options, pairs);
  cost.state_read = pairs * width;
  cost.state_written = s.tokens * width;
  cost.sequential_depth = s.tokens;
  for (int t = 0; t < s.tokens; ++t) {
    const std::int64_t held = t + 1 - first_key_needed(t, s.mask, options);
    cost.state_held = held * width;
    cost.scores_held = std::max(cost.scores_held, held);
    cost.scores_moved += 4 * held;
  }
  return cost;
}

Cost pass_cost(const Form& form, const Setting& s) {
  if (form.id == "decode") {
    return steps_cost(s);
  }
  const Options options = options_of(s.parameters);
  Cost cost = arithmetic(s, options, pairs_of(s, options));
  cost.scores_held = std::int64_t{s.tokens} * s.tokens;
  cost.scores_moved = 4 * cost.scores_held;
  cost.sequential_depth = 1;
  return cost;
}

std::string_view formula(std::string_view counter, Strategy strategy, const Setting& setting) {
  const Options options = options_of(setting.parameters);
  const bool pairs_as_softmax = options.locality == Locality::global;
  const bool products_as_softmax = pairs_as_softmax && options.score == Score::dot;
  if (counter == "tokens_projected" || (counter == "mac" ? products_as_softmax : pairs_as_softmax)) {
    return softmax_attention::formula(counter, strategy, setting);
  }
  return "";
}

}  // namespace lookback::luong_attention
