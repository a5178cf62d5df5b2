#include "mechanisms/luong_attention/mechanism.h"

#include <array>

#include "base/say.h"
#include "mechanisms/luong_attention/closed_form.h"
#include "mechanisms/luong_attention/explain.h"
#include "mechanisms/luong_attention/trace.h"

namespace lookback::luong_attention {
namespace {

int choice(const Parameters& chosen, std::string_view id) {
  return static_cast<int>(parameter(mechanism, chosen, id));
}
Score score_in(const Parameters& chosen) { return static_cast<Score>(choice(chosen, "score")); }
Locality locality_in(const Parameters& chosen) { return static_cast<Locality>(choice(chosen, "locality")); }

bool is_general(const Parameters& chosen) { return score_in(chosen) == Score::general; }
bool is_concat(const Parameters& chosen) { return score_in(chosen) == Score::concat; }
bool is_local(const Parameters& chosen) { return locality_in(chosen) != Locality::global; }
bool is_local_p(const Parameters& chosen) { return locality_in(chosen) == Locality::local_p; }

constexpr std::array<std::string_view, 3> score_names = {"dot"_said, "general"_said, "concat"_said};
constexpr std::array<std::string_view, 3> locality_names = {"global"_said, "local-m"_said, "local-p"_said};

constexpr std::array<ParameterSpec, 3> parameters = {{
    {.id = "score",
     .label = "Score"_said,
     .maximum = 2,
     .meaning = "dot: q·k; general: k·(W_a q); concat: v_a·tanh(W₁ q + W₂ k)."_said,
     .choices = score_names},
    {.id = "locality",
     .label = "Looks"_said,
     .maximum = 2,
     .meaning = "global: at all keys; local-m: around its own position; local-p: around a position that it "
                "predicts."_said,
     .choices = locality_names},
    {.id = "half_width",
     .label = "Half width D"_said,
     .minimum = 1,
     .maximum = 16,
     .initial = 1,
     .meaning = "How many keys on either side of the centre are in the window; the Gaussian's σ is D/2."_said,
     .read = is_local},
}};

// A matrix from the width of a query or key to the same width.
constexpr InputSpec square_input(std::string_view id, std::string_view title, std::string_view meaning,
                                 bool (*read)(const Parameters&)) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .rows = Size::key_width,
          .columns = Size::key_width,
          .start = Start::random,
          .read = read};
}
constexpr InputSpec row_input(std::string_view id, std::string_view title, std::string_view meaning,
                              bool (*read)(const Parameters&)) {
  InputSpec spec = square_input(id, title, meaning, read);
  spec.rows = Size::one;
  return spec;
}

constexpr std::array<InputSpec, 7> own_inputs = {{
    square_input("w_a", "W_a", "Compares each number of a key with each number of a query."_said, is_general),
    square_input("w_1", "W₁", "The half of W_a = [W₁ W₂] that the query is multiplied with."_said, is_concat),
    square_input("w_2", "W₂", "The half of W_a = [W₁ W₂] that the key is multiplied with."_said, is_concat),
    row_input("v_a", "v_a", "One number for each tanh of the score."_said, is_concat),
    square_input("w_p", "W_p", "Projects a query before it predicts its position."_said, is_local_p),
    row_input("v_p", "v_p", "One number for each tanh of the prediction."_said, is_local_p),
    {.id = "w_c",
     .title = "W_c",
     .meaning = "Combines the context, first, and the query to the attentional state."_said,
     .rows = Size::key_width,
     .columns = Size::key_and_value_width,
     .start = Start::random},
}};

Refusal steps_absent(const Setting& setting) {
  if (is_local_p(setting.parameters)) {
    return "Local-p looks at a fraction of the length, so a new token moves the windows of all rows before "
           "it."_said;
  }
  return needs_no_lookahead(setting);
}

struct Materialised {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return materialised<T>(inputs, weights_of(inputs), mask, options_of(chosen), meter);
  }
};

struct Decode {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& chosen, Meter<T> meter) {
    return empty_cache<T>(inputs.k.columns(), inputs.v.columns(), options_of(chosen), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& cache, const HeadInputs<T>& inputs, const Mask& mask,
                             const Parameters& chosen, Meter<T> meter) {
    const int t = cache.position();
    return decode_step<T>(cache, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), weights_of(inputs), mask,
                          options_of(chosen), meter);
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "materialised",
     .title = "Materialised"_said,
     .meaning = "The scores of all pairs in sight are held: score, softmax, product."_said,
     .holds_scores = true,
     .absent = always_there,
     .pass = passes_of<Materialised>()},
    {.id = "decode",
     .title = "Decode"_said,
     .meaning = "One query at a time against the cache; under local-m it keeps the window alone."_said,
     .holds_scores = false,
     .absent = steps_absent,
     .pass = passes_of<ByStepping<Decode>>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  const bool with_gaussian = is_local_p(chosen);
  return {.scores = say("scores, {0}", say(score_names[static_cast<std::size_t>(score_in(chosen))])),
          .weights = with_gaussian
                         ? (turned ? say("weights (columns sum to less than 1)")
                                   : say("weights (rows sum to less than 1)"))
                         : (turned ? say("weights (columns sum to 1)") : say("weights (rows sum to 1)")),
          .output = turned ? say("context VᵀAᵀ") : say("context A·V"),
          .arrow = with_gaussian ? say("softmax × Gaussian") : say("softmax")};
}

}  // namespace

Options options_of(const Parameters& chosen) {
  return {.score = score_in(chosen),
          .locality = locality_in(chosen),
          .half_width = choice(chosen, "half_width"),
          .sigma = {}};
}

const Mechanism mechanism = {
    .id = "luong_attention",
    .title = "Luong"_said,
    .equation = "o_i = Σ_j softmax_j(score(q_i, k_j)) v_j",
    .road = Road::other_scores,
    .parameters = parameters,
    .inputs = own_inputs,
    .forms = forms,
    .state_title = "KV cache"_said,
    .steps_absent = steps_absent,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .cost_depends_on_numbers = is_local_p,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::luong_attention
