#include "mechanisms/retnet_layer/arrays.h"

#include <array>
#include <cmath>

#include "mechanisms/array_chunks.h"
#include "mechanisms/array_views.h"
#include "mechanisms/retention/decay.h"
#include "mechanisms/retnet_layer/retnet_layer.h"

namespace lookback::retnet_layer {
namespace {

struct Layer {
  ArrayView x;  // [B, S, d_model]
  ArrayView w_q, w_k, w_v, w_g, w_o;
  Options options;
  int chunk_size = 0;

  template <class T>
  Weights<T> weights() const {
    return {w_q.at<T>(), w_k.at<T>(), w_v.at<T>(), w_g.at<T>(), w_o.at<T>()};
  }
  int heads() const { return options.heads(); }
  std::int64_t key_width() const { return w_q.size(0) / heads(); }
  std::int64_t value_width() const { return w_v.size(0) / heads(); }
};

// Sizes that fit each other, or the first sentence that says which do not.
Expected<void> check(const Layer& layer) {
  const std::int64_t width = layer.x.size(2);
  const std::int64_t heads = layer.heads();
  const Expected<void> checks[] = {
      equal_sizes("The number of columns of w_q", layer.w_q.size(1), width),
      equal_sizes("The number of columns of w_k", layer.w_k.size(1), width),
      equal_sizes("The number of columns of w_v", layer.w_v.size(1), width),
      equal_sizes("The number of columns of w_g", layer.w_g.size(1), width),
      equal_sizes("The number of rows of w_k", layer.w_k.size(0), layer.w_q.size(0)),
      equal_sizes("The number of rows of w_g", layer.w_g.size(0), layer.w_v.size(0)),
      equal_sizes("The number of columns of w_o", layer.w_o.size(1), layer.w_v.size(0)),
      equal_sizes("What is left over when the rows of w_q are dealt out to heads, in pairs,",
                  layer.w_q.size(0) % (2 * heads), 0),
      equal_sizes("What is left over when the rows of w_v are dealt out to heads", layer.w_v.size(0) % heads,
                  0),
  };
  for (const Expected<void>& one : checks) {
    if (!one) {
      return one;
    }
  }
  return {};
}

Expected<Options> options_of(const ArrayCase& given, std::int64_t rows_of_queries) {
  Options options;
  options.epsilon = given.number("eps", 0);
  if (const auto list = given.lists.find("gamma"); list != given.lists.end()) {
    options.decays = list->second;
  }
  const auto heads =
      static_cast<std::int64_t>(given.number("heads", static_cast<double>(options.decays.size())));
  if (heads < 1) {
    return fail("The parameter \"heads\" is missing, or less than 1.");
  }
  for (auto h = static_cast<int>(options.decays.size()); options.decays.empty() || h < heads; ++h) {
    options.decays.push_back(retention::decay_of_head(h));
  }
  if (const auto equal = equal_sizes("The number of decays", options.heads(), heads); !equal) {
    return std::unexpected(equal.error());
  }
  const double key_width = static_cast<double>(rows_of_queries) / static_cast<double>(heads);
  options.key_scale = given.number("scale_on_k", 1 / std::sqrt(key_width));
  return options;
}

Expected<Layer> layer_of(const ArrayCase& given) {
  const Expected<ArrayView> x = array_input(given, "x", 3);
  const Expected<ArrayView> w_q = array_input(given, "w_q", 2);
  const Expected<ArrayView> w_k = array_input(given, "w_k", 2);
  const Expected<ArrayView> w_v = array_input(given, "w_v", 2);
  const Expected<ArrayView> w_g = array_input(given, "w_g", 2);
  const Expected<ArrayView> w_o = array_input(given, "w_o", 2);
  for (const auto* input : {&x, &w_q, &w_k, &w_v, &w_g, &w_o}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  const Expected<Options> options = options_of(given, w_q->size(0));
  if (!options) {
    return std::unexpected(options.error());
  }
  const Layer layer{*x,   *w_q, *w_k,     *w_v,
                    *w_g, *w_o, *options, static_cast<int>(given.number("chunk_size", 0))};
  const Expected<void> fits = check(layer);
  return fits ? Expected<Layer>(layer) : std::unexpected(fits.error());
}

// Puts one head's rows into [B, S, H, d] at batch b.
template <class T>
void place(NpyArray& array, const Matrix<T>& rows, std::int64_t b, int head) {
  const std::int64_t heads = array.shape[2];
  for (int t = 0; t < rows.rows(); ++t) {
    for (int c = 0; c < rows.columns(); ++c) {
      const std::int64_t at = ((b * array.shape[1] + t) * heads + head) * array.shape[3] + c;
      array.values[static_cast<std::size_t>(at)] = plain(rows(t, c));
    }
  }
}

NpyArray zeros(std::vector<std::int64_t> shape) {
  std::int64_t size = 1;
  for (const std::int64_t length : shape) {
    size *= length;
  }
  return {std::move(shape), std::vector<double>(static_cast<std::size_t>(size))};
}

// The heads of one form before their norm, [B, S, H, d_v].
template <class T, class Retention>
NpyArray before_norm(const Layer& layer, Retention retention) {
  const Weights<T> w = layer.weights<T>();
  NpyArray all = zeros({layer.x.size(0), layer.x.size(1), layer.heads(), layer.value_width()});
  for (std::int64_t b = 0; b < layer.x.size(0); ++b) {
    const Matrix<T> x = layer.x.at<T>({b});
    for (int head = 0; head < layer.heads(); ++head) {
      place(all,
            retention(head_rows<T>(x, w, layer.options, head),
                      layer.options.decays[static_cast<std::size_t>(head)]),
            b, head);
    }
  }
  return all;
}

// Whole layers, [B, S, d_model].
template <class T, class Compute>
NpyArray outputs(const Layer& layer, Compute compute) {
  NpyArray all{{layer.x.size(0), layer.x.size(1), layer.w_o.size(0)}, {}};
  for (std::int64_t b = 0; b < layer.x.size(0); ++b) {
    append(all, compute(layer.x.at<T>({b})).output);
  }
  return all;
}

template <class T>
NamedArrays evaluate_parallel(const Layer& layer) {
  const Weights<T> w = layer.weights<T>();
  const std::int64_t batches = layer.x.size(0);
  NamedArrays result;
  NpyArray q_rot{{batches, layer.heads(), layer.x.size(1), layer.key_width()}, {}};
  NpyArray k_rot = q_rot;
  for (std::int64_t b = 0; b < batches; ++b) {
    for (int head = 0; head < layer.heads(); ++head) {
      const HeadInputs<T> rows = head_rows<T>(layer.x.at<T>({b}), w, layer.options, head);
      append(q_rot, rows.q);
      append(k_rot, rows.k);
    }
  }
  const auto normed = [&layer](const HeadInputs<T>& rows, double gamma, Norm norm) {
    Matrix<T> y = parallel<T>(rows, gamma, {}).output;
    normalise<T>(y, {.decays = {}, .epsilon = layer.options.epsilon, .norm = norm});
    return y;
  };
  result["q_rot"] = std::move(q_rot);
  result["k_rot"] = std::move(k_rot);
  result["plain"] = before_norm<T>(layer, [](const HeadInputs<T>& rows, double gamma) {
    return decayed_attention::parallel<T>(rows, Mask::causal(), gamma, {}).output;
  });
  result["parallel_prenorm"] = before_norm<T>(
      layer, [](const HeadInputs<T>& rows, double gamma) { return parallel<T>(rows, gamma, {}).output; });
  result["normed"] = before_norm<T>(
      layer, [&normed](const HeadInputs<T>& rows, double gamma) { return normed(rows, gamma, Norm::rms); });
  result["group_normed"] = before_norm<T>(
      layer, [&normed](const HeadInputs<T>& rows, double gamma) { return normed(rows, gamma, Norm::group); });
  result["out"] =
      outputs<T>(layer, [&](const Matrix<T>& x) { return parallel_layer<T>(x, w, layer.options, {}); });
  return result;
}

// The state in the official orientation, [B, H, d_v, d_k], and c of every head after the last token.
template <class T>
void append_state(NpyArray& states, NpyArray& scales, const DecodeState<T>& state, const Layer& layer) {
  scales.values.clear();
  for (std::size_t part = 0; part < state.parts().size(); part += 2) {
    const std::vector<T>& s = state.parts()[part].numbers;
    for (std::int64_t c = 0; c < layer.value_width(); ++c) {
      for (std::int64_t a = 0; a < layer.key_width(); ++a) {
        states.values.push_back(plain(s[static_cast<std::size_t>(a * layer.value_width() + c)]));
      }
    }
    scales.values.push_back(plain(state.parts()[part + 1].numbers.front()));
  }
}

template <class T>
NamedArrays evaluate_recurrent(const Layer& layer) {
  const Weights<T> w = layer.weights<T>();
  NamedArrays result;
  NpyArray states{{layer.x.size(0), layer.heads(), layer.value_width(), layer.key_width()}, {}};
  NpyArray scales{{layer.heads()}, {}};
  result["recurrent_prenorm"] = before_norm<T>(layer, [](const HeadInputs<T>& rows, double gamma) {
    DecodeState<T> state = zero_state<T>(rows.k.columns(), rows.v.columns(), {});
    Matrix<T> all(rows.v.rows(), rows.v.columns());
    T decay_sum(0);
    for (int t = 0; t < rows.v.rows(); ++t) {
      step<T>(state.update(0), decay_sum, {rows.q.slice(t, 1), rows.k.slice(t, 1), rows.v.slice(t, 1), {}},
              gamma, all.row(t));
    }
    return all;
  });
  result["out_recurrent"] = outputs<T>(layer, [&](const Matrix<T>& x) {
    DecodeState<T> state = start_layer<T>(w, layer.options, {});
    HeadOutputs<T> output = recurrent_layer<T>(state, x, w, layer.options, {});
    append_state(states, scales, state, layer);
    return output;
  });
  result["state"] = std::move(states);
  result["state_scale"] = std::move(scales);
  return result;
}

template <class T>
NamedArrays evaluate_chunkwise(const Layer& layer) {
  const Weights<T> w = layer.weights<T>();
  NamedArrays result;
  result["chunkwise_prenorm"] = before_norm<T>(layer, [&layer](const HeadInputs<T>& rows, double gamma) {
    DecodeState<T> state = zero_state<T>(rows.k.columns(), rows.v.columns(), {});
    return chunkwise<T>(state, 0, rows, layer.chunk_size, gamma, {});
  });
  result["out_chunkwise"] = outputs<T>(layer, [&](const Matrix<T>& x) {
    return chunkwise_layer<T>(x, w, layer.chunk_size, layer.options, {});
  });
  return result;
}

// Only with ε = 0 would other chunk sizes give the same.
std::vector<std::string_view> forms_of(const ArrayCase& given) {
  std::vector<std::string_view> forms = {"parallel", "recurrent"};
  if (const std::string_view chunked = chunkwise_form(static_cast<int>(given.number("chunk_size", 0)));
      !chunked.empty()) {
    forms.push_back(chunked);
  }
  return forms;
}

template <class T>
NamedArrays evaluate_form(std::string_view form, const Layer& layer) {
  return form == "parallel"    ? evaluate_parallel<T>(layer)
         : form == "recurrent" ? evaluate_recurrent<T>(layer)
                               : evaluate_chunkwise<T>(layer);
}

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& given, Precision precision) {
  const Expected<Layer> layer = layer_of(given);
  if (!layer) {
    return std::unexpected(layer.error());
  }
  return precision == Precision::float64 ? evaluate_form<double>(form, *layer)
                                         : evaluate_form<float>(form, *layer);
}

}  // namespace

const ArrayEvaluation arrays = {"retnet_layer", forms_of, evaluate};

}  // namespace lookback::retnet_layer
