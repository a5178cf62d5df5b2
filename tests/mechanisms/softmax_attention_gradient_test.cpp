#include "mechanisms/softmax_attention_gradient/softmax_attention_gradient.h"

#include <doctest/doctest.h>

#include "mechanisms/counting.h"
#include "mechanisms/inputs.h"
#include "mechanisms/softmax_attention_gradient/mechanism.h"

using namespace lookback;
using namespace lookback::testing;
namespace sa = lookback::softmax_attention;
namespace gradient = lookback::softmax_attention_gradient;

namespace {

constexpr double scale = 0.5;

HeadInputs<double> with_d_output(int tokens, int key_width, int value_width, std::uint64_t seed) {
  HeadInputs<double> inputs = random_head(tokens, key_width, value_width, seed);
  Random random(seed + 100);
  inputs.more.push_back(random_matrix(tokens, value_width, random));
  return inputs;
}

template <class Wanted>
gradient::Gradients<double> over(const HeadInputs<double>& inputs, const Mask& mask, Wanted wanted) {
  const sa::Options options{.scale = scale};
  const auto before = gradient::forward<double>(inputs, mask, options, {});
  return gradient::backward<double>(inputs, mask, inputs.more[0], before, options, wanted, {});
}

// The derivative of Σ dO ⊙ o by one number of q, k or v, from the forward definition.
double slope(const HeadInputs<double>& inputs, const Mask& mask, Matrix<Dual> HeadInputs<Dual>::* input,
             int row, int column) {
  HeadInputs<Dual> dual = convert<Dual>(inputs, [](double x) { return Dual(x); });
  Dual& x = (dual.*input)(row, column);
  x = Dual(plain(x), 1);
  const Matrix<Dual> output = sa::materialised<Dual>(dual, mask, {.scale = scale}, {}).output;
  double sum = 0;
  for (std::size_t n = 0; n < output.elements().size(); ++n) {
    sum += inputs.more[0].elements()[n] * output.elements()[n].derivative();
  }
  return sum;
}

void check_slopes(const HeadInputs<double>& inputs, const Mask& mask, Matrix<Dual> HeadInputs<Dual>::* input,
                  const Matrix<double>& gradient) {
  for (int r = 0; r < gradient.rows(); ++r) {
    for (int c = 0; c < gradient.columns(); ++c) {
      CHECK(gradient(r, c) == doctest::Approx(slope(inputs, mask, input, r, c)).epsilon(1e-11));
    }
  }
}

Matrix<double> sum(const Matrix<double>& a, const Matrix<double>& b) {
  Matrix<double> result = a;
  for (std::size_t n = 0; n < result.elements().size(); ++n) {
    result.elements()[n] += b.elements()[n];
  }
  return result;
}

}  // namespace

TEST_CASE("the gradients are the derivatives of the forward definition, under every mask") {
  const HeadInputs<double> inputs = with_d_output(6, 3, 2, 1);
  for (const Mask& mask : masks(6)) {
    CAPTURE(static_cast<int>(mask.kind()));
    const gradient::Gradients<double> d = over(inputs, mask, gradient::every_pair);
    check_slopes(inputs, mask, &HeadInputs<Dual>::q, d.q);
    check_slopes(inputs, mask, &HeadInputs<Dual>::k, d.k);
    check_slopes(inputs, mask, &HeadInputs<Dual>::v, d.v);
  }
}

TEST_CASE("contributions of all queries sum to the whole, and so do own and others") {
  const HeadInputs<double> inputs = with_d_output(7, 3, 2, 2);
  for (const Mask& mask : masks(7)) {
    const gradient::Gradients<double> whole = over(inputs, mask, gradient::every_pair);
    const gradient::Gradients<double> own = over(inputs, mask, gradient::own_pair);
    const gradient::Gradients<double> others = over(inputs, mask, gradient::other_pairs);
    CHECK(largest_difference(sum(own.k, others.k), whole.k) < 1e-15);
    CHECK(largest_difference(sum(own.v, others.v), whole.v) < 1e-15);
    Matrix<double> by_keys(7, 3);
    Matrix<double> by_values(7, 2);
    for (int query = 0; query < 7; ++query) {
      const auto of_query = over(inputs, mask, [query](int i, int) { return i == query; });
      by_keys = sum(by_keys, of_query.k);
      by_values = sum(by_values, of_query.v);
    }
    CHECK(largest_difference(by_keys, whole.k) < 1e-15);
    CHECK(largest_difference(by_values, whole.v) < 1e-15);
  }
}

TEST_CASE(
    "causal: a position's gradients come from itself and the future; the first key's own part is zero") {
  const HeadInputs<double> inputs = with_d_output(8, 3, 2, 3);
  const Mask mask = Mask::causal();
  const gradient::Gradients<double> own = over(inputs, mask, gradient::own_pair);
  const gradient::Gradients<double> future = over(inputs, mask, [](int i, int j) { return i > j; });
  CHECK(largest_difference(future.k, over(inputs, mask, gradient::other_pairs).k) == 0);
  for (int c = 0; c < 3; ++c) {
    CHECK(std::abs(own.k(0, c)) < 1e-15);
    CHECK(std::abs(future.k(0, c)) > 1e-3);
    CHECK(future.k(7, c) == 0);  // the last position has no future
  }
}

