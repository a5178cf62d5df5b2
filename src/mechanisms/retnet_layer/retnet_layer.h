#pragma once

#include <algorithm>
#include <vector>

#include "mechanisms/projection.h"
#include "mechanisms/retnet_layer/normalisation.h"
#include "mechanisms/retnet_layer/official.h"

// A whole multi-scale retention layer (Sun et al. 2023, eq. 8, in the released code's order), once for every
// scalar that has a square root:
//
//   q, k, v = x W_Qᵀ, x W_Kᵀ / √d_k, x W_Vᵀ      of every head, q and k rotated
//   out = (swish(x W_Gᵀ) ⊙ concat_h norm(retention_h)) W_Oᵀ
namespace lookback::retnet_layer {

template <class T>
struct Weights {  // [out, in]
  Matrix<T> q, k;
  Matrix<T> v, g;
  Matrix<T> o;
};

enum class Norm : std::uint8_t { rms, group };

struct Options {
  std::vector<double> decays;  // γ of each head
  double key_scale = 1;        // multiplies the keys
  double epsilon = 0;
  Norm norm = Norm::rms;

  int heads() const { return static_cast<int>(decays.size()); }
};

// The rows of a matrix that belong to one of `heads` heads.
template <class T>
Matrix<T> of_head(const Matrix<T>& all, int head, int heads) {
  const int rows = all.rows() / heads;
  return all.slice(head * rows, rows);
}

// q, k and v of one head, k scaled; not yet rotated.
template <Transcendental T>
HeadInputs<T> projected(const Matrix<T>& x, const Weights<T>& w, const Options& options, int head) {
  const int heads = options.heads();
  HeadInputs<T> rows = {project_rows<T>(x, of_head(w.q, head, heads)),
                        project_rows<T>(x, of_head(w.k, head, heads)),
                        project_rows<T>(x, of_head(w.v, head, heads)),
                        {}};
  multiply_row<T>(rows.k.elements(), T(options.key_scale));
  return rows;
}

// The same rotated, for tokens from `first_position` on.
template <Transcendental T>
HeadInputs<T> head_rows(const Matrix<T>& x, const Weights<T>& w, const Options& options, int head,
                        int first_position = 0) {
  HeadInputs<T> rows = projected<T>(x, w, options, head);
  const int width = rows.k.columns();
  return decayed_attention::prepared<T>(
      std::move(rows), {.decay = {}, .scale = {}, .rotation = retnet_rotation(width)}, first_position);
}

template <Transcendental T>
void normalise(Matrix<T>& rows, const Options& options) {
  for (int t = 0; t < rows.rows(); ++t) {
    if (options.norm == Norm::group) {
      group_norm<T>(rows.row(t), options.epsilon);
    } else {
      rms_norm<T>(rows.row(t), options.epsilon);
    }
  }
}

// swish(x W_Gᵀ)
template <Transcendental T>
Matrix<T> gates(const Matrix<T>& x, const Weights<T>& w) {
  Matrix<T> result = project_rows<T>(x, w.g);
  swish<T>(result.elements());
  return result;
}

// swish(x W_Gᵀ) ⊙ concat_h norm(retention_h), where retention(head, rows) gives one head's outputs before the
// norm.
template <Transcendental T, class Retention>
Matrix<T> gated_heads(const Matrix<T>& x, const Weights<T>& w, const Options& options, int first_position,
                      Retention retention) {
  Matrix<T> gated = gates<T>(x, w);
  const int width = w.v.rows() / options.heads();  // d_v
  for (int head = 0; head < options.heads(); ++head) {
    Matrix<T> rows = retention(head, head_rows<T>(x, w, options, head, first_position));
    normalise<T>(rows, options);
    for (int t = 0; t < rows.rows(); ++t) {
      for (int c = 0; c < width; ++c) {
        T& gate = gated(t, head * width + c);
        gate = gate * rows(t, c);
      }
    }
  }
  return gated;
}

// The layer for the rows x.
template <Transcendental T, class Retention>
HeadOutputs<T> layer(const Matrix<T>& x, const Weights<T>& w, const Options& options, int first_position,
                     Retention retention) {
  HeadOutputs<T> result;
  result.output =
      project_rows<T>(gated_heads<T>(x, w, options, first_position, retention), w.o);  // [S, d_model]
  return result;
}

template <Transcendental T>
HeadOutputs<T> parallel_layer(const Matrix<T>& x, const Weights<T>& w, const Options& options,
                              Meter<T> meter) {
  meter.depth(1);
  return layer<T>(x, w, options, 0, [&](int head, const HeadInputs<T>& rows) {
    return parallel<T>(rows, options.decays[static_cast<std::size_t>(head)], meter).output;
  });
}

// Ŝ and c of every head, before the first token.
template <Transcendental T>
DecodeState<T> start_layer(const Weights<T>& w, const Options& options, Meter<T> meter) {
  using State = DecodeState<T>;
  std::vector<typename State::Part> parts;
  for (int head = 0; head < options.heads(); ++head) {
    parts.push_back(State::fixed_part("S " + std::to_string(head), w.k.rows() / options.heads(),
                                      w.v.rows() / options.heads(), meter.number(0)));
    parts.push_back(State::fixed_part("c " + std::to_string(head), 1, 1));
  }
  return State(std::move(parts), meter);
}

// One token, the row x.
template <Transcendental T>
HeadOutputs<T> layer_step(DecodeState<T>& state, const Matrix<T>& x, const Weights<T>& w,
                          const Options& options, Meter<T> meter) {
  meter.depth(1);
  HeadOutputs<T> result = layer<T>(x, w, options, state.position(), [&](int head, const HeadInputs<T>& row) {
    const auto part = static_cast<std::size_t>(head);
    Matrix<T> output(1, row.v.columns());
    step<T>(state.update(2 * part), state.update(2 * part + 1).front(), row, options.decays[part],
            output.row(0));
    return output;
  });
  state.advance();
  return result;
}

template <Transcendental T>
HeadOutputs<T> recurrent_layer(DecodeState<T>& state, const Matrix<T>& x, const Weights<T>& w,
                               const Options& options, Meter<T> meter) {
  HeadOutputs<T> result;
  result.output = Matrix<T>(x.rows(), w.o.rows());
  for (int t = 0; t < x.rows(); ++t) {
    const HeadOutputs<T> row = layer_step<T>(state, x.slice(t, 1), w, options, meter);
    std::ranges::copy(row.output.row(0), result.output.row(t).begin());
  }
  return result;
}

// Chunk after chunk, from R̂ of every head, zero before the first.
template <Transcendental T>
HeadOutputs<T> chunkwise_layer(const Matrix<T>& x, const Weights<T>& w, int chunk_size,
                               const Options& options, Meter<T> meter) {
  using State = DecodeState<T>;
  std::vector<typename State::Part> parts;
  for (int head = 0; head < options.heads(); ++head) {
    parts.push_back(State::fixed_part("R " + std::to_string(head), w.k.rows() / options.heads(),
                                      w.v.rows() / options.heads(), meter.number(0)));
  }
  State state(std::move(parts), meter);
  meter.depth((x.rows() + chunk_size - 1) / chunk_size);
  return layer<T>(x, w, options, 0, [&](int head, const HeadInputs<T>& rows) {
    const auto part = static_cast<std::size_t>(head);
    return chunkwise<T>(state, part, rows, chunk_size, options.decays[part], meter);
  });
}

}  // namespace lookback::retnet_layer
