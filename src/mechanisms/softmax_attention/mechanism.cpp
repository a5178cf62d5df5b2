#include "mechanisms/softmax_attention/mechanism.h"

#include <array>
#include <cmath>

#include "base/say.h"
#include "mechanisms/position/alibi.h"
#include "mechanisms/softmax_attention/closed_form.h"
#include "mechanisms/softmax_attention/encoding.h"
#include "mechanisms/softmax_attention/explain.h"
#include "mechanisms/softmax_attention/online.h"

namespace lookback::softmax_attention {
namespace {

constexpr int alibi_heads = 8;

constexpr std::array<std::string_view, 5> encodings = {"none"_said, "RoPE"_said, "RoPE half split"_said,
                                                       "xPos"_said, "ALiBi"_said};

bool biased(const Parameters& chosen) { return parameter(mechanism, chosen, "biased") != 0; }
bool has_slope(const Parameters& chosen) { return encoding_of(chosen) == Encoding::alibi; }

constexpr std::array<ParameterSpec, 6> parameters = {{
    scaled_scores,
    {"tile", "Tile width"_said, 1, 64, 2, "How many keys the online form holds scores for at once."_said},
    {"splits", "Key splits"_said, 1, 8, 2,
     "Into how many ranges of keys the merge form divides its work."_said},
    {.id = "encoding",
     .label = "Positions"_said,
     .minimum = 0,
     .maximum = 4,
     .initial = 0,
     .meaning =
         "How a score knows how far apart query and key are: not at all, by turning both (RoPE, xPos), "
         "or by a penalty on distance (ALiBi)."_said,
     .choices = encodings},
    {.id = "head",
     .label = "Head"_said,
     .minimum = 0,
     .maximum = alibi_heads - 1,
     .initial = 0,
     .meaning =
         "Which of eight heads this is: ALiBi's slope is 1/2 for head 0 and halves from head to head."_said,
     .read = has_slope},
    {"biased", "Add a bias"_said, 0, 1, 0, "Adds a number of your own to every score, after scaling."_said,
     true},
}};

constexpr std::array<InputSpec, 1> inputs_beside = {{
    {.id = "bias",
     .title = "bias"_said,
     .meaning = "Added to the scaled score of its query and key."_said,
     .rows = Size::tokens,
     .columns = Size::tokens,
     .start = Start::random,
     .read = biased},
}};

constexpr std::array<std::string_view, 1> online_parameters = {"tile"};
constexpr std::array<std::string_view, 2> merge_parameters = {"tile", "splits"};

int tile_width(const Parameters& chosen) { return static_cast<int>(parameter(mechanism, chosen, "tile")); }
int splits(const Parameters& chosen) { return static_cast<int>(parameter(mechanism, chosen, "splits")); }
bool scaled(const Parameters& chosen) { return parameter(mechanism, chosen, "scaled") != 0; }

Refusal rotation_absent(const Setting& setting) {
  if (setting.key_width % 2 == 0 || !rotates(encoding_of(setting.parameters))) {
    return std::nullopt;
  }
  return "RoPE and xPos turn pairs of channels, so the width of queries and keys must be even."_said;
}

// Under any other mask a new token changes the rows before it.
Refusal cache_absent(const Setting& setting) {
  if (setting.mask.is_causal(setting.tokens)) {
    return rotation_absent(setting);
  }
  return "Under this mask a new token changes the rows before it, so every step computes all rows again."_said;
}

Refusal decode_absent(const Setting& setting) {
  if (setting.mask.is_causal(setting.tokens)) {
    return rotation_absent(setting);
  }
  return "The decode form appends one token at a time to the cache, so it needs a mask under which no "
         "query looks ahead."_said;
}

struct Materialised {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return materialised<T>(encoded<T>(inputs, chosen), mask, options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Online {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return online<T>(encoded<T>(inputs, chosen), mask, tile_width(chosen),
                     options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Merge {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return merge<T>(encoded<T>(inputs, chosen), mask, even_cuts(inputs.k.rows(), splits(chosen)),
                    tile_width(chosen), options_for(inputs.k.columns(), chosen), meter);
  }
};

struct Decode {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return decode<T>(encoded<T>(inputs, chosen), mask, options_for(inputs.k.columns(), chosen), meter);
  }
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return empty_cache<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  // Keys are cached after they were turned: a position never changes.
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& cache, const HeadInputs<T>& inputs, const Mask& mask,
                             const Parameters& chosen, Meter<T> meter) {
    const int t = cache.position();
    const int width = inputs.k.columns();
    const Rotations rotations = rotations_of(encoding_of(chosen), width);
    std::vector<T> q(inputs.q.row(t).begin(), inputs.q.row(t).end());
    std::vector<T> k(inputs.k.row(t).begin(), inputs.k.row(t).end());
    rotate<T>(q, t, rotations.queries);
    rotate<T>(k, t, rotations.keys);
    const Options options = options_for(width, chosen);
    return decode_step<T>(cache, q, k, inputs.v.row(t), mask, options, meter,
                          options.biased ? inputs.more[0].row(t) : std::span<const T>());
  }
};

constexpr std::array<Form, 4> forms = {{
    {.id = "materialised",
     .title = "Materialised"_said,
     .meaning = "All S × S scores are held: product, softmax, product."_said,
     .holds_scores = true,
     .own_parameters = {},
     .absent = rotation_absent,
     .pass = passes_of<Materialised>()},
    {.id = "online",
     .title = "Online"_said,
     .meaning = "One pass over tiles of keys with a running maximum and sum; S × S is never held."_said,
     .holds_scores = false,
     .own_parameters = online_parameters,
     .absent = rotation_absent,
     .pass = passes_of<Online>()},
    {.id = "merge",
     .title = "Merge of splits"_said,
     .meaning = "Ranges of keys side by side, each online, merged by their log-sum-exp."_said,
     .holds_scores = false,
     .own_parameters = merge_parameters,
     .absent = rotation_absent,
     .pass = passes_of<Merge>()},
    {.id = "decode",
     .title = "Decode"_said,
     .meaning = "One query at a time against the KV cache: two matrix–vector products a token."_said,
     .holds_scores = false,
     .own_parameters = {},
     .absent = decode_absent,
     .pass = passes_of<Decode>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  const bool turning = rotates(encoding_of(chosen));
  const std::string product = turning ? (turned ? "K′Q′ᵀ" : "Q′K′ᵀ") : (turned ? "KQᵀ" : "QKᵀ");
  return {
      .scores = say("scores {0}", product + (scaled(chosen) ? "/√d" : "") + (biased(chosen) ? " + b" : "") +
                                      (has_slope(chosen) ? " − m|i−j|" : "")),
      .weights = turned ? say("weights (columns sum to 1)") : say("weights (rows sum to 1)"),
      .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
      .arrow = say("softmax")};
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const HeadInputs<double> compared = encoded<double>(inputs, chosen);
  Options wanted = options_for(inputs.k.columns(), chosen);
  wanted.log_sum_exp = true;
  Trace trace = {materialised<double>(compared, mask, wanted, {})};
  if (rotates(encoding_of(chosen))) {
    trace.more.push_back({"rotated_q", say("Q′ = Q turned"), MatrixRole::query, Axis::query, Axis::dimension,
                          compared.q, "The queries, each pair of channels turned by its position."_said});
    trace.more.push_back({"rotated_k", say("K′ = K turned"), MatrixRole::key, Axis::key, Axis::dimension,
                          compared.k, "The keys, each pair of channels turned by its position."_said});
  }
  if (wanted.slope) {
    const int tokens = inputs.k.rows();
    trace.more.push_back({"distance", "−m|i−j|", MatrixRole::plain, Axis::query, Axis::key,
                          alibi_bias(*wanted.slope, tokens, tokens),
                          "What ALiBi adds to each score: a penalty that grows with distance."_said});
  }
  return trace;
}

// What turning the tokens and adding to the scores cost beyond attention itself.
Cost with_positions(Cost cost, const Setting& s) {
  if (rotates(encoding_of(s.parameters))) {
    cost.mul += 4 * std::int64_t{s.tokens} * s.key_width;
    cost.add += 2 * std::int64_t{s.tokens} * s.key_width;
  }
  cost.add += cost.score_dot_products * ((biased(s.parameters) ? 1 : 0) + (has_slope(s.parameters) ? 1 : 0));
  return cost;
}

Cost attention_cost(const Form& form, const Setting& s) {
  const bool with_scale = scaled(s.parameters);
  const int tile = tile_width(s.parameters);
  if (form.id == "online") {
    return online_cost(pass(s.mask, s.tokens, tile), tile, s.tokens, s.key_width, s.value_width, with_scale);
  }
  if (form.id == "merge") {
    return merge_cost(s.mask, s.tokens, even_cuts(s.tokens, splits(s.parameters)), tile, s.key_width,
                      s.value_width, with_scale);
  }
  if (form.id == "decode") {
    return decode_cost(cached(s.mask, s.tokens), s.key_width, s.value_width, with_scale);
  }
  Work work = pass(s.mask, s.tokens, 1);
  work.depth = 1;
  return materialised_cost(work, s.key_width, s.value_width, with_scale);
}

Cost pass_cost(const Form& form, const Setting& s) { return with_positions(attention_cost(form, s), s); }

Cost steps_cost(const Setting& s) {
  return with_positions(
      decode_cost(cached(s.mask, s.tokens), s.key_width, s.value_width, scaled(s.parameters)), s);
}

}  // namespace

Options options_for(int key_width, const Parameters& chosen) {
  Options options;
  if (scaled(chosen)) {
    options.scale = 1 / std::sqrt(static_cast<double>(key_width));
  }
  if (has_slope(chosen)) {
    const auto head = static_cast<std::size_t>(parameter(mechanism, chosen, "head"));
    options.slope = alibi_slopes(alibi_heads)[head];
  }
  options.biased = biased(chosen);
  return options;
}

const Mechanism mechanism = {
    .id = "softmax_attention",
    .title = "Softmax"_said,
    .equation = "o_i = Σ_j softmax_j(σ q_i·k_j) v_j",
    .parameters = parameters,
    .inputs = inputs_beside,
    .forms = forms,
    .state_title = "KV cache"_said,
    .steps_absent = cache_absent,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::softmax_attention
