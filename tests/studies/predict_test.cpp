#include <doctest/doctest.h>

#include <atomic>
#include <cmath>

#include "app/workspace.h"
#include "experiment/link.h"
#include "studies/opened.h"
#include "studies/predict/fit.h"
#include "studies/predict/measurement.h"
#include "studies/predict/views.h"
#include "studies/sheet_blocks.h"

namespace lookback {
namespace {

using testing::experiment_at;
using testing::find_block;

// A clock that moves a little whenever it is read.
std::atomic<int> readings = 0;
double ticking() { return 0.25 * ++readings; }
double frozen() { return 1; }

const char* const asked_links[] = {"study=predict", "study=predict&predicted=A%20whole%20run",
                                   "study=predict&generated_by=Retention",
                                   "study=predict&predicted=A%20whole%20run&generated_by=Retention"};

TEST_CASE("The fit recovers a polynomial that is there, and says what is left where none is") {
  const std::vector<double> xs(predict::lengths.begin(), predict::lengths.end());
  struct Case {
    double a, b, c;
  };
  for (const Case& one : {Case{0, 32, 0}, Case{16, 16, 0}, Case{0, 0, 512}, Case{2e-6, 3e-3, 0.5}}) {
    std::vector<double> ys;
    for (const double x : xs) {
      ys.push_back((one.a * x + one.b) * x + one.c);
    }
    const predict::Fit fit = predict::fit_quadratic(xs, ys);
    CHECK(fit.a == doctest::Approx(one.a).epsilon(1e-9));
    CHECK(fit.b == doctest::Approx(one.b).epsilon(1e-9));
    CHECK(std::abs(fit.c - one.c) < 1e-9 * ys.front());
    for (const double residual : fit.residuals) {
      CHECK(std::abs(residual) < 1e-12);
    }
  }
  std::vector<double> cubic;
  for (const double x : xs) {
    cubic.push_back(x * x * x);
  }
  const predict::Fit fit = predict::fit_quadratic(xs, cubic);
  CHECK(std::abs(fit.residuals[0]) > 1e-3);
  for (std::size_t i = 0; i < xs.size(); ++i) {
    CHECK(fit(xs[i]) == doctest::Approx(cubic[i] * (1 - fit.residuals[i])));
  }
}

TEST_CASE("Steps grow fourfold from 100 to 400 tokens, runs 3.980-fold from 100 to 200") {
  const Mechanism* softmax = find_mechanism("softmax_attention");
  const predict::Asked step = {predict::Of::step, softmax, 16};
  CHECK(static_cast<double>(predict::cost_at(step, 400).mac) /
            static_cast<double>(predict::cost_at(step, 100).mac) ==
        4.0);
  CHECK(predict::cost_at(step, 12).mac == 2 * 16 * 12);
  CHECK(predict::cost_at(step, 1).mac == 2 * 16);
  CHECK(predict::cost_at(step, 2).mac == 2 * 16 * 2);
  const predict::Asked run = {predict::Of::run, softmax, 16};
  CHECK(predict::cost_at(run, 200).mac * 100 * 101 == predict::cost_at(run, 100).mac * 200 * 201);
  CHECK(predict::cost_at({predict::Of::run, softmax, 4}, 12).mac == 624);
  const predict::Asked state = {predict::Of::step, find_mechanism("retention"), 16};
  CHECK(predict::cost_at(state, 64).mac == 2 * 16 * 16);
  CHECK(predict::cost_at(state, 4096).mac == 2 * 16 * 16);
}

TEST_CASE("Every counter is its closed form at the small lengths, for every choice and width") {
  for (const std::string_view mechanism : {"softmax_attention", "retention"}) {
    for (const int width : {1, 2, 7, 16}) {
      predict::CountCheck check({predict::Of::step, find_mechanism(mechanism), width});
      while (!check.finished()) {
        check.step();
      }
      CHECK(check.equal());
    }
  }
}

TEST_CASE("Without a clock there are no times, and with one that stands still neither") {
  for (const char* link : asked_links) {
    CAPTURE(link);
    const Sheet counted = whole_sheet(experiment_at(link), {}, nullptr);
    const SheetTable* found = find_block<SheetTable>(counted, "found");
    REQUIRE(found != nullptr);
    CHECK(found->values.columns() == 3);
    REQUIRE(find_block<SheetTable>(counted, "fit") != nullptr);
    CHECK(find_block<SheetTable>(counted, "fit")->values.rows() == 1);
    CHECK(counted.finding.find("The multiply–adds grew") != std::string::npos);
  }
  const Sheet still = whole_sheet(experiment_at("study=predict&run_width=1"), {}, frozen);
  CHECK(find_block<SheetTable>(still, "found")->values.columns() == 3);
}

TEST_CASE("With a clock every length is timed, in slices, and progress never goes back") {
  for (const char* link : asked_links) {
    CAPTURE(link);
    const Experiment experiment = experiment_at(std::string(link) + "&run_width=2");
    predict::Measurement measurement(predict::asked_of(experiment));
    CHECK(measurement.serves(experiment));
    CHECK_FALSE(measurement.serves(experiment_at(std::string(link) + "&run_width=4")));
    double before = 0;
    int slices = 0;
    while (measurement.step(ticking)) {
      CHECK(measurement.progress() < 1);
      CHECK(measurement.progress() >= before - 0.05);
      before = measurement.progress();
      ++slices;
    }
    CHECK(slices > 20);
    CHECK(measurement.finished());
    CHECK(measurement.progress() == 1);
    CHECK(measurement.counters_equal());
    CHECK(measurement.times_ms().size() == predict::lengths.size());
    CHECK_FALSE(measurement.step(ticking));
    const Sheet sheet = predict::sheet_of(predict::asked_of(experiment),
                                          input_of(experiment, predict::guess_input), &measurement);
    CHECK(find_block<SheetTable>(sheet, "found")->values.columns() == 5);
    CHECK(find_block<SheetTable>(sheet, "fit")->values.rows() == 2);
  }
}

TEST_CASE("Cancelling leaves nothing half done; a guess may change while what was found stays") {
  app::Workspace workspace(experiment_at("study=predict&run_width=2"));
  const auto press = [&](std::string_view id) {
    return workspace.act({.id = std::string(id), .verb = view::Verb::press}).has_value();
  };
  CHECK_FALSE(press("cancel"));
  CHECK(press("run"));
  CHECK_FALSE(press("run"));
  workspace.work(ticking, 1);
  CHECK(workspace.sheet().finding.starts_with("Running"));
  CHECK(press("cancel"));
  CHECK(find_block<SheetTable>(workspace.sheet(), "found") == nullptr);
  CHECK(workspace.sheet().finding.starts_with("Draw"));

  CHECK(press("run"));
  while (workspace.work(ticking, 100)) {
  }
  CHECK(find_block<SheetTable>(workspace.sheet(), "found") != nullptr);
  REQUIRE(workspace.act({.id = "guess.0.6", .verb = view::Verb::set, .text = "64"}).has_value());
  CHECK(find_block<SheetTable>(workspace.sheet(), "found") != nullptr);
  REQUIRE(workspace.act({.id = "growth", .verb = view::Verb::set, .text = "1 2"}).has_value());
  CHECK(input_of(workspace.experiment(), predict::guess_input)(0, 1) == 2);
  REQUIRE(workspace.act({.id = "run_width", .verb = view::Verb::set, .text = "4"}).has_value());
  CHECK(find_block<SheetTable>(workspace.sheet(), "found") == nullptr);
}

TEST_CASE("A guess is scored in words") {
  const std::vector<double> grown = {1, 2, 4, 8, 16, 32, 64};
  Matrix<double> guess(1, 7, 1.0);
  CHECK(predict::score(guess, grown).find("no guess") != std::string::npos);
  guess(0, 1) = 2;
  CHECK(predict::score(guess, grown).find("furthest off at 4096: ×1 for ×64") != std::string::npos);
  for (int i = 0; i < 7; ++i) {
    guess(0, i) = 1.05 * grown[static_cast<std::size_t>(i)];
  }
  CHECK(predict::score(guess, grown).find("right everywhere") != std::string::npos);
}

}  // namespace
}  // namespace lookback
