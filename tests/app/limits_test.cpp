#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "app/opened_files.h"
#include "base/limits.h"
#include "experiment/edit.h"
#include "experiment/history.h"
#include "experiment/link.h"

// Every limit of the C++ at the greatest that is taken, and one beyond it. Those of the page around the lab
// are in tests/browser/limits_test.mjs.

using namespace lookback;
using namespace lookback::testing;
using app::Workspace;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (; times > 0; --times) {
    all += text;
  }
  return all;
}

bool opens(const std::string& link) { return from_link(link).has_value(); }

std::string refusal_of_file(const std::string& name, std::string bytes) {
  const Expected<files::TensorFile> file = files::read_tensors(name, {{name, std::move(bytes)}});
  return file ? "" : file.error().sentence;
}

// Bytes as an array of that shape.
std::string npy_of(const std::string& shape, std::size_t numbers) {
  const std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + ",), }\n";
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 255U);
  bytes += static_cast<char>(header.size() >> 8U);
  return bytes + header + std::string(numbers, '\1');
}

std::string npy_of_size(std::size_t bytes) {
  const std::size_t header = npy_of("00000000", 0).size();
  return npy_of(std::to_string(bytes - header), bytes - header);
}

// As large as the board gets.
std::string largest_board(std::string_view number = "1") {
  const std::string row = std::string(number) + repeated("," + std::string(number), largest_width - 1);
  const std::string matrix = row + repeated(";" + row, largest_tokens - 1);
  return "Q=" + matrix + "&K=" + matrix + "&V=" + matrix + "&tokens=a" + repeated(",a", largest_tokens - 1);
}

std::size_t undo_all(Workspace& workspace) {
  std::size_t steps = 0;
  while (workspace.act({"undo"})) {
    ++steps;
  }
  return steps;
}

}  // namespace

TEST_SUITE_BEGIN("limits");

TEST_CASE("limits: 64 tokens, and no more") {
  Experiment experiment = start_experiment();
  while (experiment.token_count() < largest_tokens) {
    experiment = *apply(experiment, AddToken{"more"});
  }
  CHECK(apply(experiment, AddToken{"more"}).error().sentence.find("at most 64 tokens") != std::string::npos);
  CHECK(opens("tokens=a" + repeated(",a", 63)));
  CHECK(!opens("tokens=a" + repeated(",a", 64)));
}

TEST_CASE("limits: 16 columns, and no more") {
  for (const bool of_values : {false, true}) {
    CHECK(apply(start_experiment(), SetWidth{of_values, 16}).has_value());
    CHECK(!apply(start_experiment(), SetWidth{of_values, 17}).has_value());
  }
  const std::string wide = "1" + repeated(",1", 15);
  CHECK(opens("tokens=a&Q=" + wide + "&K=" + wide + "&V=" + wide));
  CHECK(!opens("tokens=a&Q=" + wide + ",1&K=" + wide + ",1&V=1"));
  CHECK(!opens("tokens=a&Q=1&K=1&V=" + wide + ",1"));
}

TEST_CASE("limits: numbers up to a billion, to the last bit") {
  const double beyond = std::nextafter(1e9, 2e9);
  for (const double sign : {1.0, -1.0}) {
    CHECK(apply(start_experiment(), SetNumber{"Q", 0, 0, sign * 1e9}).has_value());
    CHECK(!apply(start_experiment(), SetNumber{"Q", 0, 0, sign * beyond}).has_value());
  }
  CHECK(opens("tokens=a&Q=1000000000&K=1&V=-1e9"));
  CHECK(!opens("tokens=a&Q=1000000000.0000001&K=1&V=1"));
}

TEST_CASE("limits: names of 32 characters, however many bytes they are") {
  CHECK(apply(start_experiment(), RenameToken{0, repeated("é", 32)}).has_value());
  CHECK(!apply(start_experiment(), RenameToken{0, repeated("é", 33)}).has_value());
  CHECK(opens("tokens=" + repeated("%F0%9F%99%82", 32)));
  CHECK(!opens("tokens=" + repeated("%F0%9F%99%82", 33)));
}

TEST_CASE("limits: seeds up to 999,999") {
  Workspace workspace;
  CHECK(workspace.act({"seed", view::Verb::set, "999999"}).has_value());
  CHECK(!workspace.act({"seed", view::Verb::set, "1000000"}).has_value());
}

TEST_CASE("limits: four layers of four heads") {
  const std::string stack = "tokens=a,b&mechanism=layer_stack&layers=";
  CHECK(opens(stack + "4&heads=4&Q=1,1,1,1;1,1,1,1&K=1,1,1,1;1,1,1,1&V=1,1,1,1;1,1,1,1"));
  CHECK(!opens(stack + "5"));
  CHECK(!opens(stack + "4&heads=5&Q=1,1,1,1,1;1,1,1,1,1&K=1,1,1,1,1;1,1,1,1,1&V=1,1,1,1,1;1,1,1,1,1"));
}

