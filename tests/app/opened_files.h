#pragma once

#include <doctest/doctest.h>

#include <cstring>

#include "app/open_files.h"
#include "main/golden.h"

// Files as a learner opens them, for the tests of what is done with them.
namespace lookback::testing {

inline const std::string folder = LOOKBACK_SOURCE_DIR "/tests/tensor/files/";

// A .npy file of float64 numbers.
inline std::string npy(int rows, int columns, double (*number)(int row, int column)) {
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

inline double of_place(int row, int column) { return row + column / 100.0; }
inline double of_other(int row, int column) { return -row - column / 100.0; }

inline std::string offered(app::Workspace& workspace, const std::string& name, std::string bytes) {
  const Expected<std::string> said = files::offer(workspace, name, {{name, std::move(bytes)}});
  REQUIRE(said.has_value());
  return *said;
}

inline std::string member(const std::string& json, const std::string& key) {
  const std::string opening = "\"" + key + "\":\"";
  const std::size_t start = json.find(opening);
  REQUIRE(start != std::string::npos);
  const std::size_t first = start + opening.size();
  return json.substr(first, json.find('"', first) - first);
}

// Opens the file and returns its hash.
inline std::string open(app::Workspace& workspace, const std::string& name, std::string bytes) {
  return member(offered(workspace, name, std::move(bytes)), "hash");
}

inline std::string kept(app::Workspace& workspace, const std::string& name) {
  return open(workspace, name, *read_file(folder + name));
}

inline bool press(app::Workspace& workspace, const std::string& id) {
  return workspace.act({id}).has_value();
}

inline void choose(app::Workspace& workspace, const std::string& choice, const std::string& option) {
  REQUIRE(workspace.act({choice, view::Verb::set, choice + "." + option}).has_value());
}

// Q, 200 × 24, of which the board holds 64 × 16.
inline std::string with_window(app::Workspace& workspace) {
  std::string hash = open(workspace, "q.npy", npy(200, 24, of_place));
  REQUIRE(files::place(workspace, hash, "q", "Q", 0, 0).has_value());
  return hash;
}

}  // namespace lookback::testing
