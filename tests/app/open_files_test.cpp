#include "app/opened_files.h"

#include <doctest/doctest.h>

#include "experiment/preset.h"

using namespace lookback;
using namespace lookback::testing;
using app::Workspace;

TEST_SUITE_BEGIN("open files");

TEST_CASE("a small table becomes plain numbers, its names the tokens, in one undo step") {
  Workspace workspace;
  const Experiment before = workspace.experiment();
  const std::string hash = kept(workspace, "german.csv");
  REQUIRE(files::place(workspace, hash, "german", "V", 0, 0).has_value());
  const Experiment& now = workspace.experiment();
  CHECK(now.inputs.v == Matrix<double>{{0.5, -1.25}, {100, 3}});
  CHECK(now.tokens == std::vector<std::string>{"der; Hund", "bellt"});
  CHECK(now.inputs.q == before.inputs.q.top(2));
  CHECK(now.inputs.k == before.inputs.k.top(2));
  CHECK(now.position == 2);
  CHECK(now.sources.empty());
  CHECK(workspace.take_announcement().starts_with(
      "V is “german” of “german.csv”. There are 2 tokens now; the rows of the others are gone. V is 2 wide "
      "now;"));
  REQUIRE(press(workspace, "undo"));
  CHECK(workspace.experiment() == before);
}

TEST_CASE("a batch and a head of [B, H, S, d] are chosen; the others grow to its tokens and width") {
  Workspace workspace;
  REQUIRE(workspace.open("Q=1,2;3,4&K=5,6;7,8&V=9;10").has_value());
  const std::string hash = kept(workspace, "f2_big_F.npy");
  REQUIRE(files::place(workspace, hash, "f2_big_F", "K", 1, 2).has_value());
  const Experiment& now = workspace.experiment();
  for (int r = 0; r < 5; ++r) {
    for (int c = 0; c < 4; ++c) {
      CHECK(now.inputs.k(r, c) == ((5 * 5 + r) * 4 + c - 60) / 4.0);
    }
  }
  CHECK(now.token_count() == 5);
  CHECK(now.inputs.q.corner(2, 4) == Matrix<double>{{1, 2, 0, 0}, {3, 4, 0, 0}});
  CHECK(now.inputs.v.top(2) == Matrix<double>{{9}, {10}});
  CHECK(now.inputs.q(4, 0) == random_inputs(1, 4, 4, 5).q(0, 0));  // as a new token's
  CHECK(files::place(workspace, hash, "f2_big_F", "K", 2, 0).error().sentence.find("batch 2") !=
        std::string::npos);
  CHECK(!files::place(workspace, hash, "f2_big_F", "K", 0, 3).has_value());
  CHECK(!files::place(workspace, hash, "f2_big_F", "K", -1, 0).has_value());
  CHECK(!files::place(workspace, hash, "nothing", "K", 0, 0).has_value());
  CHECK(!files::place(workspace, hash, "f2_big_F", "W", 0, 0).has_value());
  CHECK(!files::place(workspace, "0123456789abcdef", "q", "K", 0, 0).has_value());
}

