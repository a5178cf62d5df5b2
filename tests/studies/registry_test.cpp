#include <doctest/doctest.h>

#include <set>

#include "app/workspace.h"
#include "experiment/link.h"
#include "studies/study.h"

namespace lookback {
namespace {

TEST_CASE("What a study adds to a link has names of its own") {
  std::set<std::string_view> taken = {"version", "study", "mechanism", "form", "mask",     "cache",
                                      "tokens",  "Q",     "K",         "V",    "position", "columns"};
  for (const Mechanism* mechanism : mechanisms()) {
    for (const ParameterSpec& spec : mechanism->parameters) {
      taken.insert(spec.id);
    }
    for (const InputSpec& spec : mechanism->inputs) {
      taken.insert(spec.id);
    }
  }
  std::set<std::string_view> ids;
  for (const Study* study : studies()) {
    CAPTURE(study->id);
    CHECK(ids.insert(study->id).second);
    std::set<std::string_view> own = taken;
    for (const ParameterSpec& spec : study->parameters) {
      CHECK_MESSAGE(own.insert(spec.id).second, std::string(spec.id));
    }
    for (const InputSpec& spec : study->inputs) {
      CHECK_MESSAGE(own.insert(spec.id).second, std::string(spec.id));
    }
  }
}

TEST_CASE("The menu has every shelf once") {
  Shelf last = Shelf::board;
  for (const Study* study : studies()) {
    CAPTURE(study->id);
    CHECK(study->shelf >= last);
    last = study->shelf;
  }
}

TEST_CASE("A study begins with a link that names its mechanism, and its own link brings it back") {
  for (const Study* study : studies()) {
    CAPTURE(study->id);
    CHECK((study->start.empty() || study->start.find("mechanism=") != std::string_view::npos));
    const Experiment start = start_of(*study);
    CHECK(start.study == study->id);
    const Expected<Experiment> again = from_link(to_link(start));
    REQUIRE(again.has_value());
    CHECK(*again == start);
    const Expected<Experiment> by_name = from_link("study=" + std::string(study->id));
    REQUIRE(by_name.has_value());
    CHECK(*by_name == start);
  }
}

TEST_CASE("Block ids are unique within a sheet, and no block is malformed") {
  for (const Study* study : studies()) {
    CAPTURE(study->id);
    const Experiment start = start_of(*study);
    app::Workspace workspace(start);
    std::set<std::string_view> ids;
    for (const view::Node& node : workspace.nodes()) {
      CHECK_MESSAGE(ids.insert(node.id).second, node.id);
    }
    const Evaluation evaluation = study->on_board ? evaluate(start) : Evaluation{};
    for (const Section& section : whole_sheet(start, evaluation, nullptr).sections) {
      for (const Block& block : section.blocks) {
        if (const auto* table = std::get_if<SheetTable>(&block)) {
          CAPTURE(table->id);
          const auto cells = static_cast<std::size_t>(table->values.rows() * table->values.columns());
          CHECK((table->texts.empty() || table->texts.size() == cells));
          CHECK((table->rows.empty() || static_cast<int>(table->rows.size()) == table->values.rows()));
          CHECK(
              (table->columns.empty() || static_cast<int>(table->columns.size()) == table->values.columns()));
        } else if (const auto* chart = std::get_if<Chart>(&block)) {
          for (const Curve& curve : chart->curves) {
            CHECK_MESSAGE(curve.ys.size() == chart->xs.size(), curve.id);
          }
        } else if (const auto* beams = std::get_if<Beams>(&block)) {
          CHECK(beams->weights.size() == beams->tokens.size());
        }
      }
    }
  }
}

TEST_CASE("A study can be left and come back to; each has its own undo") {
  app::Workspace workspace;
  REQUIRE(workspace.act({.id = "Q.0.0", .verb = view::Verb::set, .text = "7"}).has_value());
  const Experiment board = workspace.experiment();
  for (const Study* study : studies()) {
    if (study->id == "board") {
      continue;
    }
    CAPTURE(study->id);
    REQUIRE(workspace.act({.id = "study", .verb = view::Verb::set, .text = "study." + std::string(study->id)})
                .has_value());
    CHECK(workspace.experiment() == start_of(*study));
    CHECK_FALSE(view::find(workspace.nodes(), "undo")->enabled);
    REQUIRE(workspace.act({.id = "study", .verb = view::Verb::set, .text = "study.board"}).has_value());
    CHECK(workspace.experiment() == board);
    CHECK(view::find(workspace.nodes(), "undo")->enabled);
  }
}

}  // namespace
}  // namespace lookback
