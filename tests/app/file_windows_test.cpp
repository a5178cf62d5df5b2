#include "app/opened_files.h"

#include <doctest/doctest.h>

#include <array>

#include "cost/cost.h"
#include "experiment/generation.h"
#include "experiment/import.h"
#include "experiment/preset.h"
#include "experiment/sources.h"
#include "studies/windows.h"

using namespace lookback;
using namespace lookback::testing;
using app::Workspace;

TEST_SUITE_BEGIN("open files");

TEST_CASE("what is larger than the board is shown in a window, which moves") {
  Workspace workspace;
  const Experiment start = workspace.experiment();
  const std::string hash = with_window(workspace);
  CHECK(workspace.take_announcement().starts_with(
      "Q is tokens 0–63 and dimensions 0–15 of 200 × 24 from “q.npy”, tensor “q”, batch 0, head 0."));
  CHECK(workspace.experiment().token_count() == 64);
  CHECK(workspace.experiment().inputs.q(63, 15) == 63.15);
  CHECK(workspace.experiment().tokens[63] == "63");
  REQUIRE(files::move_windows(workspace, 130, 3).has_value());
  CHECK(workspace.experiment().inputs.q(0, 0) == 130.03);
  CHECK(workspace.experiment().inputs.q(63, 15) == 193.18);
  CHECK(workspace.experiment().tokens[0] == "130");
  const Experiment moved = workspace.experiment();

  // Another of the same sequence shows the same tokens.
  const std::string other = open(workspace, "v.npy", npy(200, 3, of_other));
  REQUIRE(files::place(workspace, other, "v", "V", 0, 0).has_value());
  CHECK(workspace.experiment().inputs.v(0, 2) == -130.02);
  CHECK(workspace.experiment().value_width() == 3);
  CHECK(workspace.experiment().sources.size() == 2);
  REQUIRE(files::move_windows(workspace, 999, 999).has_value());
  CHECK(workspace.experiment().inputs.q(63, 15) == 199.23);
  CHECK(workspace.experiment().inputs.v(63, 2) == -199.02);

  // One of another length is a sequence of its own: the others are no windows any more.
  const std::string shorter = open(workspace, "k.npy", npy(100, 16, of_place));
  (void)workspace.take_announcement();
  REQUIRE(files::place(workspace, shorter, "k", "K", 0, 0).has_value());
  CHECK(workspace.experiment().sources.size() == 1);
  CHECK(workspace.take_announcement().find(
            "Q is no window of “q.npy” any more. V is no window of “v.npy” any more.") != std::string::npos);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(press(workspace, "undo"));
  }
  CHECK(workspace.experiment() == moved);
  REQUIRE(press(workspace, "undo"));
  REQUIRE(press(workspace, "undo"));
  CHECK(workspace.experiment() == start);
  CHECK(!files::move_windows(workspace, 1, 0).has_value());
}

TEST_CASE("where all rows are shown, tokens keep their names and a window moves over the columns alone") {
  Workspace workspace;
  const std::string hash = open(workspace, "k.npy", npy(5, 40, of_place));
  REQUIRE(files::place(workspace, hash, "k", "K", 0, 0).has_value());
  CHECK(workspace.experiment().tokens == start_experiment().tokens);
  REQUIRE(files::move_windows(workspace, 3, 30).has_value());
  CHECK(workspace.experiment().inputs.k(4, 15) == 4.39);
  CHECK(workspace.experiment().tokens == start_experiment().tokens);
  CHECK(workspace.experiment().sources.at("K").first_row == 0);
}

