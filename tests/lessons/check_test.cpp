#include "lessons/check.h"

#include <doctest/doctest.h>

#include "app/workspace.h"
#include "base/split.h"
#include "lessons/opened.h"
#include "main/golden.h"

using namespace lookback;
using namespace lookback::lessons;

namespace {

Opened opened(std::string_view link) {
  const Expected<Opened> state = Opened::from(link);
  REQUIRE_MESSAGE(state.has_value(), state.error().sentence);
  return *state;
}

void check_all(const Opened& state, std::initializer_list<const char*> conditions) {
  for (const std::string condition : conditions) {
    CAPTURE(condition);
    const Expected<bool> result = state.holds(condition);
    REQUIRE_MESSAGE(result.has_value(), result.error().sentence);
    CHECK(*result);
  }
}

}  // namespace

TEST_CASE("conditions of lessons speak of the board") {
  const Opened start(start_experiment());
  check_all(start, {"position == 5",
                    "tokens == 5 and cache == 1",
                    "run.tokens_projected == 5",
                    "run.score_dot_products == 15",
                    "step.score_dot_products == 5",
                    "pass.score_dot_products == 15",
                    "mask.causal",
                    "not mask.none",
                    "form.materialised == 1",
                    "d_k*2 == 8",
                    "cache == 0 or mask_is_causal",
                    "(position > 4) and (position >= 5) and position < 6 and position <= 5",
                    "masked_pairs == 10",
                    "tokens*(tokens+1) == 30",
                    "position != 4",
                    "1 - 1 == 0",
                    "study.board and not study.predict",
                    "mechanism.softmax_attention and not mechanism.retention",
                    "parameter.scaled == 1",
                    "not form.recurrent"});
  CHECK(!*start.holds("cache == 0"));
  CHECK(!*start.holds("position == 5 and position == 4"));
}

TEST_CASE("conditions calculate") {
  check_all(
      Opened(start_experiment()),
      {"1/4 == 0.25", "8*9/2 == 36", "2^10 == 1024", "-2^2 == -4", "2^3^2 == 512", "2^-1 == 1/2", "--1 == 1",
       "1e3 == 1000 and 1e-1 == .1", "abs(-3) == 3", "max(1, 2, -5) == 2", "min(1,2,-5) == -5", "max(7) == 7",
       "abs(1/3 - 0.3333) < 0.0001", "6 - 2 - 1 == 3", "12/2/3 == 2", "3 - -2 == 5", "not 1 == 2",
       "not (1 == 1 and 1 == 2)", "(1 == 1) + (2 == 2) == 2"});
}

TEST_CASE("conditions name the numbers of matrices") {
  const Opened board = opened(
      "version=1&mechanism=softmax_attention&mask=causal&tokens=a,b,c&position=2&Q=1,-2;3,4;5,6&K=1,0;0,1;1,"
      "1&"
      "V=1,2,3;4,5,6;7,8,9");
  check_all(board,
            {"Q[0][1] == -2", "Q[2][0] == 5 and K[2][1] == 1 and V[1][2] == 6",
             "visible[1][0] == 1 and visible[1][2] == 0", "sum(visible) == 6", "pass.score_dot_products == 3",
             "sum(visible[1]) == 2", "output[0][2] == 3", "weights[0][0] == 1",
             "abs(sum(weights[1]) - 1) < 1e-12", "most(Q) == 6", "most(Q[0]) == 2", "sum(V[0]) == 6",
             "Q[position - 1][tokens - 2] == 4", "Q[Q[0][0]][0] == 3", "abs(scores[1][1]^2 - 8) < 1e-12",
             "state.K[1][1] == 1", "bias[0][0] == bias[0][0]"});
  const Opened retention = opened("mechanism=decayed_attention&tokens=a,b,c&gamma=0.5");
  check_all(retention, {"mechanism.decayed_attention", "parameter.gamma == 0.5", "decay_mask[2][0] == 0.25",
                        "state.S[0][0] == state.S[0][0]"});
  check_all(opened("mechanism=layer_stack&tokens=a,b,c"),
            {"X[0][0] == X[0][0]", "most(q) > 0", "most(w_q1) > 0"});
}

TEST_CASE("conditions name the tables and curves of a study's sheet") {
  const Opened forms = opened("study=three_forms");
  check_all(forms, {"study.three_forms", "sheet.parallel[0][0] == sheet.recurrent[0][0]",
                    "most(sheet.differences) == 0", "Q[0][0] == Q[0][0]",
                    "parameter.chunk_length == parameter.chunk_length"});
  check_all(opened("study=predict"),
            {"sheet.growth.x[0] > 0", "sheet.growth.counted[1] > sheet.growth.counted[0]",
             "sheet.guess[0][0] == sheet.growth.guess[0]"});
  check_all(opened("study=model"), {"sheet.map_1_0[0][0] == 1"});
  // What has no number is left out.
  check_all(opened("study=future_gradients"), {"most(sheet.growth.length) >= 0"});
  CHECK(opened("study=future_gradients").absent_names("sheet.growth.length[0]").size() == 1);
  // The workspace gives the sheet that it shows.
  app::Workspace workspace;
  REQUIRE(workspace.open("study=three_forms").has_value());
  CHECK(*workspace.check("most(sheet.differences) == 0"));
  CHECK(*workspace.value_of("sum(sheet.parallel[0])") == *forms.value_of("sum(sheet.parallel[0])"));
}

