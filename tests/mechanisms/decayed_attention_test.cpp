#include "mechanisms/decayed_attention/decayed_attention.h"

#include <doctest/doctest.h>

#include <cmath>

#include "mechanisms/counting.h"
#include "mechanisms/decayed_attention/instance.h"
#include "mechanisms/decayed_attention/mechanism.h"
#include "mechanisms/inputs.h"

using namespace lookback;
using namespace lookback::testing;
namespace decayed = lookback::decayed_attention;

namespace {

// Straight from o_i = Σ_{j ≤ i} γ^(i-j) (q_i · k_j) v_j, in long double, with 0⁰ = 1.
Matrix<double> decayed_by_definition(const HeadInputs<double>& inputs, double gamma) {
  Matrix<double> output(inputs.q.rows(), inputs.v.columns());
  for (int i = 0; i < output.rows(); ++i) {
    for (int c = 0; c < output.columns(); ++c) {
      long double sum = 0;
      for (int j = 0; j <= i; ++j) {
        long double product = 0;
        for (int a = 0; a < inputs.k.columns(); ++a) {
          product += static_cast<long double>(inputs.q(i, a)) * inputs.k(j, a);
        }
        sum += std::pow(static_cast<long double>(gamma), i - j) * product * inputs.v(j, c);
      }
      output(i, c) = static_cast<double>(sum);
    }
  }
  return output;
}

template <class T>
DecodeState<T> decayed_start(const HeadInputs<T>& inputs, Meter<T> meter = {}) {
  return zero_state<T>(inputs.k.columns(), inputs.v.columns(), meter);
}

struct Counts {
  Cost parallel, recurrent, chunkwise;
};

Counts counts_of(int tokens, int key_width, int value_width, int chunk, decayed::Decay decay) {
  const HeadInputs<double> inputs = random_head(tokens, key_width, value_width, 1);
  Counts counts;
  decayed::parallel<Counted>(counted(inputs, counts.parallel), Mask::causal(), decay, {&counts.parallel});
  const HeadInputs<Counted> stepped = counted(inputs, counts.recurrent);
  DecodeState<Counted> state = decayed_start<Counted>(stepped, {&counts.recurrent});
  decayed::recurrent<Counted>(state, stepped, decay, {&counts.recurrent});
  const HeadInputs<Counted> chunked = counted(inputs, counts.chunkwise);
  DecodeState<Counted> carried = decayed_start<Counted>(chunked, {&counts.chunkwise});
  decayed::chunkwise<Counted>(carried, chunked, chunk, decay, {&counts.chunkwise});
  return counts;
}

}  // namespace

TEST_CASE("decayed attention: every form equals the definition, with γ from 0 to 1") {
  for (int tokens = 0; tokens <= 17; ++tokens) {
    const HeadInputs<double> inputs = random_head(tokens, 3, 2, static_cast<std::uint64_t>(tokens));
    for (const double gamma : {0.0, 0.5, 0.9, 1 - std::exp2(-9), 1.0}) {
      CAPTURE(tokens);
      CAPTURE(gamma);
      const Matrix<double> expected = decayed_by_definition(inputs, gamma);
      CHECK(largest_difference(decayed::parallel<double>(inputs, Mask::causal(), gamma, {}).output,
                               expected) < 1e-14);
      DecodeState<double> stepped = decayed_start(inputs);
      CHECK(largest_difference(decayed::recurrent<double>(stepped, inputs, gamma, {}).output, expected) <
            1e-14);
      for (const int size : {1, 2, 3, 5, 64}) {
        CAPTURE(size);
        DecodeState<double> carried = decayed_start(inputs);
        const HeadOutputs<double> chunks = decayed::chunkwise<double>(carried, inputs, size, gamma, {});
        CHECK(largest_difference(chunks.output, expected) < 1e-14);
        CHECK(carried.position() == tokens);
        for (std::size_t n = 0; n < 6; ++n) {
          CHECK(std::abs(carried.parts()[0].numbers[n] - stepped.parts()[0].numbers[n]) < 1e-14);
        }
      }
    }
  }
}

TEST_CASE("decayed attention: no decay is γ = 1, and costs no multiplications") {
  const HeadInputs<double> inputs = random_head(9, 4, 3, 5);
  CHECK(decayed::parallel<double>(inputs, Mask::causal(), {}, {}).output ==
        decayed::parallel<double>(inputs, Mask::causal(), 1.0, {}).output);
  const Counts without = counts_of(4, 2, 2, 2, {});
  CHECK(without.parallel.mul == 40);
  CHECK(without.recurrent.mul == 32);
  CHECK(without.chunkwise.mul == 56);
}