TEST_CASE("a window's buttons move it by its own size, up to the ends of the file") {
  Workspace workspace;
  with_window(workspace);
  const auto source = [&] { return workspace.experiment().sources.at("Q"); };
  CHECK(!press(workspace, "window.earlier"));
  for (const std::int64_t first : {64, 128, 136}) {
    REQUIRE(press(workspace, "window.later"));
    CHECK(source().first_row == first);
    CHECK(workspace.experiment().inputs.q(0, 0) == static_cast<double>(first));
  }
  CHECK(!press(workspace, "window.later"));
  REQUIRE(press(workspace, "window.higher"));
  CHECK(source().first_column == 8);
  CHECK(!press(workspace, "window.higher"));
  REQUIRE(press(workspace, "window.lower"));
  CHECK(source().first_column == 0);
  REQUIRE(press(workspace, "window.earlier"));
  CHECK(source().first_row == 72);
  REQUIRE(press(workspace, "undo"));
  CHECK(source().first_row == 136);
  REQUIRE(press(workspace, "window.copy"));
  CHECK(workspace.experiment().sources.empty());
}

TEST_CASE("windows that share their dimensions show the same ones") {
  Workspace workspace;
  const std::string hash = with_window(workspace);
  REQUIRE(files::move_windows(workspace, 30, 8).has_value());
  REQUIRE(files::place(workspace, hash, "q", "K", 0, 0).has_value());
  const auto source = [&](const char* id) { return workspace.experiment().sources.at(id); };
  CHECK(source("K").first_row == 30);
  CHECK(source("K").first_column == 8);
  CHECK(workspace.experiment().inputs.k == workspace.experiment().inputs.q);
  REQUIRE(files::place(workspace, hash, "q", "V", 0, 0).has_value());
  CHECK(source("V").first_row == 30);
  CHECK(source("V").first_column == 0);  // values have dimensions of their own
}

TEST_CASE("buttons move the windows as long as one of them can be moved") {
  Workspace workspace;
  const std::string keys = open(workspace, "k.npy", npy(200, 18, of_place));
  const std::string values = open(workspace, "v.npy", npy(200, 60, of_place));
  REQUIRE(files::place(workspace, keys, "k", "K", 0, 0).has_value());
  REQUIRE(files::place(workspace, values, "v", "V", 0, 0).has_value());
  const auto first = [&](const char* id) { return workspace.experiment().sources.at(id).first_column; };
  for (const std::int64_t column : {16, 32, 44}) {
    REQUIRE(press(workspace, "window.higher"));
    CHECK(first("K") == 2);
    CHECK(first("V") == column);
  }
  CHECK(!press(workspace, "window.higher"));
  for (const std::int64_t column : {28, 12, 0}) {
    REQUIRE(press(workspace, "window.lower"));
    CHECK(first("V") == column);
  }
  CHECK(first("K") == 0);
  CHECK(!press(workspace, "window.lower"));
}

TEST_CASE("a window is not edited; a copy of it is") {
  Workspace workspace;
  with_window(workspace);
  const Experiment window = workspace.experiment();
  CHECK(workspace.act({"Q.0.0", view::Verb::set, "1"}).error().sentence ==
        "Q is a window of the file “q.npy”, which cannot be changed here. Copy the window first: then its "
        "numbers "
        "are yours to edit.");
  CHECK(!workspace.act({"token.3", view::Verb::remove}).has_value());
  CHECK(!workspace.act({"dk", view::Verb::set, "3"}).has_value());
  CHECK(!files::paste(workspace, "Q.0.0", "1\t2").has_value());
  CHECK(workspace.experiment() == window);
  REQUIRE(workspace.act({"K.0.0", view::Verb::set, "1"}).has_value());
  REQUIRE(workspace.act({"token.3", view::Verb::set, "word"}).has_value());
  CHECK(workspace.experiment().sources.size() == 1);
  REQUIRE(files::copy_windows(workspace).has_value());
  CHECK(workspace.experiment().sources.empty());
  REQUIRE(workspace.act({"Q.0.0", view::Verb::set, "1"}).has_value());
  CHECK(workspace.experiment().inputs.q(0, 1) == 0.01);
  REQUIRE(press(workspace, "undo"));
  REQUIRE(press(workspace, "undo"));
  CHECK(workspace.experiment().sources.size() == 1);
  choose(workspace, "preset", "identity");
  CHECK(workspace.experiment().sources.empty());
  CHECK(!files::copy_windows(workspace).has_value());
}

