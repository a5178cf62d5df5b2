#include "mechanisms/rwkv4_time_mixing/rwkv4_time_mixing.h"

#include <doctest/doctest.h>

#include "mechanisms/inputs.h"
#include "mechanisms/rwkv4_time_mixing/mechanism.h"

using namespace lookback;
using namespace lookback::testing;
namespace block = lookback::rwkv4_time_mixing;

namespace {

constexpr int channels = 3;

// The mechanism's own inputs, in their order: X, μ three times, W four times, decay rates, bonuses.
HeadInputs<double> random_block(int tokens, std::uint64_t seed) {
  Random random(seed);
  HeadInputs<double> inputs = random_head(tokens, channels, channels, seed);
  inputs.more.push_back(random_matrix(tokens, channels, random));
  for (int n = 0; n < 3; ++n) {
    inputs.more.push_back(random_matrix(1, channels, random));
  }
  for (int n = 0; n < 4; ++n) {
    inputs.more.push_back(random_matrix(channels, channels, random));
  }
  inputs.more.push_back(random_matrix(1, channels, random).map<double>([](double w) { return w * w; }));
  inputs.more.push_back(random_matrix(1, channels, random));
  return inputs;
}

template <class T>
Matrix<T> block_stepped(const HeadInputs<T>& inputs, Meter<T> meter = {}) {
  const Matrix<T>& x = inputs.more[block::x];
  Matrix<T> output(x.rows(), x.columns());
  DecodeState<T> state = block::start<T>(x.columns(), meter);
  for (int t = 0; t < x.rows(); ++t) {
    const HeadOutputs<T> row = block::step<T>(state, x.row(t), block::weights_of(inputs), meter);
    std::ranges::copy(row.output.row(0), output.row(t).begin());
  }
  return output;
}

Matrix<double> block_parallel(const HeadInputs<double>& inputs) {
  return block::parallel<double>(inputs.more[block::x], block::weights_of(inputs), {}).output;
}

}  // namespace

TEST_CASE("time mixing: one token at a time is all at once") {
  for (int tokens = 0; tokens <= 33; ++tokens) {
    const HeadInputs<double> inputs = random_block(tokens, static_cast<std::uint64_t>(tokens));
    CAPTURE(tokens);
    REQUIRE(largest_difference(block_stepped(inputs), block_parallel(inputs)) < 1e-13);
  }
}

TEST_CASE("time mixing: the token before the first is zero, and μ is the share of the present one") {
  HeadInputs<double> inputs = random_block(3, 1);
  inputs.more[block::mix_k] = {{1, 0, 0.25}};
  const Matrix<double>& x = inputs.more[block::x];
  const block::Block<double> all = block::parallel<double>(x, block::weights_of(inputs), {});
  CHECK(all.mixed_k(0, 0) == x(0, 0));
  CHECK(all.mixed_k(0, 1) == 0);
  CHECK(all.mixed_k(2, 0) == x(2, 0));
  CHECK(all.mixed_k(2, 1) == x(1, 1));
  CHECK(all.mixed_k(2, 2) == doctest::Approx(0.25 * x(2, 2) + 0.75 * x(1, 2)));
}

TEST_CASE("time mixing: with μ = 1, unit matrices and an open gate it is wkv of the tokens themselves") {
  HeadInputs<double> inputs = random_block(8, 4);
  Matrix<double> unit(channels, channels);
  for (int c = 0; c < channels; ++c) {
    unit(c, c) = 1;
  }
  for (const block::Input mix : {block::mix_k, block::mix_v, block::mix_r}) {
    inputs.more[mix] = Matrix<double>(1, channels, 1.0);
  }
  inputs.more[block::w_k] = inputs.more[block::w_v] = inputs.more[block::w_o] = unit;
  inputs.more[block::w_r] = Matrix<double>(channels, channels, 0.0);  // sigmoid(0) = 1/2
  const Matrix<double>& x = inputs.more[block::x];
  Matrix<double> half =
      rwkv4_wkv::parallel<double>(x, x, block::weights_of(inputs).rates(), Mask::causal(), {}).output;
  for (double& element : half.elements()) {
    element /= 2;
  }
  CHECK(largest_difference(block_stepped(inputs), half) < 1e-14);
}

TEST_CASE("time mixing: a projection is y = W x with W stored [out, in]") {
  HeadInputs<double> inputs = random_block(1, 9);
  const block::Block<double> all =
      block::parallel<double>(inputs.more[block::x], block::weights_of(inputs), {});
  double sum = 0;
  for (int a = 0; a < channels; ++a) {
    sum += inputs.more[block::w_k](2, a) * all.mixed_k(0, a);
  }
  CHECK(all.k(0, 2) == doctest::Approx(sum).epsilon(1e-15));
}

TEST_CASE("time mixing: the shown channel's weights average the projected values") {
  const HeadInputs<double> inputs = random_block(5, 2);
  const Trace trace = block::mechanism.trace(inputs, Mask::causal(), {{"channel", 1.0}});
  const auto wkv = std::ranges::find(trace.more, std::string_view("wkv"), &TracedMatrix::id);
  REQUIRE(wkv != trace.more.end());
  for (int t = 0; t < 5; ++t) {
    double sum = 0;
    for (int i = 0; i <= t; ++i) {
      sum += trace.weights(t, i) * trace.projected->v(i, 1);
    }
    CHECK(sum == doctest::Approx(wkv->values(t, 1)).epsilon(1e-13));
  }
}

TEST_CASE("time mixing: the state is the token before and wkv's three numbers a channel") {
  Cost cost;
  block_stepped(counted(random_block(7, 1), cost), Meter<Counted>{&cost});
  CHECK(cost.state_held == 4 * channels);
  CHECK(cost.state_read == 7 * 4 * channels);
  CHECK(cost.mac == 7 * 4 * channels * channels);
  CHECK(cost.exp == 7 * 5 * channels);  // four of wkv, one of the sigmoid
}
