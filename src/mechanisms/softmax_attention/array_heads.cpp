#include "mechanisms/softmax_attention/array_heads.h"

#include <cmath>

#include "base/format.h"

namespace lookback::softmax_attention {
namespace {

constexpr double largest_reach = 1e6;  // keys on one side of a window

// [B or 1, H or 1, S_q or 1, S_k]
Expected<Mask> boolean_mask(const ArrayCase& arrays, std::int64_t batch, std::int64_t head, int queries,
                            int keys) {
  const Expected<ArrayView> input = array_input(arrays, "mask", 4);
  if (!input) {
    return std::unexpected(input.error());
  }
  const auto fits = [](std::int64_t size, std::int64_t whole) { return size == 1 || size == whole; };
  if (input->size(3) != keys || !fits(input->size(2), queries) ||
      (input->size(1) != 1 && head >= input->size(1)) || (input->size(0) != 1 && batch >= input->size(0))) {
    return fail("The boolean mask does not fit the queries and keys.");
  }
  const Matrix<std::uint8_t> given = input->at<std::uint8_t>({batch, head});
  Matrix<std::uint8_t> bits(queries, keys);
  for (int i = 0; i < queries; ++i) {
    for (int j = 0; j < keys; ++j) {
      bits(i, j) = given(given.rows() == 1 ? 0 : i, j);
    }
  }
  return Mask::bits(std::move(bits));
}

}  // namespace

Expected<Placed> placed_mask(const ArrayCase& arrays, std::int64_t batch, std::int64_t head, int queries,
                             int keys) {
  const std::string_view name = arrays.word("mask");
  const int offset = keys - queries;
  if (name == "none" || (name.empty() && !arrays.inputs.contains("mask"))) {
    return Placed{Mask::none()};
  }
  if (name == "causal" || name == "causal_top_left") {
    return Placed{Mask::causal()};
  }
  if (name == "causal_bottom_right") {
    return Placed{Mask::causal(), offset};
  }
  if (name == "diagonal") {
    return Placed{Mask::diagonal()};
  }
  if (name == "window") {
    const double left = arrays.number("left", 0);
    const double right = arrays.number("right", 0);
    if (!(left >= 0 && left < largest_reach && right >= 0 && right < largest_reach)) {
      return fail("A window counts keys to the left and right: whole numbers from 0 on are accepted.");
    }
    return Placed{Mask::window(static_cast<int>(left), static_cast<int>(right)), offset};
  }
  if (name == "boolean" || name.empty()) {
    Expected<Mask> mask = boolean_mask(arrays, batch, head, queries, keys);
    return mask ? Expected<Placed>(Placed{std::move(*mask)}) : std::unexpected(mask.error());
  }
  return fail("The mask " + in_quotes(name) + " is not known.");
}

bool decodes(const ArrayCase& arrays) {
  const Expected<GroupedHeads> heads = grouped_heads(arrays);
  if (!heads) {
    return false;
  }
  const std::string_view mask = arrays.word("mask");
  const bool square = heads->queries() == heads->keys();
  const bool later = heads->queries() < heads->keys();
  return (square && (mask == "causal" || mask == "causal_top_left" || mask == "diagonal")) ||
         ((square || later) &&
          ((mask == "window" && arrays.number("right", 0) == 0) || mask == "causal_bottom_right"));
}

Expected<GroupedHeads> grouped_heads(const ArrayCase& arrays) {
  const Expected<ArrayView> q = array_input(arrays, "q", 4);
  const Expected<ArrayView> k = array_input(arrays, "k", 4);
  const Expected<ArrayView> v = array_input(arrays, "v", 4);
  for (const auto* input : {&q, &k, &v}) {
    if (!*input) {
      return std::unexpected(input->error());
    }
  }
  if (k->size(1) == 0 || q->size(1) % k->size(1) != 0) {
    return fail("The number of query heads must be a multiple of the number of key heads.");
  }
  for (const Expected<void>& equal : {equal_sizes("The batch of k", k->size(0), q->size(0)),
                                      equal_sizes("The batch of v", v->size(0), q->size(0)),
                                      equal_sizes("The number of heads of v", v->size(1), k->size(1)),
                                      equal_sizes("The number of values", v->size(2), k->size(2)),
                                      equal_sizes("The width of k", k->size(3), q->size(3))}) {
    if (!equal) {
      return std::unexpected(equal.error());
    }
  }
  return GroupedHeads{*q, *k, *v};
}

double scale_of(const ArrayCase& arrays, std::int64_t key_width) {
  return arrays.number("scale", 1 / std::sqrt(static_cast<double>(key_width)));
}

}  // namespace lookback::softmax_attention
