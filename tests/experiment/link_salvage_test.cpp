#include <doctest/doctest.h>

#include "app/workspace.h"
#include "experiment/any_experiment.h"
#include "experiment/link_checksum.h"

using namespace lookback;
using namespace lookback::testing;

TEST_CASE("salvage: a link that opens loses nothing") {
  Random random(107);
  for (int i = 0; i < 100; ++i) {
    const Experiment experiment = any_experiment(random, 8);
    const Salvage found = salvage(to_link(experiment));
    CHECK(found.left_out.empty());
    CHECK(same_bits(found.experiment, experiment));
  }
}

TEST_CASE("salvage: what cannot be read is left out with its sentence, the rest is there") {
  const struct {
    std::string link;
    std::string says;
    bool keeps_mask;
  } cases[] = {
      {"mask=none&colour=red", "“colour”", true},
      {"mask=none&mask=causal", "“mask” twice", true},
      {"mask=none&cache", "“cache” of the link has no value", true},
      {"mask=none&Q=1,2;3", "Row 1 of Q has 1 number", true},
      {"mask=none&position=99", "position is “99”", true},
      {"mask=none&tokens=a,%zz", "In tokens", true},
      {"mask=none&form=decode", "form is “decode”", true},
      {"mask=purple&cache=0", "mask is “purple”", false},
      {"version=7&mask=none", "version is “7”", true},
      {"mask=none&c=x01234567", "cut or altered", true},
      {"mask=none&study=nowhere", "study is “nowhere”", true},
  };
  for (const auto& one : cases) {
    CAPTURE(one.link);
    CHECK(!from_link(one.link).has_value());
    const Salvage found = salvage(one.link);
    REQUIRE(found.left_out.size() == 1);
    CHECK(found.left_out.front().find(one.says) != std::string::npos);
    CHECK((found.experiment.mask == Mask::none()) == one.keeps_mask);
  }
}

TEST_CASE("salvage: of a cut link all keys before the cut are kept, readable or packed") {
  Random random(109);
  for (const int tokens : {2, 12}) {
    Experiment experiment = start_experiment();
    experiment.tokens.assign(static_cast<std::size_t>(tokens), "t");
    experiment.cache = false;
    for (Matrix<double>* matrix : {&experiment.inputs.q, &experiment.inputs.k, &experiment.inputs.v}) {
      *matrix = any_matrix(random, tokens, largest_width, -1, 1);
    }
    experiment.position = tokens;
    const std::string link = to_link(experiment);
    CHECK((link.find("&z=") != std::string::npos) == (tokens == 12));
    const Salvage found = salvage(link.substr(0, link.size() - link.size() / 5));
    CHECK(found.left_out.front().find("cut or altered") != std::string::npos);
    CHECK(found.experiment.tokens == experiment.tokens);
    CHECK(found.experiment.cache == experiment.cache);
    CHECK(same_bits(found.experiment.inputs.q, experiment.inputs.q));
    CHECK(same_bits(found.experiment.inputs.k, experiment.inputs.k));
    CHECK(!same_bits(found.experiment.inputs.v, experiment.inputs.v));
  }
}

TEST_CASE("salvage: whatever was done to a link, a state opens that a link can hold") {
  Random random(113);
  for (int i = 0; i < 2000; ++i) {
    std::string link = to_link(any_experiment(random, 4));
    for (int changes = 1 + random.below(6); changes > 0; --changes) {
      const auto at = static_cast<std::size_t>(random.below(static_cast<int>(link.size())));
      if (random.below(2) == 0) {
        link[at] = "&=,;:#x0A%"[random.below(10)];
      } else {
        link.erase(at, static_cast<std::size_t>(random.below(20)));
      }
      link += "&";
    }
    const Salvage found = salvage(link);
    CHECK(same_bits(*from_link(to_link(found.experiment)), found.experiment));
    for (const std::string& sentence : found.left_out) {
      CHECK(sentence.ends_with("."));
    }
  }
}

TEST_CASE("salvage: a hostile link takes no longer than it is long") {
  std::string many;
  while (many.size() < 900'000) {
    many += "k" + std::to_string(many.size()) + "&";
  }
  CHECK(salvage(many).left_out.size() <= 20);
  CHECK(salvage("Q=" + std::string(900'000, ',')).left_out.size() == 1);
  CHECK(salvage(std::string(longest_link + 1, 'a')).left_out.size() == 1);
}

TEST_CASE("the workspace opens what can be read, as one step that can be undone") {
  app::Workspace workspace;
  CHECK(!workspace.open("mask=none&colour=red").has_value());
  (void)workspace.take_alert();
  const std::vector<std::string> left_out = workspace.open_what_can_be_read("mask=none&colour=red");
  REQUIRE(left_out.size() == 1);
  CHECK(workspace.experiment().mask == Mask::none());
  CHECK(workspace.take_announcement().starts_with("Opened: "));
  REQUIRE(workspace.act({"undo", view::Verb::press, "", 0}).has_value());
  CHECK(workspace.experiment() == start_experiment());
  CHECK(workspace.open_what_can_be_read(workspace.link()).empty());
}
