#include "base/say.h"

#include <doctest/doctest.h>

#include "base/english_afterwards.h"

using namespace lookback;
using testing::EnglishAfterwards;

TEST_CASE("what is said is English where there is no table") {
  CHECK(say("Step") == "Step");
  CHECK(say("step {0} of {1}", 2, std::string("5")) == "step 2 of 5");
  CHECK(say("{0} and {0}", "a") == "a and a");
  CHECK(say("{x} {", 1) == "{x} {");
  CHECK(say("a set {0, 1}") == "a set {0, 1}");
  CHECK(say("{0}", "{1}", "b") == "{1}");
  CHECK(say("").empty());
  CHECK("Scale by 1/√d"_said == "Scale by 1/√d");
}

TEST_CASE("a table says the same in another language, in an order of its own") {
  const EnglishAfterwards after;
  REQUIRE(speak("Step\tSchritt\nstep {0} of {1}\tvon {1} Schritten der {0}.\ntwo\\nlines\tzwei\\nZeilen\n")
              .has_value());
  CHECK(say("Step") == "Schritt");
  CHECK(say("step {0} of {1}", 2, 5) == "von 5 Schritten der 2.");
  CHECK(say("two\nlines") == "zwei\nZeilen");
  CHECK(say("Back") == "Back");
}

TEST_CASE("a table that does not fit is refused, and what was spoken is spoken on") {
  const EnglishAfterwards after;
  REQUIRE(speak("Step\tSchritt").has_value());
  for (const char* broken : {"Step", "step {0}\tSchritt", "Step\tSchritt {0}"}) {
    CAPTURE(broken);
    CHECK(!speak(broken).has_value());
    CHECK(say("Step") == "Schritt");
  }
}

TEST_CASE("pseudo-locales disguise what is said, and only that") {
  const EnglishAfterwards after;
  speak(Pseudo::longer);
  CHECK(say("Step") == "«Step ··»");
  CHECK(say("").empty());
  speak(Pseudo::doubled);
  CHECK(say("step {0}", 2) == "step 2 step 2");
  speak(Pseudo::markup);
  CHECK(say("Step").find("<img") != std::string::npos);
  speak_english();
  CHECK(say("Step") == "Step");
}