TEST_CASE("X and weights are filled where their sizes fit, and what does not fit is said") {
  Workspace workspace;
  choose(workspace, "mechanism", "multi_head_layer");
  const std::string json = offered(workspace, "heads.npy", *read_file(folder + "heads.npy"));
  CHECK(json.find("\"heads\":2,\"rows\":4,\"columns\":3") != std::string::npos);
  CHECK(json.find("{\"id\":\"X\",\"title\":\"X\",\"size\":\"tokens × d_k\",\"fits\":true,\"why\":\"\","
                  "\"effect\":\"4 tokens, d_k 3\"}") != std::string::npos);
  CHECK(
      json.find("\"fits\":false,\"why\":\"It has 4 × 3 numbers, and as many rows as columns are needed.\"") !=
      std::string::npos);
  const Experiment before = workspace.experiment();
  const std::string square = open(workspace, "w.npy", npy(4, 4, of_place));
  REQUIRE(files::place(workspace, square, "w", "w_q", 0, 0).has_value());
  CHECK(workspace.experiment().more.at("w_q")(3, 2) == 3.02);
  CHECK(workspace.experiment().token_count() == before.token_count());
  const std::string large = open(workspace, "w.npy", npy(24, 24, of_place));
  CHECK(files::place(workspace, large, "w", "w_q", 0, 0).error().sentence ==
        "“w” of “w.npy” does not fit w_q: It has 24 × 24 numbers, more than the board holds; only matrices "
        "with a "
        "row for each token can be shown in part.");
  const std::string vector = kept(workspace, "vector.npy");
  CHECK(!files::place(workspace, vector, "vector", "X", 0, 0).has_value());
  choose(workspace, "mechanism", "delta_rule");
  CHECK(files::place(workspace, vector, "vector", "beta", 0, 0).error().sentence ==
        "“vector” of “vector.npy” cannot be put into beta. Row 2, column 0: 3 is out of range: strengths β "
        "takes numbers from 0 to 2.");
}

TEST_CASE("numbers that the board does not take are named by their place, and nothing changes") {
  Workspace workspace;
  const Experiment before = workspace.experiment();
  const auto bad = [](int row, int column) { return row == 70 && column == 1 ? double{NAN} : 1; };
  const auto infinite = [](int row, int column) { return row == 3 && column == 1 ? double{INFINITY} : 1; };
  const std::string hash = open(workspace, "q.npy", npy(5, 4, infinite));
  CHECK(
      files::place(workspace, hash, "q", "Q", 0, 0).error().sentence ==
      "“q” of “q.npy” cannot be put into Q. Row 3, column 1: ∞ is out of range: numbers from −1e9 to 1e9 are "
      "accepted.");
  CHECK(workspace.experiment() == before);
  CHECK(workspace.take_alert().find("Row 3") != std::string::npos);
  const std::string later = open(workspace, "q.npy", npy(100, 2, bad));
  REQUIRE(files::place(workspace, later, "q", "Q", 0, 0).has_value());
  const Experiment window = workspace.experiment();
  CHECK(files::move_windows(workspace, 30, 0).error().sentence.starts_with("Row 70, column 1: "));
  CHECK(workspace.experiment() == window);
}

TEST_CASE("what is done with a file ends what plays, and nothing plays then") {
  Workspace workspace;
  REQUIRE(press(workspace, "back"));
  REQUIRE(press(workspace, "play"));
  REQUIRE(workspace.wake_in_ms(0) >= 0);
  REQUIRE(files::paste(workspace, "Q.0.0", "1").has_value());
  CHECK(workspace.wake_in_ms(0) < 0);
}

TEST_CASE("cells are pasted from a cell on, in one undo step") {
  Workspace workspace;
  const Experiment before = workspace.experiment();
  REQUIRE(files::paste(workspace, "Q.3.1", "0,5\t1\r\n-2,25\t1e1\r\n").has_value());
  CHECK(workspace.experiment().inputs.q(3, 1) == 0.5);
  CHECK(workspace.experiment().inputs.q(3, 2) == 1);
  CHECK(workspace.experiment().inputs.q(4, 1) == -2.25);
  CHECK(workspace.experiment().inputs.q(4, 2) == 10);
  CHECK(
      workspace.take_announcement().starts_with("2 × 2 numbers were pasted into Q. Cells are parted by a "
                                                "tab. The comma is read as a decimal comma: “0,5” is "
                                                "0.5."));
  REQUIRE(press(workspace, "undo"));
  CHECK(workspace.experiment() == before);
  // A comma alone on every line is a decimal comma; else it parts cells.
  REQUIRE(files::paste(workspace, "V.0.0", "1,5\n2,5\n").has_value());
  CHECK(workspace.experiment().inputs.v(1, 0) == 2.5);
  REQUIRE(files::paste(workspace, "V.0.0", "1,2,3\n4,5,6").has_value());
  CHECK(workspace.experiment().inputs.v(1, 2) == 6);
  REQUIRE(files::paste(workspace, "K.4.3", "7").has_value());
  CHECK(workspace.experiment().inputs.k(4, 3) == 7);
  const Experiment now = workspace.experiment();
  CHECK(files::paste(workspace, "K.4.3", "1\t2").error().sentence ==
        "What was pasted has 1 × 2 numbers, but from K, token 4, dimension 3 on K has room for 1 × 1.");
  CHECK(files::paste(workspace, "K.0.0", "1\tx")
            .error()
            .sentence.starts_with("What was pasted, line 1, column 2: “x” is not a number."));
  CHECK(files::paste(workspace, "K.0.0", "1\t2\n3").error().sentence.find("line 2") != std::string::npos);
  CHECK(files::paste(workspace, "K.0.0", "1\t2e9").error().sentence.find("out of range") !=
        std::string::npos);
  for (const char* cell : {"scores.0.0", "output.0.0", "step", "nothing"}) {
    CHECK(!files::paste(workspace, cell, "1").has_value());
  }
  CHECK(workspace.experiment() == now);
}

