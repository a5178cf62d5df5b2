#include "tensor/npy.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <random>

#include "tensor/array_files.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

// Every table and every window of [2, 3, 5, 4] arrays.
void check_array(const std::string& path) {
  INFO(path);
  const Expected<files::TensorFile> read = opened(path);
  REQUIRE(read.has_value());
  const files::Tensor& tensor = read->tensors.front();
  REQUIRE(tensor.shape == std::vector<std::int64_t>{2, 3, 5, 4});
  const char kind = tensor.name.front();
  for (int batch = 0; batch < 2; ++batch) {
    for (int head = 0; head < 3; ++head) {
      const Matrix<double> window = files::numbers_of(
          *read, tensor,
          {.batch = batch, .head = head, .first_row = 1, .first_column = 2, .rows = 3, .columns = 2});
      for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 2; ++c) {
          CHECK(window(r, c) == written(kind, ((batch * 3 + head) * 5 + r + 1) * 4 + c + 2));
        }
      }
    }
  }
  const Expected<NpyArray> whole = read_npy(bytes_of_file(path));
  REQUIRE(whole.has_value());
  REQUIRE(whole->values.size() == 120);
  for (int i = 0; i < 120; ++i) {
    CHECK(whole->values[static_cast<std::size_t>(i)] == written(kind, i));
  }
}

}  // namespace

TEST_SUITE_BEGIN("files of arrays");

TEST_CASE("what NumPy writes is read, in every type, byte order and layout that is kept here") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("_C.npy") || name.ends_with("_F.npy")) {
      check_array(folder + name);
      ++count;
    }
  }
  CHECK(count == 6);
  const files::TensorFile big = file("f2_big_F.npy");
  CHECK(files::description_of(big.tensors.front()) == "float16, [2, 3, 5, 4], big-endian, Fortran order");
}

#ifndef __EMSCRIPTEN__
TEST_CASE("what NumPy writes now is read") {
  // Several tests may run at a time.
  const std::string made =
      (std::filesystem::temp_directory_path() / ("lookback_arrays_" + std::to_string(std::random_device{}())))
          .string();
  std::filesystem::create_directories(made);
  bool there = false;
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string call = std::string(python) + " " + folder + "make.py " + made + " all 2>/dev/null";
    there = there || std::system(call.c_str()) == 0;
  }
  if (!there) {
    std::filesystem::remove_all(made);
    MESSAGE("Python with NumPy is not here: only the files that are kept were read.");
    return;
  }
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(made)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("_C.npy") || name.ends_with("_F.npy")) {
      check_array(made + "/" + name);
      ++count;
    }
  }
  CHECK(count == 48);
  // What is kept is what it writes, but for the file that a library wrote.
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool made_elsewhere =
        name.ends_with(".py") || name == "README.md" || name == "by_library.safetensors";
    if (entry.is_regular_file() && !made_elsewhere) {
      CHECK_MESSAGE(bytes_of_file(folder + name) == bytes_of_file(made + "/" + name), name);
    }
  }
  std::filesystem::remove_all(made);
}
#endif

TEST_CASE("the three formats of .npy, and arrays of one axis, three and none") {
  for (const char* name : {"format_1.npy", "format_2.npy", "format_3.npy"}) {
    CHECK(table_of(file(name), 0) == Matrix<double>{{1.5, -2.25}, {0.1, 1e-300}, {3, 4}});
  }
  CHECK(table_of(file("vector.npy"), 0) == Matrix<double>{{1, 2, 3}});
  CHECK(table_of(file("scalar.npy"), 0) == Matrix<double>{{2.5}});
  CHECK(table_of(file("heads.npy"), 0, 0, 1) ==
        Matrix<double>{{12, 13, 14}, {15, 16, 17}, {18, 19, 20}, {21, 22, 23}});
}

TEST_CASE("half precision: every one of its 65,536 numbers") {
  const auto as_half = [](unsigned bits) {
    const char bytes[] = {static_cast<char>(bits & 255), static_cast<char>(bits >> 8)};
    return files::number_at(bytes, files::NumberType::float16, false);
  };
  CHECK(as_half(0x0001) == 0x1p-24);
  CHECK(as_half(0x03FF) == 1023 * 0x1p-24);
  CHECK(as_half(0x0400) == 0x1p-14);
  CHECK(as_half(0x3C00) == 1);
  CHECK(as_half(0x3555) == 0x1.554p-2);
  CHECK(as_half(0x7BFF) == 65504);
  CHECK(as_half(0x7C00) == std::numeric_limits<double>::infinity());
  CHECK(as_half(0xFC00) == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(as_half(0x7E00)));
  CHECK(std::signbit(as_half(0x8000)));
  for (unsigned bits = 0; bits < 0x7C00; ++bits) {  // they grow, and mirror
    REQUIRE(as_half(bits) < as_half(bits + 1));
    REQUIRE(as_half(bits | 0x8000U) == -as_half(bits));
  }
  const Matrix<double> halves = table_of(file("halves.npy"), 0);
  CHECK(halves(0, 3) == 1023 * 0x1p-24);
  CHECK(halves(1, 2) == 0x1.554p-2);
}

TEST_CASE("a .npy header says each of its three things once, and nothing more") {
  const auto sentence = [](std::string_view words) {
    std::string bytes("\x93NUMPY\x01", 7);
    bytes += '\0';
    bytes += static_cast<char>(words.size());
    bytes += '\0';
    const Expected<NpyArray> array = read_npy(bytes.append(words).append(8, '\0'));
    return array ? "" : array.error().sentence;
  };
  CHECK(sentence("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }  \n").empty());
  CHECK(sentence("{'descr': '<f8', 'descr': '<f8', 'shape': (1,), }").find("keys cannot be read") !=
        std::string::npos);
  CHECK(sentence("{'shape': (), 'shape': (1,), 'descr': '<f8'}").find("keys cannot be read") !=
        std::string::npos);
  CHECK(sentence("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }}").find("end cannot be read") !=
        std::string::npos);
  std::string axes;
  for (int i = 0; i < 65; ++i) {
    axes += "1,";
  }
  CHECK(sentence("{'descr': '<f8', 'fortran_order': False, 'shape': (" + axes + ")}")
            .find("shape cannot be read") != std::string::npos);
}

TEST_SUITE_END();
