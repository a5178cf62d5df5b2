#include "mechanisms/explanation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/english_afterwards.h"
#include "mechanisms/lines.h"
#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// The first word of an equation that is not a function's name.
std::string word_in(const std::string& text) {
  constexpr std::array<std::string_view, 8> functions = {"exp", "tanh", "sigmoid", "swish",
                                                         "log", "max",  "wkv",     "out"};
  std::string word;
  for (const char letter : text + " ") {
    if (std::islower(static_cast<unsigned char>(letter)) != 0) {
      word += letter;
      continue;
    }
    if (word.size() >= 3 && std::ranges::find(functions, word) == functions.end()) {
      return word;
    }
    word.clear();
  }
  return "";
}

}  // namespace

TEST_CASE("a line keeps the colours of what fills its places, in the order of the language") {
  const EnglishAfterwards english;
  const auto line = [] {
    return line_of(say("{0} adds {1} to {2}"),
                   {vector_name("v", 1, MatrixRole::value), std::string("{0}"), Line{word("o"), word("₂")}});
  };
  CHECK(text_of(line()) == "v₁ adds {0} to o₂");
  REQUIRE(line().size() == 2);
  CHECK(line()[0].role == MatrixRole::value);
  CHECK(line()[1].role == MatrixRole::plain);

  REQUIRE(speak("{0} adds {1} to {2}\tzu {2} kommt {1} von {0}"));
  CHECK(text_of(line()) == "zu o₂ kommt {0} von v₁");
  REQUIRE(line().size() == 2);
  CHECK(line()[1].role == MatrixRole::value);
}

TEST_CASE("every explanation and title is said, unless it is an equation") {
  const EnglishAfterwards english;
  speak(Pseudo::longer);
  const auto check_said = [](std::string_view table, const std::string& text) {
    CAPTURE(table);
    CAPTURE(text);
    CHECK((text.find("«") != std::string::npos || word_in(text).empty()));
  };
  for_each_trial(5, 2, [&](const Trial& trial, Random&) {
    const Mechanism& mechanism = *trial.mechanism;
    const Trace trace = mechanism.trace(trial.inputs, trial.mask, trial.parameters);
    INFO(describe(trial));
    const auto check_all = [&](std::string_view table, MatrixRole role, const Matrix<double>& matrix) {
      for (int row = 0; row < matrix.rows(); ++row) {
        for (int column = 0; column < matrix.columns(); ++column) {
          for (const Line& line : mechanism.explain({table, role, row, column}, trial.inputs, trace,
                                                    trial.mask, trial.parameters)) {
            check_said(table, text_of(line));
          }
        }
      }
    };
    check_all("Q", MatrixRole::query, trial.inputs.q);
    check_all("K", MatrixRole::key, trial.inputs.k);
    check_all("V", MatrixRole::value, trial.inputs.v);
    check_all("scores", MatrixRole::score, trace.scores);
    check_all("weights", MatrixRole::weight, trace.weights);
    check_all("output", MatrixRole::output, trace.output);
    for (const TracedMatrix& matrix : trace.more) {
      check_said(matrix.id, matrix.title);
      check_all(matrix.id, matrix.role, matrix.values);
    }
    for (const bool turned : {false, true}) {
      const BoardTitles titles = mechanism.titles(trial.parameters, turned);
      for (const std::string& title : {titles.scores, titles.weights, titles.output, titles.arrow}) {
        check_said("titles", title);
      }
    }
  });
}
