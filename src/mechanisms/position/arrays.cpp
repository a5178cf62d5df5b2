#include "mechanisms/position/arrays.h"

#include "base/format.h"
#include "mechanisms/array_views.h"
#include "mechanisms/position/alibi.h"
#include "mechanisms/position/rotation.h"
#include "numbers/operations.h"

namespace lookback::position {
namespace {

struct Turned {
  NpyArray q, k, scores;
};

// q and k of one head, turned, and their scores without scaling.
template <class T>
void append_head(Turned& all, const Matrix<T>& q, const Matrix<T>& k, const Rotation& queries,
                 const Rotation& keys, int offset) {
  const Matrix<T> q_turned = rotated(q, queries, offset);
  const Matrix<T> k_turned = rotated(k, keys, offset);
  append(all.q, q_turned);
  append(all.k, k_turned);
  for (int i = 0; i < q_turned.rows(); ++i) {
    for (int j = 0; j < k_turned.rows(); ++j) {
      all.scores.values.push_back(plain(dot<T>(q_turned.row(i), k_turned.row(j))));
    }
  }
}

NamedArrays named(Turned turned) {
  NamedArrays result;
  result["q_rot"] = std::move(turned.q);
  result["k_rot"] = std::move(turned.k);
  result["scores"] = std::move(turned.scores);
  return result;
}

// q and k with this many axes and of equal shape, but for the number of tokens.
struct Pair {
  ArrayView q;
  ArrayView k;
};
Expected<Pair> queries_and_keys(const ArrayCase& arrays, std::size_t axes) {
  const Expected<ArrayView> q = array_input(arrays, "q", axes);
  const Expected<ArrayView> k = array_input(arrays, "k", axes);
  if (!q || !k) {
    return std::unexpected(q ? k.error() : q.error());
  }
  for (std::size_t axis = 0; axis < axes; ++axis) {
    if (axis + 2 == axes) {
      continue;
    }
    if (const Expected<void> equal = equal_sizes("A size of k", k->size(axis), q->size(axis)); !equal) {
      return std::unexpected(equal.error());
    }
  }
  return Pair{*q, *k};
}

Expected<Rotation> rope_of(const ArrayCase& arrays, int width) {
  const std::string_view convention = arrays.word("convention");
  if (convention != "interleaved" && convention != "half_split") {
    return fail("The convention " + in_quotes(convention) + " is not known.");
  }
  const double rotary = arrays.number("rotary_dim", width);
  const int rotary_width = rotary >= 0 && rotary <= width ? static_cast<int>(rotary) : -1;
  if (rotary_width < 0 || rotary_width % 2 != 0) {
    return fail("A rotation turns pairs of channels: rotary_dim must be even, and not above the width.");
  }
  return rope(rotary_width, convention == "half_split" ? Pairing::half_split : Pairing::interleaved,
              arrays.number("base", 10000));
}

// [B, H, S, d]
template <class T>
Expected<NamedArrays> evaluate_rope(const ArrayCase& arrays) {
  const Expected<Pair> pair = queries_and_keys(arrays, 4);
  if (!pair) {
    return std::unexpected(pair.error());
  }
  const auto& [q, k] = *pair;
  const Expected<Rotation> rotation = rope_of(arrays, static_cast<int>(q.size(3)));
  if (!rotation) {
    return std::unexpected(rotation.error());
  }
  Turned all{{{q.size(0), q.size(1), q.size(2), q.size(3)}, {}},
             {{k.size(0), k.size(1), k.size(2), k.size(3)}, {}},
             {{q.size(0), q.size(1), q.size(2), k.size(2)}, {}}};
  for (std::int64_t b = 0; b < q.size(0); ++b) {
    for (std::int64_t h = 0; h < q.size(1); ++h) {
      append_head<T>(all, q.at<T>({b, h}), k.at<T>({b, h}), *rotation, *rotation,
                     static_cast<int>(arrays.number("offset", 0)));
    }
  }
  return named(std::move(all));
}

// [B, S, d]
template <class T>
Expected<NamedArrays> evaluate_xpos(const ArrayCase& arrays) {
  const Expected<Pair> pair = queries_and_keys(arrays, 3);
  if (!pair) {
    return std::unexpected(pair.error());
  }
  const auto& [q, k] = *pair;
  const auto width = static_cast<int>(q.size(2));
  if (width % 2 != 0) {
    return fail("A rotation turns pairs of channels, so the width must be even.");
  }
  const int min_position = -static_cast<int>((q.size(1) + 1) / 2);  // torchscale: floor(-S/2)
  const Xpos xpos{.centre = static_cast<int>(arrays.number("min_pos", min_position)),
                  .scale_base = arrays.number("scale_base", 512),
                  .gamma = arrays.number("gamma", 0.4),
                  .base = arrays.number("base", 10000)};
  Turned all{{{q.size(0), q.size(1), q.size(2)}, {}},
             {{k.size(0), k.size(1), k.size(2)}, {}},
             {{q.size(0), q.size(1), k.size(1)}, {}}};
  for (std::int64_t b = 0; b < q.size(0); ++b) {
    append_head<T>(all, q.at<T>({b}), k.at<T>({b}), xpos_of_queries(width, xpos), xpos_of_keys(width, xpos),
                   0);
  }
  return named(std::move(all));
}

// slopes_n for each n of `heads`. In every precision they are tables, computed in double.
Expected<NamedArrays> evaluate_slopes(std::string_view /*form*/, const ArrayCase& arrays,
                                      Precision precision) {
  const auto heads = arrays.lists.find("heads");
  if (heads == arrays.lists.end()) {
    return fail("The case has no list \"heads\".");
  }
  constexpr double largest_heads = 4096;
  NamedArrays result;
  for (const double count : heads->second) {
    if (!(count >= 1 && count <= largest_heads)) {
      return fail("A number of heads from 1 to 4096 is accepted.");
    }
    std::vector<double> slopes = alibi_slopes(static_cast<int>(count));
    if (precision == Precision::float32) {
      for (double& slope : slopes) {
        slope = static_cast<float>(slope);
      }
    }
    const auto size = static_cast<std::int64_t>(slopes.size());
    result["slopes_" + std::to_string(size)] = NpyArray{{size}, std::move(slopes)};
  }
  return result;
}

std::vector<std::string_view> rope_forms(const ArrayCase& arrays) {
  return {arrays.word("convention") == "half_split" ? "half split" : "interleaved"};
}
std::vector<std::string_view> xpos_forms(const ArrayCase& /*arrays*/) { return {"interleaved"}; }
std::vector<std::string_view> slopes_forms(const ArrayCase& /*arrays*/) { return {"slopes"}; }

Expected<NamedArrays> rope_in(std::string_view /*form*/, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_rope<double>(arrays) : evaluate_rope<float>(arrays);
}
Expected<NamedArrays> xpos_in(std::string_view /*form*/, const ArrayCase& arrays, Precision precision) {
  return precision == Precision::float64 ? evaluate_xpos<double>(arrays) : evaluate_xpos<float>(arrays);
}

}  // namespace

const ArrayEvaluation rope_arrays = {"rope", rope_forms, rope_in};
const ArrayEvaluation xpos_arrays = {"xpos", xpos_forms, xpos_in};
const ArrayEvaluation alibi_slopes_arrays = {"alibi_slopes", slopes_forms, evaluate_slopes};

}  // namespace lookback::position
