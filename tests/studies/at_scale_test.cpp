#include <doctest/doctest.h>

#include "app/workspace.h"
#include "cost/model_flops.h"
#include "cost/model_shapes.h"
#include "experiment/link.h"
#include "studies/opened.h"
#include "studies/study.h"

namespace lookback {
namespace {

Sheet at_scale_sheet(const std::string& link) {
  return whole_sheet(testing::experiment_at("study=at_scale&" + link), {}, nullptr);
}

TEST_CASE("At scale begins with Llama 3 70B at 131 072 tokens: 320 KiB a token, 40 GiB") {
  const std::string finding = at_scale_sheet("").finding;
  CHECK(finding.find("Llama 3 70B keeps 320 KiB a token: 40 GiB = 42.95 GB at 131\u202f072 tokens.") !=
        std::string::npos);
}

TEST_CASE("Every model, topic, width of number and convention has a sheet, and its link brings it back") {
  app::Workspace workspace(*from_link("study=at_scale"));
  for (const std::string_view topic : {"Memory", "Operations"}) {
    for (const ModelShape& shape : published_shapes) {
      for (const std::string_view bytes : {"1%20byte", "2%20bytes", "4%20bytes"}) {
        std::string title(shape.title);
        for (std::size_t at = title.find(' '); at != std::string::npos; at = title.find(' ')) {
          title.replace(at, 1, "%20");
        }
        const std::string link = "topic=" + std::string(topic) + "&model=" + title +
                                 "&number_bytes=" + std::string(bytes) + "&context=1";
        CAPTURE(link);
        CHECK(at_scale_sheet(link).finding.find(shape.title) != std::string::npos);
        REQUIRE(workspace.open("study=at_scale&" + link).has_value());
        CHECK(*from_link(workspace.link()) == workspace.experiment());
      }
    }
  }
  for (std::size_t i = 0; i < conventions.size(); ++i) {
    REQUIRE(workspace.open("study=at_scale&topic=Operations").has_value());
    REQUIRE(workspace.act({.id = "conventions." + std::to_string(i) + ".0", .verb = view::Verb::press})
                .has_value());
    CHECK(parameter_of(workspace.experiment(), "convention") == static_cast<double>(i));
  }
}

TEST_CASE("A typed shape stands until it is put back") {
  app::Workspace workspace(*from_link("study=at_scale"));
  REQUIRE(workspace.act({.id = "shape.0.2", .verb = view::Verb::set, .text = "64"}).has_value());
  CHECK(workspace.sheet().finding.find("Llama 3 70B, changed keeps 2.5 MiB a token: 320 GiB") !=
        std::string::npos);
  REQUIRE(workspace.act({.id = "shape.0.2", .verb = view::Verb::set, .text = "7"}).has_value());
  CHECK(workspace.sheet().finding.find("64 heads cannot share 7") != std::string::npos);
  REQUIRE(workspace.act({.id = "shape.published", .verb = view::Verb::press}).has_value());
  CHECK(workspace.sheet().finding.find("320 KiB") != std::string::npos);
  REQUIRE(workspace.act({.id = "undo", .verb = view::Verb::press}).has_value());
  REQUIRE(workspace.act({.id = "shape.0.2", .verb = view::Verb::set, .text = "0"}).has_value());
  CHECK(workspace.sheet().finding.find("320 KiB") != std::string::npos);
  CHECK_FALSE(workspace.act({.id = "shape.0.2", .verb = view::Verb::set, .text = "-1"}).has_value());
}

TEST_CASE("An arrow key moves a number of the shape by one whole") {
  app::Workspace workspace(*from_link("study=at_scale"));
  const auto layers = [&] { return view::find(workspace.nodes(), "shape.0.0")->value; };
  REQUIRE(layers() == 80);
  for (int times = 0; times < 3; ++times) {
    REQUIRE(workspace.act({.id = "shape.0.0", .verb = view::Verb::nudge, .text = "1"}).has_value());
  }
  CHECK(layers() == 83);
  REQUIRE(workspace.act({.id = "shape.0.0", .verb = view::Verb::nudge, .text = "-10"}).has_value());
  CHECK(layers() == 73);
  CHECK(workspace.sheet().finding.find("not whole") == std::string::npos);
}

}  // namespace
}  // namespace lookback
