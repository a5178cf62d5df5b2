#include "mechanisms/softmax_attention_gradient/mechanism.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/explanation.h"
#include "mechanisms/softmax_attention/closed_form.h"
#include "mechanisms/softmax_attention_gradient/explain.h"

namespace lookback::softmax_attention_gradient {
namespace {

constexpr std::array<ParameterSpec, 2> parameters = {{
    scaled_scores,
    {"query", "Query shown"_said, 0, 63, 2,
     "Whose contribution to the gradients of the keys and values is shown; the newest query's while that one "
     "has not arrived."_said},
}};

constexpr std::array<InputSpec, 1> inputs_beside = {{
    {.id = "dout",
     .title = "dO",
     .meaning = "The gradient of a loss by the output: by how much the loss grows when an output does."_said,
     .rows = Size::tokens,
     .columns = Size::value_width,
     .start = Start::random},
}};

bool scaled(const Parameters& chosen) { return parameter(mechanism, chosen, "scaled") != 0; }

// The numbers of the forward pass, which was paid for before: for a scalar that counts, they count nothing.
template <class T>
HeadInputs<T> paid_for(const HeadInputs<T>& inputs) {
  return inputs;
}
template <>
HeadInputs<Counted> paid_for(const HeadInputs<Counted>& inputs) {
  const auto constant = [](const Counted& x) { return Counted(x.value()); };
  return {
      inputs.q.map<Counted>(constant), inputs.k.map<Counted>(constant), inputs.v.map<Counted>(constant), {}};
}

// A pass gives the output of the forward pass; the gradients are `trace`'s. So the backward pass is only run
// where it is counted.
template <class T>
constexpr bool counts = std::is_same_v<T, Counted>;

// A meter whose counts are nobody's.
template <class T>
struct Unread {
  Meter<T> meter;
};
template <>
struct Unread<Counted> {
  Cost cost;
  Meter<Counted> meter{&cost};
};

struct Backward {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            [[maybe_unused]] Meter<T> meter) {
    const softmax_attention::Options options = options_for(inputs.k.columns(), chosen);
    Unread<T> unread;
    Forward<T> before = forward<T>(paid_for(inputs), mask, options, unread.meter);
    if constexpr (counts<T>) {
      backward<T>(inputs, mask, inputs.more[0], before, options, every_pair, meter);
    }
    return {.output = std::move(before.output)};
  }
};

struct BackwardKept {
  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            [[maybe_unused]] Meter<T> meter) {
    const softmax_attention::Options options = options_for(inputs.k.columns(), chosen);
    Unread<T> unread;
    HeadOutputs<T> before = softmax_attention::materialised<T>(paid_for(inputs), mask, options, unread.meter);
    if constexpr (counts<T>) {
      backward_kept<T>(inputs, mask, inputs.more[0], before, options, meter);
    }
    return before;
  }
};

constexpr std::array<Form, 2> forms = {{
    {.id = "backward",
     .title = "Backward"_said,
     .meaning =
         "The gradients after a forward pass that left o and L; the weights are computed again from L."_said,
     .absent = always_there,
     .pass = passes_of<Backward>()},
    {.id = "backward_kept",
     .title = "Backward, weights kept"_said,
     .meaning = "The gradients after a forward pass that kept its S × S weights."_said,
     .holds_scores = true,
     .absent = always_there,
     .pass = passes_of<BackwardKept>()},
}};

BoardTitles titles(const Parameters& chosen, bool turned) {
  return {.scores = say("scores {0}", std::string(turned ? "KQᵀ" : "QKᵀ") + (scaled(chosen) ? "/√d" : "")),
          .weights = turned ? say("weights (columns sum to 1)") : say("weights (rows sum to 1)"),
          .output = turned ? say("output VᵀAᵀ") : say("output A·V"),
          .arrow = say("softmax")};
}

double length(std::span<const double> row) { return std::sqrt(dot<double>(row, row)); }

// How long the rows of dK and dV are, from a position's own query and from all others: [S, 4].
Matrix<double> sizes(const Gradients<double>& own, const Gradients<double>& others) {
  Matrix<double> result(own.k.rows(), 4);
  for (int j = 0; j < result.rows(); ++j) {
    int column = 0;
    for (const Matrix<double>* d : {&own.k, &others.k, &own.v, &others.v}) {
      result(j, column++) = length(d->row(j));
    }
  }
  return result;
}

