#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "app/workspace.h"
#include "base/has.h"
#include "experiment/link.h"
#include "studies/opened.h"
#include "studies/three_forms/sheet.h"
#include "studies/three_forms/study.h"

using namespace lookback;
using namespace lookback::testing;
namespace three = lookback::three_forms;
using three::NumberSystem;

namespace {

Experiment three_forms_at(const std::string& link) { return experiment_at("study=three_forms&" + link); }

std::string finding_of(const std::string& link) {
  return whole_sheet(three_forms_at(link), {}, nullptr).finding;
}

}  // namespace

TEST_CASE("three forms: what the sheet says") {
  CHECK(has(finding_of(""), "equal to the last digit, in exact fractions."));
  CHECK(has(finding_of("chunk_equation=without ζ"), "Chunkwise differs from the others by up to "));
  CHECK(has(finding_of("chunk_equation=without ζ"), "ζ is left out"));
  CHECK(has(finding_of("chunk_equation=both slips"), "R_i is read"));
  CHECK(has(finding_of("chunk_equation=without ζ&chunk_length=1"), "The slip changes nothing here."));
  CHECK(has(finding_of("chunk_equation=without ζ&chunk_length=6"), "The slip changes nothing here."));
  CHECK(has(finding_of("number_system=double"), "equal to the last digit, in double."));
  CHECK(has(finding_of("gamma=0.9&number_system=bfloat16"), "that is rounding"));
  CHECK(has(finding_of("official=1"), "square roots, which have no exact fractions"));
  CHECK(has(finding_of("official=1&number_system=double"), "if ε were 0"));
  CHECK(has(finding_of("official=1&number_system=double&norm_after=ε = 0"), "that is rounding"));
  CHECK(has(finding_of("official=1&number_system=double&norm_after=none"), "numbers of its own"));
  CHECK(has(finding_of("number_system=float&official=1&norm_after=ε = "
                       "0&tokens=a,b&Q=1e9,1e9;1e9,-1e9&K=1e9,1e9;-1e9,1e9&V=1e9,"
                       "1e9;1e9,2&position=2"),
            "leave its range"));
  CHECK(has(finding_of("position=0"), "No token has arrived"));
  CHECK(has(finding_of("tokens=a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a"), "up to 12 tokens"));
  CHECK(has(finding_of("gamma=0.9&tokens=a,a,a,a,a,a,a"), "up to 6 tokens and widths of up to 4"));
  CHECK(has(finding_of("mechanism=retention"), "decayed attention"));
  const Sheet tenths = whole_sheet(three_forms_at("tokens=a&Q=0.1&K=0.3&V=0.7"), {}, nullptr);
  CHECK(std::get<SheetTable>(tenths.sections[0].blocks[2]).texts == std::vector<std::string>{"21/1000"});
  const Expected<Experiment> in_double = three::study.press(three_forms_at("official=1"), {"in_double"});
  REQUIRE(in_double.has_value());
  CHECK(three::system_of(*in_double) == NumberSystem::as_double);
  CHECK(three::short_fraction("-333/32", -10.40625) == "−333/32");
  CHECK(three::short_fraction("12345678/32", 385802.4375) == "≈ 3.858e+05");
}

TEST_CASE("three forms: the page's own controls reach the study") {
  app::Workspace workspace(three_forms_at(""));
  REQUIRE(workspace.act({.id = "chunk_equation", .verb = view::Verb::set, .text = "chunk_equation.1"})
              .has_value());
  CHECK(has(workspace.sheet().finding, "ζ is left out"));
  CHECK(view::find(workspace.nodes(), "row_clamp") == nullptr);
  REQUIRE(workspace.act({.id = "official", .verb = view::Verb::press}).has_value());
  CHECK(view::find(workspace.nodes(), "row_clamp") != nullptr);
  REQUIRE(workspace.act({.id = "in_double", .verb = view::Verb::press}).has_value());
  CHECK(has(workspace.sheet().finding, "No two forms agree"));
  REQUIRE(workspace.act({.id = "undo", .verb = view::Verb::press}).has_value());
  CHECK(has(workspace.sheet().finding, "no exact fractions"));
}

TEST_CASE("three forms: a whole sheet at every length and choice") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    std::string names = "mechanism=decayed_attention&tokens=a";
    for (int i = 1; i < tokens; ++i) {
      names += ",a";
    }
    for (const std::string system : {"exact fractions", "double", "float", "bfloat16"}) {
      for (const std::string choice :
           {"", "&chunk_length=1", "&chunk_length=64", "&chunk_equation=both slips", "&gamma=0", "&gamma=1",
            "&rotation=RoPE", "&official=1", "&official=1&norm_after=none&row_clamp=0",
            "&official=1&decay_root=0&state_root=0&score_scale=on q"}) {
        const Experiment experiment = three_forms_at(names + "&number_system=" + system + choice);
        CAPTURE(to_link(experiment));
        const Sheet sheet = whole_sheet(experiment, {}, nullptr);
        CHECK(sheet.finding.size() > 20);
        for (const Section& section : sheet.sections) {
          for (const Block& block : section.blocks) {
            if (const auto* table = std::get_if<SheetTable>(&block)) {
              const auto cells = table->values.elements().size();
              CHECK((table->texts.empty() || table->texts.size() == cells));
              CHECK((table->rows.empty() || static_cast<int>(table->rows.size()) == table->values.rows()));
              CHECK(std::ranges::all_of(table->values.elements(), [](double x) { return std::isfinite(x); }));
            }
          }
        }
        const bool plain =
            choice.find("slips") == std::string::npos && choice.find("official") == std::string::npos;
        if (plain && !has(sheet.finding, "grow long")) {
          const bool agree =
              has(sheet.finding, "equal to the last digit") || has(sheet.finding, "is rounding");
          CHECK_MESSAGE(agree, sheet.finding);
        }
      }
    }
  }
}