TEST_CASE("what is not there is neither so nor not so") {
  const Opened board = opened("tokens=a,b,c&position=2");
  for (const char* thing : {"output[2][0]", "Q[3][0]", "Q[0][-1]", "Q[0][0.5]", "visible[0][3]",
                            "parameter.gamma", "sheet.lamp[0][0]", "decay_mask[0][0]", "sum(decay_mask)",
                            "most(Q[9])", "1/0", "0^-1", "scores[0][1]", "2^0.5", "0/0", "Q[Q[9][9]][0]"}) {
    const std::string name = thing;
    CAPTURE(name);
    for (const std::string& condition :
         {name + " == 0", name + " != 0", "not " + name + " == 0", "not (" + name + " != 0)", name,
          "not " + name, name + " > 0 or " + name + " <= 0", "1 == 1 and " + name + " != 0",
          "abs(" + name + ") >= 0", "max(1, " + name + ") > 0", "-" + name + " < 9",
          "not (" + name + " == 0 and 1 == 1)"}) {
      CAPTURE(condition);
      const Expected<bool> result = board.holds(condition);
      REQUIRE_MESSAGE(result.has_value(), result.error().sentence);
      CHECK(!*result);
    }
    CHECK(*board.holds(name + " == 0 or tokens == 3"));
    CHECK(*board.holds("not (" + name + " == 0 and tokens == 4)"));
    REQUIRE(!board.value_of(name).has_value());
    CHECK(board.value_of(name).error().sentence.find("has no value now") != std::string::npos);
  }
  CHECK(board.absent_names("Q[9][0] == 1 or parameter.gamma == output[2][tokens] or tokens == 1") ==
        std::vector<std::string>{"Q[9][0]", "parameter.gamma", "output[2][3]"});
  // Off the board there are no counters of a generation.
  check_all(opened("study=at_scale"),
            {"not run.mac == 0 or study.at_scale", "study.at_scale and pass.mac > 0"});
  for (const char* counter : {"run.mac == 0", "step.mac == 0", "run.mac >= 0", "step.mac >= 0"}) {
    CHECK(!*opened("study=at_scale").holds(counter));
  }
}

TEST_CASE("a condition that cannot be read says where") {
  const Opened start(start_experiment());
  const auto sentence = [&start](std::string_view condition) {
    const Expected<bool> result = start.holds(condition);
    REQUIRE(!result.has_value());
    CHECK(start.value_of(condition).error().sentence == result.error().sentence);
    return result.error().sentence;
  };
  CHECK(sentence("position ==") ==
        "“position ==” cannot be read at its end: a name or a number was expected.");
  CHECK(sentence("position == 5)") ==
        "“position == 5)” cannot be read at character 14, “)”: an operator such as == or and was expected.");
  CHECK(sentence("positron == 1") == "The name “positron” is not known.");
  CHECK(sentence("Q == 1") == "“Q” is more than one number: its places are named as in Q[0][0].");
  CHECK(sentence("Q[0] == 1") ==
        "“Q[0]” has one place, but it is a matrix: two are accepted, as in Q[0][0].");
  CHECK(sentence("position[0] == 1") == "“position” is one number, which has no places.");
  CHECK(sentence("run.macs == 1").starts_with("There is no counter “macs”. There are tokens_projected, "));
  CHECK(sentence("parameter.gama == 1") == "No mechanism and no study has a parameter “gama”.");
  for (const char* broken : {"",
                             "(position == 5",
                             "and",
                             "1 1",
                             "run.none == 1",
                             "form.none",
                             "mask.none.x",
                             "position = 5",
                             "a\xff",
                             "1e999 == 1",
                             "mechanism.softmax",
                             "study.boards",
                             "Q[0",
                             "Q[0][0",
                             "Q[][0]",
                             "sum(Q",
                             "sum(1)",
                             "sum(position)",
                             "most()",
                             "max()",
                             "max(1,)",
                             "min(1 2)",
                             "abs(1,2)",
                             "ln(2)",
                             "1 +",
                             "2^",
                             "/2",
                             "1 == 2 == 3",
                             "not",
                             "sheet",
                             "sheet.",
                             "parameter.",
                             "1.2.3",
                             "[0]",
                             "Q[0][0][0]"}) {
    CAPTURE(broken);
    CHECK(sentence(broken).ends_with("."));
  }
  for (const char* piece : {"(", "not ", "-", "2^", "Q[", "abs(", "sum(Q["}) {
    std::string deep;
    for (int i = 0; i < 100000; ++i) {
      deep += piece;
    }
    CHECK(!start.holds(deep + "1").has_value());
  }
}

TEST_CASE("the conditions that the README of the lessons shows can be read") {
  const std::string readme = *read_file(LOOKBACK_SOURCE_DIR "/web/lessons/README.md");
  const std::size_t begin = readme.find("```check\n") + 9;
  const std::string block = readme.substr(begin, readme.find("```", begin) - begin);
  int count = 0;
  for (const std::string_view line : split(block, '\n')) {
    const std::string condition(line);
    CAPTURE(condition);
    if (!condition.empty()) {
      CHECK(Opened(start_experiment()).holds(condition).has_value());
      ++count;
    }
  }
  CHECK(count >= 5);
}