TEST_CASE("self only: dQ and dK are zero and dV is dO") {
  const HeadInputs<double> inputs = with_d_output(5, 3, 2, 4);
  const gradient::Gradients<double> d = over(inputs, Mask::diagonal(), gradient::every_pair);
  CHECK(largest_difference(d.q, Matrix<double>(5, 3)) < 1e-15);
  CHECK(largest_difference(d.k, Matrix<double>(5, 3)) < 1e-15);
  CHECK(d.v == inputs.more[0]);
}

TEST_CASE("uniform weights and one dO: own against future is 1/(j+1) to H_S - H_(j+1)") {
  constexpr int tokens = 12;
  HeadInputs<double> inputs = with_d_output(tokens, 2, 1, 5);
  inputs.q = Matrix<double>(tokens, 2);
  inputs.more[0] = Matrix<double>(tokens, 1, 1);
  const gradient::Gradients<double> own = over(inputs, Mask::causal(), gradient::own_pair);
  const gradient::Gradients<double> future = over(inputs, Mask::causal(), gradient::other_pairs);
  for (int j = 0; j < tokens; ++j) {
    double harmonic = 0;
    for (int i = j + 1; i < tokens; ++i) {
      harmonic += 1.0 / (i + 1);
    }
    CHECK(own.v(j, 0) == doctest::Approx(1.0 / (j + 1)).epsilon(1e-14));
    CHECK(future.v(j, 0) == doctest::Approx(harmonic).epsilon(1e-14));
    CHECK((own.v(j, 0) > future.v(j, 0)) == (j >= tokens - 2));
  }
}

TEST_CASE("weights kept or recomputed: the same gradients, at the costs that the formulas say") {
  for (const int tokens : {1, 4, 9, 33}) {
    const HeadInputs<double> inputs = with_d_output(tokens, 3, 2, 6);
    for (const Mask& mask : masks(tokens)) {
      const sa::Options options{.scale = scale};
      const HeadOutputs<double> whole = sa::materialised<double>(inputs, mask, options, {});
      const auto kept = gradient::backward_kept<double>(inputs, mask, inputs.more[0], whole, options, {});
      const auto recomputed = over(inputs, mask, gradient::every_pair);
      CHECK(largest_difference(kept.q, recomputed.q) < 1e-14);
      CHECK(largest_difference(kept.k, recomputed.k) < 1e-14);
      CHECK(largest_difference(kept.v, recomputed.v) < 1e-14);
      for (const double scaled : {0.0, 1.0}) {
        check_closed_forms(gradient::mechanism, inputs, mask, {{"scaled", scaled}});
      }
    }
  }
  // The worked example: S = 4, causal, width 2.
  const HeadInputs<double> inputs = with_d_output(4, 2, 2, 7);
  Cost cost;
  gradient::mechanism.forms[0].pass.in_counted(counted(inputs, cost), Mask::causal(), {}, {&cost});
  CHECK(cost.mul == 138);
  CHECK(cost.add == 128);
  CHECK(cost.exp == 10);
  CHECK(cost.mac == 108);
}

TEST_CASE("logits near 10 000 and rows that see nothing leave finite gradients") {
  HeadInputs<double> inputs = with_d_output(4, 2, 2, 8);
  inputs.q = {{100, 0}, {100, 1}, {100, 2}, {-100, 3}};
  inputs.k = {{100, 1}, {100, 0}, {100, -1}, {100, 2}};
  for (const Mask& mask :
       {Mask::causal(), Mask::bits({{1, 0, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 0}, {1, 0, 0, 1}})}) {
    const auto d = over(inputs, mask, gradient::every_pair);
    for (const Matrix<double>* matrix : {&d.q, &d.k, &d.v}) {
      for (const double x : matrix->elements()) {
        CHECK(std::isfinite(x));
      }
    }
    if (mask.kind() == Mask::Kind::bits) {
      CHECK(d.q(1, 0) == 0);
    }
  }
}

TEST_CASE("the board's tables are those gradients; of a query that has not arrived, the newest is shown") {
  const HeadInputs<double> inputs = with_d_output(4, 4, 2, 9);
  const Trace trace = gradient::mechanism.trace(inputs, Mask::causal(), {{"query", 2}});
  const auto find = [](const Trace& from, std::string_view id) {
    for (const TracedMatrix& matrix : from.more) {
      if (matrix.id == id) {
        return matrix.values;
      }
    }
    return Matrix<double>();
  };
  const auto d = over(inputs, Mask::causal(), gradient::every_pair);  // σ = 1/√4
  CHECK(find(trace, "d_q") == d.q);
  CHECK(find(trace, "d_k") == d.k);
  CHECK(find(trace, "d_v") == d.v);
  CHECK(find(trace, "from_query_k") == over(inputs, Mask::causal(), [](int i, int) { return i == 2; }).k);
  for (int i = 0; i < 4; ++i) {
    double row = 0;
    for (int j = 0; j < 4; ++j) {
      row += find(trace, "d_scores")(i, j);
    }
    CHECK(std::abs(row) < 1e-15);
  }
  const Trace early = gradient::mechanism.trace(prefix(inputs, gradient::mechanism.inputs, 2), Mask::causal(),
                                                {{"query", 2}});
  CHECK(find(early, "from_query_v").rows() == 2);
  CHECK(find(early, "from_query_v")(1, 0) != 0);
  const Trace nothing =
      gradient::mechanism.trace(prefix(inputs, gradient::mechanism.inputs, 0), Mask::causal(), {});
  CHECK(find(nothing, "sizes").rows() == 0);
}