// dP and dS of all pairs.
struct PairMatrices {
  Matrix<double> by_weight;
  Matrix<double> by_score;
};
PairMatrices pair_matrices(const HeadInputs<double>& inputs, const Trace& trace, const Mask& mask) {
  const Matrix<double>& d_output = inputs.more[0];
  const int tokens = inputs.q.rows();
  const std::vector<double> row_product = row_products(d_output, trace.output);
  PairMatrices result{Matrix<double>(tokens, tokens), Matrix<double>(tokens, tokens)};
  for (int i = 0; i < tokens; ++i) {
    for (const int j : visible_keys(i, tokens, mask)) {
      const PairGradient<double> pair = pair_gradient<double>(
          trace.weights(i, j), d_output.row(i), inputs.v.row(j), row_product[static_cast<std::size_t>(i)]);
      result.by_weight(i, j) = pair.by_weight;
      result.by_score(i, j) = pair.by_score;
    }
  }
  return result;
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  using enum MatrixRole;
  const softmax_attention::Options options = options_for(inputs.k.columns(), chosen);
  Trace trace = {softmax_attention::materialised<double>(inputs, mask, options, {})};
  const Forward<double> before = forward<double>(inputs, mask, options, {});
  const auto over = [&](auto wanted) {
    return backward<double>(inputs, mask, inputs.more[0], before, options, wanted, {});
  };
  const int shown = shown_query(chosen, inputs.q.rows());
  PairMatrices pairs = pair_matrices(inputs, trace, mask);
  Gradients<double> all = over(every_pair);
  Gradients<double> of_query = over([shown](int i, int) { return i == shown; });
  const auto of_shown = [shown](std::string_view gradient) {
    return shown >= 0 ? say("{0} from {1}", gradient, "q" + subscript(shown))
                      : say("{0} from no query yet", gradient);
  };
  trace.more = {
      {"d_weights", "dP = dO Vᵀ", score, Axis::query, Axis::key, std::move(pairs.by_weight),
       "The gradient by each weight."_said},
      {"d_scores", "dS", score, Axis::query, Axis::key, std::move(pairs.by_score),
       "The gradient by each score: p (dP − D). Every row sums to zero."_said},
      {"d_q", "dQ", query, Axis::query, Axis::dimension, std::move(all.q),
       "The gradient by the queries."_said},
      {"d_k", "dK", key, Axis::key, Axis::dimension, std::move(all.k),
       "The gradient by the keys, summed over the queries that look at them."_said},
      {"d_v", "dV", value, Axis::key, Axis::dimension, std::move(all.v),
       "The gradient by the values, summed over the queries that look at them."_said},
      {"from_query_k", of_shown("dK"), key, Axis::key, Axis::dimension, std::move(of_query.k),
       "What one query contributes to the gradient by each key: σ dS q."_said},
      {"from_query_v", of_shown("dV"), value, Axis::key, Axis::dimension, std::move(of_query.v),
       "What one query contributes to the gradient by each value: p dO."_said},
      {"sizes", say("|dK| own, others · |dV| own, others"), plain, Axis::key, Axis::dimension,
       sizes(over(own_pair), over(other_pairs)),
       "Lengths of the part of dK and dV that comes from the position's own query, and of the part that "
       "comes "
       "from all others: under the causal mask from the future."_said},
  };
  return trace;
}

// P visible pairs; D takes d_v for each query.
Cost pass_cost(const Form& form, const Setting& s) {
  const std::int64_t pairs = softmax_attention::pairs(s.mask, s.tokens);
  const std::int64_t scale = scaled(s.parameters) ? 1 : 0;
  const std::int64_t d_k = s.key_width;
  const std::int64_t d_v = s.value_width;
  Cost cost;
  cost.tokens_projected = s.tokens;
  cost.sequential_depth = 1;
  cost.mac = pairs * (2 * d_k + 2 * d_v) + s.tokens * d_v;
  cost.mul = cost.mac + pairs * (1 + scale);
  cost.add = cost.mac + pairs;
  if (form.id == "backward_kept") {
    cost.scores_held = std::int64_t{s.tokens} * s.tokens;
    cost.scores_moved = cost.scores_held;
    return cost;
  }
  cost.score_dot_products = pairs;
  cost.mac += pairs * d_k;
  cost.mul += pairs * (d_k + scale);
  cost.add += pairs * (d_k + 1);
  cost.exp = pairs;
  return cost;
}

}  // namespace

softmax_attention::Options options_for(int key_width, const Parameters& chosen) {
  softmax_attention::Options options;
  if (scaled(chosen)) {
    options.scale = 1 / std::sqrt(static_cast<double>(key_width));
  }
  return options;
}

int shown_query(const Parameters& chosen, int tokens) {
  return std::min(static_cast<int>(parameter(mechanism, chosen, "query")), tokens - 1);
}

const Mechanism mechanism = {
    .id = "softmax_attention_gradient",
    .title = "Softmax, gradients"_said,
    .equation =
        "dS_ij = p_ij (dO_i·v_j − dO_i·o_i), dQ_i = σ Σ_j dS_ij k_j, dK_j = σ Σ_i dS_ij q_i, dV_j = Σ_i p_ij "
        "dO_i",
    .parameters = parameters,
    .inputs = inputs_beside,
    .forms = forms,
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .explain = explain,
};

}  // namespace lookback::softmax_attention_gradient
