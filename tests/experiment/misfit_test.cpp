#include "experiment/misfit.h"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "experiment/same_bits.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("experiments that the board does not take are noticed") {
  const Experiment good = start_experiment();
  REQUIRE(misfit(good).empty());
  const auto said = [&](const std::function<void(Experiment&)>& change) {
    Experiment bad = good;
    change(bad);
    return misfit(bad);
  };
  CHECK(said([](Experiment& e) { e.study = "none"; }) == "there is no such study");
  CHECK(said([](Experiment& e) { e.mechanism = "none"; }) == "there is no such mechanism");
  CHECK(said([](Experiment& e) { e.form = "none"; }) == "its form does not exist");
  CHECK(said([](Experiment& e) { e.position = 6; }) == "there are 5 tokens, of which 6 have arrived");
  CHECK(said([](Experiment& e) { e.tokens[1] = ""; }) == "a token is called what none may be called");
  CHECK(said([](Experiment& e) { e.tokens[1] = "a\nb"; }) == "a token is called what none may be called");
  CHECK(said([](Experiment& e) { e.inputs.k = Matrix<double>(5, 17); }) == "a width is 17");
  CHECK(said([](Experiment& e) { e.mask = Mask::bits(Matrix<std::uint8_t>(5, 4)); }) ==
        "the mask is of another size");
  CHECK(said([](Experiment& e) { e.mask = Mask::window(65, 0); }) == "the window reaches 65");
  CHECK(said([](Experiment& e) { e.inputs.q = Matrix<double>(5, 3); }) == "Q is 5 by 3, not 5 by 4");
  CHECK(said([](Experiment& e) { e.inputs.v = Matrix<double>(4, 4); }) == "V is 4 by 4, not 5 by 4");
  CHECK(said([](Experiment& e) { e.inputs.q(0, 0) = std::numeric_limits<double>::infinity(); }) ==
        "Q holds a number that is not finite");
  CHECK(said([](Experiment& e) { e.inputs.k(0, 0) = 2e9; }) == "K holds a number that is out of range");
  CHECK(said([](Experiment& e) { e.inputs.more.resize(1); }) == "its own inputs are in two places");
  CHECK(said([](Experiment& e) { e.more["g"] = Matrix<double>(5, 4); }) == "g is no input of it");
  CHECK(said([](Experiment& e) { e.more["bias"] = Matrix<double>(); }) == "bias is empty");
  CHECK(said([](Experiment& e) { e.sources["g"] = {}; }) == "g has a source and no matrix");
  CHECK(said([](Experiment& e) { e.sources["Q"] = {.rows = 4, .columns = 4}; }) ==
        "Q is no window of its source");
  CHECK(said([](Experiment& e) { e.sources["Q"] = {.rows = 5, .columns = 5, .first_column = 2}; }) ==
        "Q is no window of its source");
  CHECK(said([](Experiment& e) { e.parameters["none"] = 1; }) == "none is no parameter of it");
}

TEST_CASE("parameters are noticed that are out of range, no choice, not whole, or as they were") {
  const Experiment good = start_experiment();
  int tried = 0;
  for (const ParameterSpec& spec : mechanism_of(good).parameters) {
    const std::string id(spec.id);
    const auto said = [&](double value) {
      Experiment bad = good;
      bad.parameters[id] = value;
      return misfit(bad);
    };
    INFO(id);
    CHECK(said(spec.maximum + 1) == id + " is set to what it does not take");
    CHECK(said(spec.minimum - 1) == id + " is set to what it does not take");
    CHECK(said(spec.initial) == id + " is kept although it is as it was");
    if (spec.is_switch || spec.step == 1) {
      CHECK(said(spec.minimum + 0.5) == id + " is set to what it does not take");
    }
    ++tried;
  }
  CHECK(tried > 1);
}

TEST_CASE("0 is not −0 to the last bit") {
  Experiment zero = start_experiment();
  Experiment minus = zero;
  zero.inputs.q(0, 0) = 0;
  minus.inputs.q(0, 0) = -0.0;
  CHECK(zero == minus);
  CHECK(!same_bits(zero, minus));
}
