#include <doctest/doctest.h>

#include "kernels/attention_case.h"
#include "mechanisms/softmax_attention_gradient/softmax_attention_gradient.h"

using namespace lookback;
using namespace lookback::testing;
using kernels::Kernels;
using kernels::runnable_kernels;

namespace {

struct Gradients {
  Floats q;
  Floats k;
  Floats v;
};

Gradients backward(const Kernels& kernels, const AttentionCase& given, const Floats& d_output) {
  const AttentionResult left = forward(kernels, given);
  Gradients d{Floats(given.q.size(), std::numeric_limits<float>::quiet_NaN()), Floats(given.k.size()),
              Floats(given.v.size())};
  const kernels::AttentionShape& s = given.shape;
  Floats scratch(static_cast<std::size_t>(kernels.attention_backward_scratch(s)),
                 std::numeric_limits<float>::quiet_NaN());
  const int middle = s.queries / 3;
  for (const auto& [first, end] : {std::pair{0, middle}, {middle, s.queries}}) {
    kernels.attention_backward(
        s, given.visible, given.inputs(), {left.output.data(), left.log_sum_exp.data(), d_output.data()},
        {d.q.data(), d.k.data(), d.v.data()}, {0, s.batch * s.heads, first, end}, scratch.data());
  }
  return d;
}

// dQ of every head, dK and dV summed over the query heads that share them.
Gradients defined(const AttentionCase& given, const Floats& d_output) {
  const kernels::AttentionShape& s = given.shape;
  Gradients sum{Floats(given.q.size()), Floats(given.k.size()), Floats(given.v.size())};
  const auto add = [](Floats& to, std::int64_t row, const Matrix<double>& from) {
    for (std::size_t i = 0; i < from.elements().size(); ++i) {
      to[static_cast<std::size_t>(row * from.columns()) + i] += static_cast<float>(from.elements()[i]);
    }
  };
  for (int head = 0; head < s.batch * s.heads; ++head) {
    const HeadInputs<double> inputs = head_of(given, head);
    const softmax_attention::Options options = {.scale = given.scale,
                                                .query_offset = static_cast<int>(given.visible.offset)};
    const auto d = softmax_attention_gradient::backward<double>(
        inputs, given.mask, rows_of(d_output, std::int64_t{head} * s.queries, s.queries, s.value_width),
        softmax_attention_gradient::forward<double>(inputs, given.mask, options, Meter<double>()), options,
        softmax_attention_gradient::every_pair, Meter<double>());
    add(sum.q, std::int64_t{head} * s.queries, d.q);
    add(sum.k, std::int64_t{given.kv_head(head)} * s.keys, d.k);
    add(sum.v, std::int64_t{given.kv_head(head)} * s.keys, d.v);
  }
  return sum;
}

double largest(const Floats& x) {
  double result = 0;
  for (const float each : x) {
    result = std::max(result, std::abs(double{each}));
  }
  return result;
}

// Relative to the largest gradient of its kind; where all are nearly zero, as under a mask of self only, to
// 1/2.
double error(const Floats& is, const Floats& should) {
  double worst = 0;
  for (std::size_t i = 0; i < is.size(); ++i) {
    const double difference = std::abs(double{is[i]} - should[i]);
    worst = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(worst, difference);
  }
  return worst == 0 ? 0 : worst / std::max(largest(should), 0.5);
}

void check_backward(const AttentionCase& given, double allowed = 4e-6) {
  Random random(77);
  const Floats d_output = random_floats(given.rows() * given.shape.value_width, random, 1);
  const Gradients should = defined(given, d_output);
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    const Gradients d = backward(*each, given, d_output);
    CHECK(error(d.q, should.q) < allowed);
    CHECK(error(d.k, should.k) < allowed);
    CHECK(error(d.v, should.v) < allowed);
  }
}

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE("attention backward is the definition at every length up to 130") {
  constexpr int widths[] = {1, 2, 3, 4, 8, 16, 32, 64, 80, 128};
  for (int tokens = 1; tokens <= 130; ++tokens) {
    AttentionCase given;
    given.shape = {1, 1, 1, tokens, tokens, widths[tokens % 10], widths[(tokens / 10 + tokens) % 10]};
    choose_mask(given, tokens);
    fill(given, static_cast<std::uint64_t>(tokens));
    CAPTURE(tokens);
    check_backward(given);
  }
}

TEST_CASE("attention backward with shared heads, batches, offsets, and rows that see nothing") {
  for (const auto& [queries, keys, offset] :
       {std::tuple{50, 50, 0}, {5, 130, 125}, {90, 12, 0}, {70, 30, -40}, {3, 2, -9}}) {
    for (int turn = 0; turn < 5; ++turn) {
      AttentionCase given;
      given.shape = {2, 4, 2, queries, keys, 6, 9};
      given.visible.offset = offset;
      choose_mask(given, turn);
      fill(given, 13);
      CAPTURE(queries);
      CAPTURE(turn);
      check_backward(given);
    }
  }
}

TEST_CASE("attention backward at a thousand tokens, and with large logits") {
  AttentionCase given;
  given.shape = {1, 1, 1, 1100, 1100, 8, 4};
  choose_mask(given, 0);
  fill(given, 17);
  check_backward(given);
  given.shape = {1, 1, 1, 90, 90, 4, 4};
  fill(given, 19, 9);
  check_backward(given, 1e-4);
}

TEST_SUITE_END();
