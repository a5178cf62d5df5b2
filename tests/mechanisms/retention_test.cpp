#include <doctest/doctest.h>

#include <cmath>

#include "mechanisms/counting.h"
#include "mechanisms/decayed_attention/mechanism.h"
#include "mechanisms/inputs.h"
#include "mechanisms/recurrences.h"
#include "mechanisms/retention/decay.h"
#include "mechanisms/retention/mechanism.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("retention: the decay of head h is 1 − 2^(−5−h), to the last bit") {
  CHECK(retention::decay_of_head(0) == 31.0 / 32);
  CHECK(retention::decay_of_head(3) == 255.0 / 256);
  CHECK(retention::decay_of_head(7) == 4095.0 / 4096);
}

TEST_CASE("retention: it is decayed attention with scaled queries and its head's decay") {
  HeadInputs<double> inputs = random_head(11, 4, 3, 4);
  HeadInputs<double> halved = inputs;
  for (double& q : halved.q.elements()) {
    q /= 2;  // 1/√4
  }
  for (const double head : {0.0, 7.0}) {
    const double gamma = retention::decay_of_head(static_cast<int>(head));
    for (const double rotation : {0.0, 3.0}) {
      for (const char* form : {"parallel", "recurrent", "chunkwise"}) {
        CHECK(largest_difference(
                  run(retention::mechanism, form, inputs, {{"head", head}, {"rotation", rotation}}),
                  run(decayed_attention::mechanism, form, halved,
                      {{"gamma", gamma}, {"rotation", rotation}})) < 1e-15);
      }
    }
  }
}

TEST_CASE("retention: counts equal the closed forms, scaled and not") {
  for (const int tokens : {1, 2, 5, 8}) {
    const HeadInputs<double> inputs = random_head(tokens, 4, 3, 2);
    for (const Mask& mask : masks(tokens)) {
      for (const double scaled : {0.0, 1.0}) {
        check_closed_forms(retention::mechanism, inputs, mask, {{"scaled", scaled}, {"chunk", 3}});
      }
    }
  }
}

// The chunk equation as first printed leaves out ζ; a chunk's state would then count all its tokens alike.
TEST_CASE("retention: the state after a chunk has faded the chunk's own tokens") {
  const HeadInputs<double> inputs = {
      {{0}, {0}, {0}, {0}, {1}}, {{1}, {0}, {0}, {0}, {0}}, {{1}, {0}, {0}, {0}, {0}}, {}};
  const double gamma = retention::decay_of_head(0);
  for (const double chunk : {1.0, 2.0, 3.0, 4.0, 5.0}) {
    CHECK(run(retention::mechanism, "chunkwise", inputs, {{"chunk", chunk}})(4, 0) ==
          doctest::Approx(std::pow(gamma, 4)).epsilon(1e-15));
  }
}

TEST_CASE("retention: its weights on the board times V are its output, and D has γ^(i−j)") {
  const HeadInputs<double> inputs = random_head(6, 4, 2, 9);
  const Parameters parameters = {{"rotation", 3}};
  const Trace trace = retention::mechanism.trace(inputs, Mask::causal(), parameters);
  REQUIRE(trace.more.size() == 3);
  CHECK(trace.more[2].id == "decay_mask");
  CHECK(trace.more[2].values(5, 2) == std::pow(31.0 / 32, 3));
  CHECK(trace.more[2].values(2, 5) == 0);
  const Matrix<double> recurrent = run(retention::mechanism, "recurrent", inputs, parameters);
  for (int i = 0; i < 6; ++i) {
    for (int c = 0; c < 2; ++c) {
      double sum = 0;
      for (int j = 0; j < 6; ++j) {
        sum += trace.weights(i, j) * inputs.v(j, c);
      }
      CHECK(sum == doctest::Approx(recurrent(i, c)).epsilon(1e-13));
    }
  }
}