TEST_CASE("a window that is not in the file is refused, not moved into it") {
  files::OpenFiles open_files;
  const auto file = open_files.add("q.npy", {{"q.npy", npy(200, 24, of_place)}}, {});
  const auto placed = [&](std::int64_t batch, std::int64_t head, std::int64_t row, std::int64_t column) {
    return files::placing(start_experiment(), **file, (*file)->tensors.front(),
                          {"Q", batch, head, row, column});
  };
  CHECK(placed(0, 0, 136, 8).has_value());
  CHECK(placed(0, 0, 137, 8).error().sentence.find("row 137") != std::string::npos);
  CHECK(placed(0, 0, 136, 9).error().sentence.find("column 9") != std::string::npos);
  CHECK(placed(0, 1, 0, 0).error().sentence.find("head 1") != std::string::npos);
  for (const auto& [batch, head, row, column] :
       {std::array{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, -1}}) {
    CHECK(placed(batch, head, row, column).error().sentence ==
          "Batches, heads, rows and columns are counted from 0.");
  }
}

TEST_CASE("the counters of the whole are what counting the whole gives") {
  Workspace workspace;
  for (const Mechanism* mechanism : mechanisms()) {
    if (!mechanism->reads.q || mechanism->cost_depends_on_numbers != nullptr) {
      continue;
    }
    for (const Form& form : mechanism->forms) {
      INFO(mechanism->id << ", " << form.id);
      Experiment large = start_experiment();
      large.mechanism = mechanism->id;
      large.form = form.id;
      large.tokens.assign(70, "x");
      large.inputs = random_inputs(70, 18, 18, 3);
      large.position = 70;
      if (form.absent(setting_of(large))) {
        continue;
      }
      Experiment window = large;
      window.tokens.resize(64);
      window.inputs = random_inputs(64, 16, 16, 3);
      window.position = 64;
      for (const char* id : {"Q", "K", "V"}) {
        window.sources[id] = {.hash = 1, .file = "f", .tensor = "t", .rows = 70, .columns = 18};
      }
      const Section section = files::windows_section(window, evaluate(window));
      const auto& table = std::get<SheetTable>(section.blocks.back());
      Cost pass;
      pass.tokens_projected = 70;
      form.pass.in_counted(counted(inputs_of(large, 70), pass), large.mask, {}, {&pass});
      const Cost run = run_cost(count_run(large), 70);
      const Cost part = run_cost(count_run(window), 64);
      for (int r = 0; r < table.values.rows(); ++r) {
        const auto* field =
            std::ranges::find(cost_fields, table.rows[static_cast<std::size_t>(r)], &CostField::label);
        REQUIRE(field != cost_fields.end());
        CHECK(table.values(r, 0) == static_cast<double>(part.*field->count));
        CHECK(table.values(r, 1) == static_cast<double>(pass.*field->count));
        CHECK(table.values(r, 2) == static_cast<double>(run.*field->count));
      }
    }
  }
}

TEST_CASE("the board and values() say what is shown of the whole") {
  Workspace workspace;
  with_window(workspace);
  CHECK(view::find(workspace.nodes(), "Q")->text == "Q 64×16 of 200×24");
  CHECK(workspace.values().find("\"window.cost\":[[") != std::string::npos);
  CHECK(workspace.values().find("Q: tokens 0–63 and dimensions 0–15 of 200 × 24 from “q.npy”") !=
        std::string::npos);
  choose(workspace, "mask", "bits");
  CHECK(workspace.values().find("window.cost") == std::string::npos);
  CHECK(workspace.values().find("The mask is made by hand") != std::string::npos);
}

TEST_SUITE_END();
