#include "mechanisms/luong_attention/arrays.h"

#include "base/format.h"
#include "mechanisms/array_views.h"
#include "mechanisms/luong_attention/attentional_state.h"
#include "mechanisms/luong_attention/luong_attention.h"

namespace lookback::luong_attention {
namespace {

Expected<Options> options_in(const ArrayCase& arrays) {
  Options options;
  const std::string_view score = arrays.word("score");
  if (score == "general") {
    options.score = Score::general;
  } else if (score == "concat") {
    options.score = Score::concat;
  } else if (score != "dot") {
    return fail("The score " + in_quotes(score) + " is not known: dot, general and concat are.");
  }
  if (arrays.numbers.contains("D")) {
    options.locality = arrays.inputs.contains("w_p") ? Locality::local_p : Locality::local_m;
    options.half_width = static_cast<int>(arrays.number("D", 0));
  }
  if (arrays.numbers.contains("sigma")) {
    options.sigma = arrays.number("sigma", 0);
  }
  if (options.locality == Locality::local_p && options.half_width == 0 && !options.sigma) {
    return fail("The Gaussian's σ is D/2, so a window of D = 0 needs a \"sigma\".");
  }
  return options;
}

// A matrix of this shape, or a sentence.
template <class T>
Expected<Matrix<T>> matrix_in(const ArrayCase& arrays, std::string_view name, std::int64_t rows,
                              std::int64_t columns) {
  const Expected<ArrayView> given = array_input(arrays, name, 2);
  if (!given) {
    return std::unexpected(given.error());
  }
  for (const Expected<void>& same :
       {equal_sizes("The first axis of " + std::string(name), given->size(0), rows),
        equal_sizes("The second axis of " + std::string(name), given->size(1), columns)}) {
    if (!same) {
      return std::unexpected(same.error());
    }
  }
  return given->template at<T>();
}

template <class T>
Expected<Matrix<T>> row_in(const ArrayCase& arrays, std::string_view name) {
  const Expected<ArrayView> given = array_input(arrays, name, 1);
  if (!given) {
    return std::unexpected(given.error());
  }
  return given->template row<T>();
}

// W_a = [W_1 W_2], the half for the query first.
template <class T>
Expected<void> read_concat(Weights<T>& weights, const ArrayCase& arrays, int query_width, int key_width) {
  const Expected<Matrix<T>> v_a = row_in<T>(arrays, "v_a");
  if (!v_a) {
    return std::unexpected(v_a.error());
  }
  const Expected<Matrix<T>> w_a = matrix_in<T>(arrays, "w_a", v_a->columns(), query_width + key_width);
  if (!w_a) {
    return std::unexpected(w_a.error());
  }
  weights.concat = {w_a->corner(w_a->rows(), query_width), Matrix<T>(w_a->rows(), key_width), *v_a};
  for (int r = 0; r < w_a->rows(); ++r) {
    std::ranges::copy(w_a->row(r).subspan(static_cast<std::size_t>(query_width)),
                      weights.concat.w_k.row(r).begin());
  }
  return {};
}

template <class T>
Expected<Weights<T>> weights_in(const ArrayCase& arrays, const Options& options, int query_width,
                                int key_width) {
  Weights<T> weights;
  if (options.score == Score::general) {
    Expected<Matrix<T>> w_a = matrix_in<T>(arrays, "w_a", key_width, query_width);
    if (!w_a) {
      return std::unexpected(w_a.error());
    }
    weights.w_a = std::move(*w_a);
  } else if (options.score == Score::concat) {
    if (const Expected<void> read = read_concat(weights, arrays, query_width, key_width); !read) {
      return std::unexpected(read.error());
    }
  }
  if (options.locality == Locality::local_p) {
    const Expected<Matrix<T>> v_p = row_in<T>(arrays, "v_p");
    const Expected<Matrix<T>> w_p =
        v_p ? matrix_in<T>(arrays, "w_p", v_p->columns(), query_width) : std::unexpected(v_p.error());
    if (!w_p) {
      return std::unexpected(w_p.error());
    }
    weights.w_p = *w_p;
    weights.v_p = *v_p;
  }
  return weights;
}

template <class T>
Expected<NamedArrays> evaluate_all(const ArrayCase& arrays) {
  const Expected<ArrayView> h_t = array_input(arrays, "h_t", 3);
  const Expected<ArrayView> h_s = array_input(arrays, "h_s", 3);
  const Expected<Options> options = options_in(arrays);
  if (!h_t || !h_s || !options) {
    return std::unexpected(!h_t ? h_t.error() : !h_s ? h_s.error() : options.error());
  }
  const auto query_width = static_cast<int>(h_t->size(2));
  const auto key_width = static_cast<int>(h_s->size(2));
  const Expected<Weights<T>> weights = weights_in<T>(arrays, *options, query_width, key_width);
  const Expected<AttentionalState<T>> state = attentional_state<T>(arrays, key_width, query_width);
  const Expected<void> batches = equal_sizes("The number of sequences of h_s", h_s->size(0), h_t->size(0));
  if (!weights || !state || !batches) {
    return std::unexpected(!weights ? weights.error() : !state ? state.error() : batches.error());
  }

  const std::int64_t queries = h_t->size(1);
  const std::int64_t keys = h_s->size(1);
  NpyArray weights_out{{h_t->size(0), queries, keys}, {}};
  NpyArray context{{h_t->size(0), queries, key_width}, {}};
  NpyArray attn_h{{h_t->size(0), queries, state->w_c.rows()}, {}};
  NpyArray p{{h_t->size(0), queries}, {}};
  for (std::int64_t b = 0; b < h_t->size(0); ++b) {
    const Expected<int> length = sequence_length(arrays, b, keys);
    if (!length) {
      return std::unexpected(length.error());
    }
    const Matrix<T> source = h_s->at<T>({b}).top(*length);  // keys and values
    const HeadInputs<T> inputs = {h_t->at<T>({b}), source, source, {}};
    const HeadOutputs<T> result = materialised<T>(inputs, *weights, Mask::none(), *options, {});
    append_padded(weights_out, result.weights, keys);
    append(context, result.output);
    append(attn_h, state->of(result.output, inputs.q));
    append(p, centres<T>(inputs, *weights, *options));
  }
  NamedArrays result;
  result["weights"] = std::move(weights_out);
  result["context"] = std::move(context);
  if (state->exists()) {
    result["attn_h"] = std::move(attn_h);
  }
  if (options->locality != Locality::global) {
    result["p"] = std::move(p);
  }
  return result;
}

std::vector<std::string_view> forms_of(const ArrayCase& /*arrays*/) { return {"materialised"}; }

Expected<NamedArrays> evaluate(std::string_view /*form*/, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_all<double>(arrays) : evaluate_all<float>(arrays);
}

}  // namespace

const ArrayEvaluation arrays = {"luong_attention", forms_of, evaluate};

}  // namespace lookback::luong_attention
