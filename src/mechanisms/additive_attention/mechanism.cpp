#include "mechanisms/additive_attention/mechanism.h"

#include <algorithm>
#include <array>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/additive_attention/closed_form.h"
#include "mechanisms/additive_attention/explain.h"

namespace lookback::additive_attention {
namespace {

constexpr std::array<ParameterSpec, 1> parameters = {{
    {"query", "Query shown"_said, 0, 63, 1,
     "Whose tanh layer is shown, one row for each key; the newest query's while that one has not arrived."_said},
}};

constexpr std::array<InputSpec, 3> own_inputs = {{
    {.id = "w_q",
     .title = "W_q",
     .meaning = "Projects a query to the width in which it is compared with a key; y = W_q q."_said,
     .rows = Size::key_width,
     .columns = Size::key_width,
     .start = Start::random},
    {.id = "w_k",
     .title = "W_k",
     .meaning = "Projects a key to the same width; W_k k does not depend on the query."_said,
     .rows = Size::key_width,
     .columns = Size::key_width,
     .start = Start::random},
    {.id = "w_v",
     .title = "w_v",
     .meaning = "One number for each tanh: the score is w_v · tanh(W_q q + W_k k)."_said,
     .rows = Size::one,
     .columns = Size::key_width,
     .start = Start::random},
}};

template <template <class> class Layer>
struct Materialised {
  template <Transcendental T>
  class Parts : public RowByRow<T, Layer<T>> {
   public:
    Parts(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& /*chosen*/, Meter<T> meter)
        : RowByRow<T, Layer<T>>(inputs, weights_of(inputs), mask, meter) {}
  };

  template <Transcendental T>
  static HeadOutputs<T> run(const HeadInputs<T>& inputs, const Mask& mask, const Parameters& chosen,
                            Meter<T> meter) {
    return run_parts<Parts<T>>(inputs, mask, chosen, meter);
  }
};

struct Decode {
  template <Transcendental T>
  static DecodeState<T> start(const HeadInputs<T>& inputs, const Parameters& /*chosen*/, Meter<T> meter) {
    return empty_cache<T>(inputs.k.columns(), inputs.v.columns(), meter);
  }
  template <Transcendental T>
  static HeadOutputs<T> step(DecodeState<T>& cache, const HeadInputs<T>& inputs, const Mask& mask,
                             const Parameters& /*chosen*/, Meter<T> meter) {
    const int t = cache.position();
    return decode_step<T>(cache, inputs.q.row(t), inputs.k.row(t), inputs.v.row(t), weights_of(inputs), mask,
                          meter);
  }
};

constexpr std::array<Form, 3> forms = {{
    {.id = "projected_once",
     .title = "Projected once"_said,
     .meaning = "W_q q and W_k k are computed once for each token; a pair only adds them."_said,
     .holds_scores = true,
     .absent = always_there,
     .pass = passes_of<Materialised<LayerProjectedOnce>>()},
    {.id = "projected_each_step",
     .title = "Projected each step"_said,
     .meaning = "As the score is written: every query projects every key again, and itself with it."_said,
     .holds_scores = true,
     .absent = always_there,
     .pass = passes_of<Materialised<LayerProjectedEachStep>>()},
    {.id = "decode",
     .title = "Decode"_said,
     .meaning = "One query at a time against the cache of projected keys W_k k and values."_said,
     .holds_scores = false,
     .absent = needs_no_lookahead,
     .pass = passes_of<ByStepping<Decode>>()},
}};

BoardTitles titles(const Parameters& /*chosen*/, bool turned) {
  return {.scores = say("scores {0}", "w_v·tanh"),
          .weights = turned ? say("weights (columns sum to 1)") : say("weights (rows sum to 1)"),
          .output = turned ? say("context VᵀAᵀ") : say("context A·V"),
          .arrow = say("softmax")};
}

// The tanh layer of one query: a row for each key that it may look at.
Matrix<double> tanh_layer_of(int query, const Matrix<double>& queries, const Matrix<double>& keys,
                             const Mask& mask) {
  Matrix<double> result(keys.rows(), keys.columns());
  for (int j = 0; j < keys.rows(); ++j) {
    if (mask.visible(query, j)) {
      std::ranges::copy(tanh_layer<double>(queries.row(query), keys.row(j)), result.row(j).begin());
    }
  }
  return result;
}

Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& chosen) {
  const Weights<double> weights = weights_of(inputs);
  const Matrix<double> queries = project_rows(inputs.q, weights.w_q);
  const Matrix<double> keys = project_rows(inputs.k, weights.w_k);
  Trace trace = {projected_once<double>(inputs, weights, mask, {})};
  trace.more = {{.id = "projected_q",
                 .title = "W_q q",
                 .role = MatrixRole::query,
                 .rows = Axis::query,
                 .values = queries,
                 .meaning = "Every query, projected once."_said},
                {.id = "projected_k",
                 .title = "W_k k",
                 .role = MatrixRole::key,
                 .rows = Axis::key,
                 .values = keys,
                 .meaning = "Every key, projected once: no query is in it, so it can be kept."_said}};
  const int query = shown_query(chosen, inputs.q.rows());
  trace.more.push_back(
      {.id = "tanh",
       .title = query < 0 ? say("tanh layer") : say("tanh layer of {0}", "q" + subscript(query)),
       .rows = Axis::key,
       .values = tanh_layer_of(query, queries, keys, mask),
       .meaning = "tanh(W_q q + W_k k) of one query with each key it may look at."_said});
  return trace;
}

}  // namespace

int shown_query(const Parameters& chosen, int tokens) {
  return std::min(static_cast<int>(parameter(mechanism, chosen, "query")), tokens - 1);
}

const Mechanism mechanism = {
    .id = "additive_attention",
    .title = "Additive"_said,
    .equation = "o_i = Σ_j softmax_j(w_v·tanh(W_q q_i + W_k k_j)) v_j",
    .road = Road::other_scores,
    .parameters = parameters,
    .inputs = own_inputs,
    .forms = forms,
    .state_title = "Cache of W_k k and v"_said,
    .steps_absent = needs_no_lookahead,
    .steps = steps_of<Decode>(),
    .titles = titles,
    .trace = trace,
    .pass_cost = pass_cost,
    .steps_cost = steps_cost,
    .formula = formula,
    .explain = explain,
};

}  // namespace lookback::additive_attention
