#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "monkey/apart.h"
#include "monkey/checks.h"
#include "monkey/run.h"
#include "monkey/shrink.h"

using namespace lookback;
using namespace lookback::monkey;

TEST_SUITE_BEGIN("monkey");

TEST_CASE("events are lines of text, whatever their words are") {
  const Events events = {{Kind::move, {"120.5", "-33"}},
                         {Kind::press},
                         {Kind::act, {"Q.1.2", "set", "1e999", "0"}},
                         {Kind::type, {""}},
                         {Kind::type, {"\"\""}},
                         {Kind::type, {"a b\n%20 猫"}},
                         {Kind::link, {"#version=1&tokens=the,cat"}},
                         {Kind::place, {"q.npy", "q", "Q", "0", "1"}},
                         {Kind::check}};
  const std::string text = to_text(events);
  CHECK(text.starts_with("move 120.5 -33\npress\nact Q.1.2 set 1e999 0\ntype \"\"\ntype %22%22\n"));
  const Expected<Events> read = read_events("# a comment\n\n" + text);
  REQUIRE(read.has_value());
  CHECK(*read == events);
}

TEST_CASE("what is no event is refused with its line") {
  const auto sentence = [](const char* text) {
    const Expected<Events> read = read_events(text);
    REQUIRE(!read.has_value());
    return read.error().sentence;
  };
  CHECK(sentence("press\nsomersault\n") == "Line 2: There is no event called “somersault”.");
  CHECK(sentence("move 1") == "Line 1: move takes 2 words.");
  CHECK(sentence("move 1 up") == "Line 1: move takes a number, not “up”.");
  CHECK(sentence("type %GG").starts_with("Line 1: "));
}

TEST_CASE("a failure is shrunk to events none of which can be left out") {
  Events events = events_of(3, 300);
  REQUIRE(events.size() >= 300);
  // A link, later an undo, later two presses.
  const auto fails = [](const Events& some) {
    const auto link = std::ranges::find(some, Kind::link, &Event::kind);
    const auto undo = std::find_if(link, some.end(), [](const Event& e) { return e.kind == Kind::undo; });
    return std::count_if(undo, some.end(), [](const Event& e) { return e.kind == Kind::press; }) >= 2;
  };
  REQUIRE(fails(events));
  const Events few = shrunk(events, fails);
  REQUIRE(few.size() == 4);
  CHECK(few[0].kind == Kind::link);
  CHECK(few[1].kind == Kind::undo);
  CHECK(few[3].kind == Kind::press);
}

TEST_CASE("the same seed makes the same events and ends in the same state, and so does its replay") {
  Events first;
  Events second;
  const Outcome one = run_seed(5, 200, [&](const Event& event) { first.push_back(event); });
  const Outcome two = run_seed(5, 200, [&](const Event& event) { second.push_back(event); });
  CHECK(first == second);
  CHECK(one.hash == two.hash);
  const Expected<Events> read = read_events(to_text(first));
  REQUIRE(read.has_value());
  CHECK(play(*read).hash == one.hash);
  CHECK(run_seed(6, 200).hash != one.hash);
}

TEST_CASE("what happens in a process of its own ends only that one") {
  const Ending good = apart([](const Tell& tell) {
    tell("on ");
    tell("the way");
    return std::string("done");
  });
  CHECK(good.answer == "done");
  CHECK(good.told == "on the way");
  CHECK(good.died.empty());
  const Ending bad = apart([](const Tell& tell) {
    tell("so far");
    LOOKBACK_ASSERT(1 + 1 == 3);
    return std::string("done");
  });
  CHECK(bad.answer.empty());
  CHECK(bad.told == "so far");
  CHECK(bad.died.find("assertion failed: 1 + 1 == 3") != std::string::npos);
}

TEST_CASE("nodes without a name or a word, twice the same, orphans and what is not finite are noticed") {
  const view::NodeList good = app::Workspace().nodes();
  CHECK(!check_nodes(good));
  const auto rule = [&](auto change) {
    view::NodeList nodes = good;
    change(nodes);
    return check_nodes(nodes).rule;
  };
  const auto at = [](view::NodeList& nodes, const char* id) -> view::Node& {
    return *std::ranges::find(nodes, id, &view::Node::id);
  };
  CHECK(rule([&](view::NodeList& n) { at(n, "causal").name.clear(); }) == "nodes have names");
  CHECK(rule([&](view::NodeList& n) { at(n, "scores.0.1").text.clear(); }) == "cells say something");
  CHECK(rule([&](view::NodeList& n) { at(n, "Q.0.0").id = "Q.0.1"; }) == "ids are unique");
  CHECK(rule([&](view::NodeList& n) { std::ranges::reverse(n); }) == "parents stand before their children");
  CHECK(rule([&](view::NodeList& n) { at(n, "Q.0.0").value = std::numeric_limits<double>::infinity(); }) ==
        "what can be edited is finite");
  CHECK(rule([&](view::NodeList& n) { at(n, "undo").hint.clear(); }) == "disabled controls say why");
}

// Found by random use: more than 65,536 vertices, since with more contrast every cell has an outline.
TEST_CASE("a study of a long file is drawn with all its cells outlined") {
  const Expected<Events> events = read_events(
      "frame\nlink study%3Dfuture_gradients\nfile long.npy\nplace long.npy long V 0 0\ntheme 2\n"
      "move 723.75 138.5\npress\nrelease\n");
  REQUIRE(events.has_value());
  const Outcome outcome = play_apart(*events);
  CHECK_MESSAGE(!outcome.fault, outcome.fault.rule << ": " << outcome.fault.what);
}

TEST_SUITE_END();