TEST_CASE("decayed attention: the worked example of four tokens of width 2, to check by hand") {
  const Counts counts = counts_of(4, 2, 2, 2, 0.9);
  CHECK(counts.parallel.mul == 50);
  CHECK(counts.parallel.add == 40);
  CHECK(counts.parallel.mac == 40);
  CHECK(counts.parallel.scores_held == 16);
  CHECK(counts.recurrent.mul == 48);
  CHECK(counts.recurrent.add == 32);
  CHECK(counts.recurrent.mac == 32);
  CHECK(counts.recurrent.state_read == 16);
  CHECK(counts.recurrent.state_written == 16);
  CHECK(counts.chunkwise.mul == 86);
  CHECK(counts.chunkwise.add == 64);
  CHECK(counts.chunkwise.mac == 56);
  CHECK(counts.chunkwise.state_read == 8);
  CHECK(counts.chunkwise.scores_held == 4);
  CHECK(counts.chunkwise.sequential_depth == 2);
}

TEST_CASE("decayed attention: counts equal the closed forms, with every rotation, mask and chunk size") {
  for (int tokens = 1; tokens <= 9; ++tokens) {
    for (const auto& [key_width, value_width] : {std::pair(4, 3), std::pair(3, 1)}) {
      const HeadInputs<double> inputs = random_head(tokens, key_width, value_width, 2);
      for (const Mask& mask : masks(tokens)) {
        for (const double rotation : {0.0, 1.0, 2.0, 3.0}) {
          for (const double chunk : {1.0, 2.0, 5.0, 64.0}) {
            check_closed_forms(decayed::mechanism, inputs, mask, {{"rotation", rotation}, {"chunk", chunk}});
          }
        }
      }
    }
  }
}

TEST_CASE("decayed attention: a rotation needs pairs, a decay a past; the control says so") {
  const Form& parallel_form = decayed::mechanism.forms[0];
  const Parameters turned = {{"rotation", 1}};
  CHECK(!parallel_form.absent({Mask::causal(), 5, 3, 2, {}}));
  CHECK(parallel_form.absent({Mask::causal(), 5, 3, 2, turned}) == decayed::rotation_needs_pairs);
  CHECK(parallel_form.absent({Mask::none(), 5, 4, 2, {}}) == decayed::decay_looks_back);
  CHECK(!parallel_form.absent({Mask::window(2, 0), 5, 4, 2, {}}));
  CHECK(decayed::mechanism.forms[1].absent({Mask::window(2, 0), 5, 4, 2, {}}));
}

TEST_CASE("decayed attention: rotated scores depend on the distance alone") {
  const HeadInputs<double> inputs = random_head(8, 6, 2, 3);
  for (const int choice : {1, 2, 3}) {
    const decayed::Options options{.decay = 0.9, .scale = {}, .rotation = decayed::rotation_of(choice, 6)};
    const Matrix<double> here =
        decayed::parallel<double>(decayed::prepared<double>(inputs, options), Mask::causal(), 0.9, {}).output;
    const Matrix<double> there =
        decayed::parallel<double>(decayed::prepared<double>(inputs, options, 100), Mask::causal(), 0.9, {})
            .output;
    CHECK(largest_difference(here, there) < 1e-13);
  }
}

// S_t = γ R⁻¹ S_{t−1} + k_tᵀ v_t with the one-step rotation R on the key channels.
TEST_CASE("decayed attention: rotating queries and keys is turning the state one step backwards") {
  const HeadInputs<double> inputs = random_head(7, 4, 3, 8);
  const decayed::Options options{.decay = 0.8, .scale = {}, .rotation = retnet_rotation(4)};
  const Matrix<double> expected =
      decayed::parallel<double>(decayed::prepared<double>(inputs, options), Mask::causal(), 0.8, {}).output;

  Matrix<double> state(4, 3);
  for (int t = 0; t < 7; ++t) {
    for (int c = 0; c < 3; ++c) {
      std::vector<double> column;
      for (int a = 0; a < 4; ++a) {
        column.push_back(state(a, c));
      }
      rotate<double>(column, -1, *options.rotation);
      double o = 0;
      for (int a = 0; a < 4; ++a) {
        state(a, c) = 0.8 * column[static_cast<std::size_t>(a)] + inputs.k(t, a) * inputs.v(t, c);
        o += inputs.q(t, a) * state(a, c);
      }
      CHECK(o == doctest::Approx(expected(t, c)).epsilon(1e-12));
    }
  }
}