TEST_CASE("limits: two thousand steps are kept, and the next pushes out the oldest") {
  History history(start_experiment());
  const auto write = [&](int value) {
    history.push(*apply(history.current(), SetNumber{"Q", 0, 0, static_cast<double>(value)}));
  };
  const auto undo_all_of = [&] {
    while (history.can_undo()) {
      history.undo();
    }
  };
  for (int step = 1; step <= static_cast<int>(most_steps); ++step) {
    write(step);
  }
  undo_all_of();
  CHECK(history.current() == start_experiment());
  while (history.can_redo()) {
    history.redo();
  }
  write(-1);
  undo_all_of();
  CHECK(history.current().inputs.q(0, 0) == 1);
  CHECK(history.place().present == 1);
}

TEST_CASE(
    "limits: steps of the largest boards are kept as far as their memory goes, in all studies together") {
  Workspace workspace;
  const auto bytes = [&] { return workspace.step_bytes(); };
  for (const char* study : {"study=board&", "study=model&layers=1&heads=1&kv_heads=1&"}) {
    CAPTURE(study);
    for (int step = 0; step < 450; ++step) {
      Experiment next = workspace.experiment();
      if (step == 0) {
        const Expected<void> opened = workspace.open(study + largest_board());
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().sentence));
      } else {
        next.inputs.q(0, 0) = step;
        REQUIRE(workspace.change(next, "").has_value());
      }
      REQUIRE(bytes() <= most_step_bytes);
    }
  }
  CHECK(bytes() > most_step_bytes - (1U << 18U));
  CHECK(undo_all(workspace) > 100);
  CHECK(workspace.place().present > 0);  // the oldest are gone
  REQUIRE(workspace.open("study=board").has_value());
  CHECK(workspace.act({"undo"}).has_value());
  CHECK(bytes() <= most_step_bytes);
}

TEST_CASE("limits: links of a million characters") {
  const std::string link = "tokens=a&K=1&V=1&Q=";
  const std::string number = "1";
  const std::string longest = link + std::string(longest_link - link.size() - 1, '0') + number;
  CHECK(opens(longest));
  CHECK(from_link("0" + longest).error().sentence.find("longer than a million") != std::string::npos);
  Workspace workspace;
  CHECK(workspace.open(longest).has_value());
  CHECK(!workspace.open(longest + "0").has_value());
}

TEST_CASE("limits: files of 64 MiB, to the byte") {
  CHECK(refusal_of_file("a.npy", npy_of_size(largest_file_bytes)).empty());
  CHECK(refusal_of_file("a.npy", npy_of_size(largest_file_bytes + 1)).find("at most 67") !=
        std::string::npos);
}

TEST_CASE("limits: what is open takes 96 MiB at most, and what no window needs goes first") {
  Workspace workspace;
  const std::string used = with_window(workspace);
  const std::size_t part = most_open_bytes / 2;
  const std::string first = open(workspace, "a.npy", npy_of_size(part - (1U << 20)));
  const std::string second = open(workspace, "b.npy", npy_of_size(part));
  CHECK(files::description(workspace, first).has_value());
  const std::string third = open(workspace, "c.npy", npy_of_size(1U << 20));
  CHECK(!files::description(workspace, first).has_value());
  CHECK(files::description(workspace, second).has_value());
  CHECK(files::description(workspace, third).has_value());
  CHECK(files::description(workspace, used).has_value());
}

TEST_CASE("limits: tables of 4,194,304 numbers as text, and 1,048,576 cells on a line") {
  CHECK(refusal_of_file("a.csv", repeated("1\n", most_table_numbers)).empty());
  CHECK(refusal_of_file("a.csv", repeated("1\n", most_table_numbers + 1)).find("more than 4") !=
        std::string::npos);
  CHECK(refusal_of_file("a.csv", repeated("1,", most_cells_of_a_line - 1) + "1").empty());
  CHECK(refusal_of_file("a.csv", repeated("1,", most_cells_of_a_line) + "1").find("more than 1") !=
        std::string::npos);
}

TEST_CASE("limits: shapes of 64 axes are read") {
  CHECK(refusal_of_file("a.npy", npy_of("1" + repeated(",1", most_axes - 1), 1)).empty());
  CHECK(!refusal_of_file("a.npy", npy_of("1" + repeated(",1", most_axes), 1)).empty());
}

TEST_CASE("limits: a map of 65,536 tokens, of width 128, of 4,194,304 numbers") {
  const std::string map = "study=long_map&map_generator=Random&map_query=0&map_key=0&";
  CHECK(opens(map + "map_tokens=65536&map_width=64"));
  CHECK(!opens(map + "map_tokens=65537&map_width=32"));
  CHECK(!opens(map + "map_tokens=65536&map_width=65"));
  CHECK(opens(map + "map_tokens=32768&map_width=128"));
  CHECK(!opens(map + "map_tokens=1000&map_width=129"));
}

TEST_SUITE_END();