TEST_CASE("where the lab is for reading, no file, paste, window, play or step back changes it") {
  Workspace workspace;
  const std::string hash = with_window(workspace);
  REQUIRE(workspace.open("study=materialise&materialised=Tile%20by%20tile&tile_keys=1"));
  REQUIRE(press(workspace, "tile.play"));
  CHECK(!workspace.advance(0));
  workspace.present({.read_only = true, .hidden = {}});
  const auto refuses = [&](const Expected<void>& done) {
    CHECK(!done);
    CHECK((done || done.error().sentence == view::read_only_refusal));
    CHECK(workspace.take_alert() == view::read_only_refusal);
  };
  const Experiment played = workspace.experiment();
  CHECK(!workspace.advance(1e9));
  CHECK(workspace.wake_in_ms(1e9) < 0);
  CHECK(workspace.experiment() == played);
  refuses(workspace.change(start_experiment(), ""));
  CHECK(workspace.experiment() == played);

  workspace.present({});
  choose(workspace, "study", std::string(start_experiment().study));
  REQUIRE(workspace.act({"causal"}));
  REQUIRE(press(workspace, "undo"));
  workspace.present({.read_only = true, .hidden = {}});
  const Experiment before = workspace.experiment();
  const std::uint64_t revision = workspace.revision();
  (void)workspace.take_announcement();
  refuses(files::place(workspace, hash, "q", "K", 0, 0));
  refuses(files::move_windows(workspace, 64, 0));
  refuses(files::copy_windows(workspace));
  refuses(files::paste(workspace, "K.0.0", "1"));
  for (const char* button : {"window.later", "window.copy", "undo", "redo", "reset"}) {
    refuses(workspace.act({button}));
  }
  refuses(workspace.files()->press(workspace, "window.later"));
  REQUIRE(files::offer(workspace, "k.npy", {{"k.npy", npy(3, 3, of_other)}}));
  CHECK(workspace.experiment() == before);
  CHECK(workspace.revision() == revision);
  CHECK(workspace.take_announcement().empty());

  CHECK(workspace.open("version=1&tokens=a,b"));
  CHECK(workspace.experiment().token_count() == 2);
}

TEST_CASE("files that are not needed make room for new ones") {
  Workspace workspace;
  const std::string used = with_window(workspace);
  const std::string large(60U << 20, ' ');
  const std::string first = open(workspace, "a.csv", "1,2\n" + large);
  CHECK(files::description(workspace, first).has_value());
  std::string big = npy(2, 2, of_place);
  for (int i = 0; i < 3; ++i) {
    std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (50000000,), }\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size());
    bytes += '\0';
    bytes += header + std::string(50'000'000, static_cast<char>(i));
    big = open(workspace, "b.npy", std::move(bytes));
  }
  CHECK(files::description(workspace, big).has_value());
  CHECK(files::description(workspace, used).has_value());
  CHECK(!files::offer(workspace, "c.npy", {{"c.npy", std::string(65U << 20, ' ')}}).has_value());
}

TEST_SUITE_END();
