#include <doctest/doctest.h>

#include <cmath>

#include "studies/road/stops.h"
#include "studies/road_sizes.h"
#include "tensor/difference.h"

namespace lookback::road {
namespace {

using Verdict = Comparison::Verdict;

const Comparison& named(const std::vector<Comparison>& all, std::string_view beginning) {
  for (const Comparison& one : all) {
    if (one.title.starts_with(beginning)) {
      return one;
    }
  }
  FAIL(std::string(beginning));
  return all.front();
}

TEST_CASE("road: what reference 5 and 13 call equal is equal at every size, and the rest is not") {
  for_sizes([](const Size& size) {
    const Experiment experiment = experiment_of(size.tokens, size.key_width, size.value_width, size.tokens);
    for (int stop = 0; stop <= last_stop; ++stop) {
      CAPTURE(stop);
      for (const Comparison& one : settled(experiment, stop)) {
        CAPTURE(one.title);
        CAPTURE(one.size);
        const bool free =
            one.title.starts_with("This stop") || one.title.starts_with("With a mask between") ||
            (stop == 0 && one.title.starts_with("The older tokens")) || one.verdict == Verdict::number;
        CHECK((free || one.equal()));
      }
    }
  });
}

TEST_CASE("road: each stop against the one before") {
  const Experiment experiment = experiment_of(5, 4, 4);
  for (int stop = 1; stop <= last_stop; ++stop) {
    CAPTURE(stop);
    const Comparison last = settled(experiment, stop).front();
    CHECK(last.title == "This stop against the last one");
    CHECK(last.size == greatest_difference(output_at(experiment, stop), output_at(experiment, stop - 1)));
    CHECK(last.verdict == (stop == 3 ? Verdict::exact : Verdict::apart));
  }
}

TEST_CASE("road: (QKᵀ)V = Q(KᵀV) in fractions; a mask between them breaks it, a prefix state mends it") {
  for (int seed = 1; seed <= 200; ++seed) {
    const Experiment experiment = experiment_of(2 + seed % 7, 1 + seed % 4, 1 + seed % 3, seed);
    CHECK(settled(experiment, 3).front().verdict == Verdict::exact);
    const std::vector<Comparison> prefix = settled(experiment, 4);
    CHECK(named(prefix, "(QKᵀ ⊙ mask)V").verdict == Verdict::exact);
    CHECK(named(prefix, "In chunks").verdict == Verdict::exact);
    CHECK(named(prefix, "The last row alone").equal());
  }
  const Experiment experiment = experiment_of(5, 4, 4);
  CHECK(named(settled(experiment, 3), "With a mask between").verdict == Verdict::apart);
}

TEST_CASE("road: own-step queries give up that a query reweighs the older tokens") {
  for (int seed = 1; seed <= 20; ++seed) {
    const Experiment experiment = experiment_of(3 + seed % 5, 4, 3, seed);
    const Comparison before = named(settled(experiment, 0), "The older tokens");
    const Comparison after = named(settled(experiment, 1), "The older tokens");
    CHECK(before.size > 1e-3);
    CHECK(after.size == 0);
  }
}

TEST_CASE("road: γ = 1 is the prefix state in fractions, and γ = 1/2 leaves 1/32 after five steps") {
  Experiment experiment = experiment_of(6, 4, 4);
  for (const double gamma : {0.0, 0.5, 0.9, 1.0}) {
    experiment.study_parameters[std::string(decay_id)] = gamma;
    const std::vector<Comparison> found = settled(experiment, 5);
    CHECK(named(found, "With γ = 1").verdict == Verdict::exact);
    CHECK(named(found, "(QKᵀ ⊙ D)V").verdict == Verdict::exact);
    CHECK(found.front().equal() == (gamma == 1));
    const Comparison& old = named(found, "A token 5 steps back");
    CHECK(old.size == doctest::Approx(std::pow(gamma, 5)).epsilon(1e-14));
    if (gamma == 0.5) {
      CHECK(old.size == 1.0 / 32);
      CHECK(old.remark == "1/32");
    }
  }
}

TEST_CASE("road: fractions tell apart what doubles cannot") {
  Experiment experiment = experiment_of(5, 4, 4);
  experiment.study_parameters[std::string(decay_id)] = 1 - 0x1p-53;
  CHECK(comparisons_at(experiment, 5).front().equal());
  CHECK(settled(experiment, 5).front().verdict == Verdict::rounding);
}

TEST_CASE("road: rotated, only distances count, and turning the state back is the same") {
  const std::vector<Comparison> found = settled(experiment_of(8, 4, 3), 6);
  CHECK(named(found, "Every token 7 positions later").equal());
  CHECK(named(found, "q and k as they are, S turned back").equal());
  CHECK(named(found, "(Q′K′ᵀ ⊙ D)V").verdict == Verdict::exact);
}

TEST_CASE("road: retention is rotation with γ_h, times σ, in three forms; γ_0 halves in 21.8 tokens") {
  const std::vector<Comparison> found = settled(experiment_of(6, 4, 4), 7);
  CHECK(named(found, "Without σ").verdict == Verdict::exact);
  CHECK(named(found, "All tokens in one pass").verdict == Verdict::exact);
  CHECK(named(found, "In chunks").verdict == Verdict::exact);
  CHECK(named(found, "Tokens until").size == doctest::Approx(21.8).epsilon(0.002));
}

}  // namespace
}  // namespace lookback::road
