#include "app/open_files.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "base/random.h"
#include "cost/cost.h"
#include "experiment/import.h"
#include "experiment/link.h"
#include "experiment/preset.h"
#include "experiment/sources.h"
#include "main/golden.h"
#include "studies/windows.h"

using namespace lookback;
using app::Workspace;

namespace {

const std::string folder = LOOKBACK_SOURCE_DIR "/tests/tensor/files/";

// A .npy file of float64 numbers.
std::string npy(int rows, int columns, double (*number)(int row, int column)) {
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                       std::to_string(columns) + "), }\n";
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += '\0';
  bytes += header;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const double value = number(r, c);
      char raw[8];
      std::memcpy(raw, &value, 8);
      bytes.append(raw, 8);
    }
  }
  return bytes;
}

double of_place(int row, int column) { return row + column / 100.0; }
double of_other(int row, int column) { return -row - column / 100.0; }

std::string offered(Workspace& workspace, const std::string& name, std::string bytes) {
  const Expected<std::string> said = files::offer(workspace, name, {{name, std::move(bytes)}});
  REQUIRE(said.has_value());
  return *said;
}

std::string member(const std::string& json, const std::string& key) {
  const std::string opening = "\"" + key + "\":\"";
  const std::size_t start = json.find(opening);
  REQUIRE(start != std::string::npos);
  const std::size_t first = start + opening.size();
  return json.substr(first, json.find('"', first) - first);
}

// Opens the file and returns its hash.
std::string open(Workspace& workspace, const std::string& name, std::string bytes) {
  return member(offered(workspace, name, std::move(bytes)), "hash");
}

std::string kept(Workspace& workspace, const std::string& name) {
  return open(workspace, name, *read_file(folder + name));
}

bool press(Workspace& workspace, const std::string& id) { return workspace.act({id}).has_value(); }

void choose(Workspace& workspace, const std::string& choice, const std::string& option) {
  REQUIRE(workspace.act({choice, view::Verb::set, choice + "." + option}).has_value());
}

// Q, 200 × 24, of which the board holds 64 × 16.
std::string with_window(Workspace& workspace) {
  std::string hash = open(workspace, "q.npy", npy(200, 24, of_place));
  REQUIRE(files::place(workspace, hash, "q", "Q", 0, 0).has_value());
  return hash;
}

}  // namespace

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

TEST_CASE("what is done with a file ends what plays, and nothing plays then") {
  Workspace workspace;
  REQUIRE(press(workspace, "back"));
  REQUIRE(press(workspace, "play"));
  REQUIRE(workspace.wake_in_ms(0) >= 0);
  REQUIRE(files::paste(workspace, "Q.0.0", "1").has_value());
  CHECK(workspace.wake_in_ms(0) < 0);
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

TEST_CASE("a link names the file, waits for it, and knows another one") {
  Workspace first;
  with_window(first);
  REQUIRE(files::move_windows(first, 77, 5).has_value());
  const std::string link = first.link();
  CHECK(!from_link(link).has_value());

  Workspace second;
  const Experiment before = second.experiment();
  const Expected<void> opened = second.open(link);
  REQUIRE(!opened.has_value());
  CHECK(opened.error().sentence.starts_with("Q comes from the file “q.npy” (hash "));
  CHECK(second.experiment() == before);
  REQUIRE(second.awaited_files().size() == 1);
  CHECK(files::awaited(second).starts_with("[{\"id\":\"Q\",\"name\":\"q.npy\",\"hash\":\""));
  const std::string other = offered(second, "q.npy", npy(200, 24, of_other));
  CHECK(member(other, "awaited").starts_with("“q.npy” is another file than the one that the link names"));
  CHECK(member(offered(second, "k.npy", npy(2, 2, of_other)), "awaited")
            .starts_with("The link still waits for"));
  CHECK(second.experiment() == before);
  const std::string right = offered(second, "renamed.npy", npy(200, 24, of_place));
  CHECK(right.find("\"opened\":true,\"awaited\":\"\"") != std::string::npos);
  CHECK(second.experiment() == first.experiment());
  CHECK(second.awaited_files().empty());
  CHECK(second.link() == link);
}

TEST_CASE("a link to files alone is readable, and what a broken one says beside them is salvaged") {
  Workspace workspace;
  const std::string hash = with_window(workspace);
  REQUIRE(files::place(workspace, hash, "q", "K", 0, 0).has_value());
  REQUIRE(files::place(workspace, hash, "q", "V", 0, 0).has_value());
  const std::string link = workspace.link();
  CHECK(link.find("&Q=file:" + hash + ":q.npy:q:0:0:200x24:0,0&K=file:") != std::string::npos);
  CHECK(*from_link(link, workspace.files()) == workspace.experiment());
  const Salvage saved = salvage(link);
  CHECK(saved.left_out.size() == 3);
  CHECK(saved.experiment.tokens == workspace.experiment().tokens);
  CHECK(saved.experiment.sources.empty());
}

TEST_CASE("windows survive links, whatever their names and places") {
  Random random(5);
  files::OpenFiles open_files;
  Experiment experiment = start_experiment();
  for (int i = 0; i < 200; ++i) {
    const int rows = 65 + random.below(100);
    const int columns = 1 + random.below(40);
    const std::string name = (i % 2 == 0 ? "a:b&c=d%3A#é " : "q") + std::to_string(i) + ".npy";
    const auto file = open_files.add(name, {{name, npy(rows, columns, of_place)}}, experiment.sources);
    REQUIRE(file.has_value());
    const char* const targets[] = {"Q", "K", "V"};
    const Expected<PlaceMatrices> edit =
        files::placing(experiment, **file, (*file)->tensors.front(),
                       {.target = targets[random.below(3)],
                        .first_row = random.below(rows - 63),
                        .first_column = random.below(std::max(columns - 15, 1))});
    REQUIRE(edit.has_value());
    experiment = *apply(experiment, *edit);
    const Expected<Experiment> back = from_link(to_link(experiment), &open_files);
    REQUIRE_MESSAGE(back.has_value(), to_link(experiment));
    CHECK(*back == experiment);
  }
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

TEST_CASE("a link's source is read whole or refused") {
  Workspace workspace;
  const std::string hash = with_window(workspace);
  const auto refused = [&](const std::string& text) {
    return !from_link("Q=file:" + text, workspace.files()).has_value();
  };
  REQUIRE(!refused(hash + ":q.npy:q:0:0:200x24:0,0"));
  for (const char* rest :
       {"", ":q.npy", ":q.npy:q:0:0:200x24:0", ":q.npy:q:0:0:200x24:137,0", ":q.npy:q:0:0:200x24:0,9",
        ":q.npy:q:0:0:200x24:0,0:0", ":q.npy:q:1:0:200x24:0,0", ":q.npy:q:0:1:200x24:0,0",
        ":q.npy:q:0:0:200x25:0,0", ":q.npy:q:-1:0:200x24:0,0", ":q.npy:q:0:0:99999999999999999999x24:0,0",
        ":q.npy:q:0:0:0x0:0,0", ":%ZZ:q:0:0:200x24:0,0"}) {
    CHECK_MESSAGE(refused(hash + rest), rest);
  }
  CHECK(refused("85944171f73967e8:q.npy:q:0:0:200x24:0,0"));
  CHECK(refused("8594:q.npy:q:0:0:200x24:0,0"));
  CHECK(!from_link("Q=file:" + hash + ":q.npy:q:0:0:200x24:0,0&K=file:" + hash + ":q.npy:q:0:0:200x24:1,0",
                   workspace.files())
             .has_value());
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
