#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>

#include "base/hash.h"
#include "base/split.h"
#include "main/golden.h"
#include "tensor/npy.h"
#include "tensor/safetensors.h"
#include "tensor/tensor_file.h"

using namespace lookback;

namespace {

const std::string folder = LOOKBACK_SOURCE_DIR "/tests/tensor/files/";

std::string bytes_of_file(const std::string& path) {
  Expected<std::string> bytes = read_file(path);
  REQUIRE(bytes.has_value());
  return std::move(*bytes);
}

Expected<files::TensorFile> opened(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return files::read_tensors(name, {{name, bytes_of_file(path)}});
}

files::TensorFile file(const std::string& name) {
  Expected<files::TensorFile> result = opened(folder + name);
  INFO(name);
  REQUIRE(result.has_value());
  return std::move(*result);
}

Matrix<double> table_of(const files::TensorFile& file, std::size_t index, std::int64_t batch = 0,
                        std::int64_t head = 0) {
  const files::Tensor& tensor = file.tensors.at(index);
  const Expected<files::Tables> tables = files::tables_of(tensor);
  REQUIRE(tables.has_value());
  return files::numbers_of(file, tensor,
                           {.batch = batch,
                            .head = head,
                            .rows = static_cast<int>(tables->rows),
                            .columns = static_cast<int>(tables->columns)});
}

// What make.py writes at a place, counted in row-major order: see numbers() there.
double written(char kind, int count) {
  switch (kind) {
    case 'b':
      return count % 2;
    case 'u':
      return count;
    case 'i':
      return count - 60;
    default:
      return (count - 60) / 4.0;
  }
}

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
  const std::string made = (std::filesystem::temp_directory_path() / "lookback_arrays").string();
  std::filesystem::create_directories(made);
  bool there = false;
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    const std::string call = std::string(python) + " " + folder + "make.py " + made + " all 2>/dev/null";
    there = there || std::system(call.c_str()) == 0;
  }
  if (!there) {
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

TEST_CASE("a .safetensors file gives its tensors by name") {
  const files::TensorFile layers = file("layers.safetensors");
  REQUIRE(layers.tensors.size() == 11);
  for (std::size_t i = 0; i < 10; ++i) {
    const files::Tensor& tensor = layers.tensors[i];
    INFO(tensor.name);
    const std::string type = tensor.name.substr(tensor.name.find('.') + 1);
    CHECK(files::format_of(tensor.type).safetensors == type);
    const char kind = type == "BOOL" ? 'b' : type[0] == 'I' ? 'i' : type[0] == 'U' ? 'u' : 'f';
    for (int head = 0; head < 2; ++head) {
      const Matrix<double> table = table_of(layers, i, 0, head);
      for (int place = 0; place < 20; ++place) {
        CHECK(table(place / 4, place % 4) == written(kind, head * 20 + place));
      }
    }
  }
  CHECK(layers.tensors[10].fault.starts_with("Its numbers are of type “F8_E4M3”"));
}

TEST_CASE("a file that the safetensors library wrote") {
  const files::TensorFile library = file("by_library.safetensors");
  const std::map<std::string, double (*)(double)> wanted = {{"layers.0.q", [](double x) { return x; }},
                                                            {"layers.0.k", [](double x) { return 2 * x; }},
                                                            {"layers.0.v", [](double x) { return x - 1; }}};
  std::size_t found = 0;
  for (std::size_t i = 0; i < library.tensors.size(); ++i) {
    const auto one = wanted.find(library.tensors[i].name);
    if (one == wanted.end()) {
      continue;
    }
    ++found;
    const Matrix<double> table = table_of(library, i);
    for (int place = 0; place < 12; ++place) {
      CHECK(table(place / 4, place % 4) == one->second(place / 8.0));
    }
  }
  CHECK(library.tensors.size() == 5);
  CHECK(found == 3);
}

TEST_CASE("a tensor of no numbers may stand where another one does, in any order") {
  for (const bool empty_first : {true, false}) {
    const std::string empty = R"("e":{"dtype":"F32","shape":[0,2],"data_offsets":[0,0]})";
    const std::string one = R"("a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]})";
    const std::string header = "{" + (empty_first ? empty + "," + one : one + "," + empty) + "}";
    const std::string bytes = std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') +
                              header + std::string(4, '\0');
    const Expected<files::TensorFile> read = files::read_tensors("a.safetensors", {{"a.safetensors", bytes}});
    REQUIRE_MESSAGE(read.has_value(), read.error().sentence);
    CHECK(read->tensors.size() == 2);
  }
}

TEST_CASE("an .npz file is its members, in any order, and lists what is no array of numbers") {
  std::vector<files::Part> parts;
  for (const char* name : {"words.npy", "q.npy", "k.npy"}) {
    parts.push_back({name, bytes_of_file(folder + "model.npz." + name)});
  }
  const Expected<files::TensorFile> model = files::read_tensors("model.npz", parts);
  REQUIRE(model.has_value());
  REQUIRE(model->tensors.size() == 3);
  CHECK(model->tensors[0].name == "k");
  CHECK(table_of(*model, 1)(2, 3) == 5.0 / 8);
  CHECK(table_of(*model, 0)(2, 3) == 10.0 / 8);
  CHECK(model->tensors[2].fault.find("“<U1”") != std::string::npos);
  std::ranges::reverse(parts);
  CHECK(files::read_tensors("model.npz", parts)->hash == model->hash);
  parts[0].bytes.back() ^= 1;
  CHECK(files::read_tensors("model.npz", parts)->hash != model->hash);
  CHECK(!files::read_tensors("model.npz", {}).has_value());
}

TEST_CASE("tables of text: separators, decimal marks, headings and names are understood and said") {
  const Matrix<double> q = table_of(file("blanks.txt"), 0);
  CHECK(q(2, 3) == 5.0 / 8);
  CHECK(table_of(file("comma.csv"), 0) == q);
  CHECK(file("comma.csv").notes ==
        std::vector<std::string>{"Cells are parted by a comma.", "The first row is read as a heading."});
  const files::TensorFile german = file("german.csv");
  CHECK(table_of(german, 0) == Matrix<double>{{0.5, -1.25}, {100, 3}});
  CHECK(german.row_names == std::vector<std::string>{"der; Hund", "bellt"});
  CHECK(german.notes[1] == "The comma is read as a decimal comma: “0,5” is 0.5.");
  CHECK(table_of(file("plain.tsv"), 0) == Matrix<double>{{1, 2}, {3, 4}});
  CHECK(file("plain.tsv").notes == std::vector<std::string>{"Cells are parted by a tab."});
  const files::TensorFile quoted = file("quoted.csv");
  CHECK(table_of(quoted, 0) == Matrix<double>{{1, 2}, {3, 4}, {5, 6}});
  CHECK(quoted.row_names == std::vector<std::string>{"a", "b \"x\"", "two\nlines"});
  CHECK(table_of(file("pandas.csv"), 0) == Matrix<double>{{0.5, 1.5}, {2.5, 3.5}});
  CHECK(table_of(file("minus.csv"), 0) == Matrix<double>{{-1, 2.0 / 3}, {4, 0.5}});
}

TEST_CASE("a broken file gives its sentence") {
  const std::string sentences = bytes_of_file(folder + "broken/sentences.txt");
  int count = 0;
  for (const std::string_view line : split(sentences, '\n')) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      continue;
    }
    const Expected<files::TensorFile> read = opened(folder + "broken/" + std::string(line.substr(0, tab)));
    REQUIRE_MESSAGE(!read.has_value(), line);
    CHECK(read.error().sentence == line.substr(tab + 1));
    ++count;
  }
  const auto entries = std::filesystem::directory_iterator(folder + "broken");
  CHECK(count + 1 == std::distance(begin(entries), end(entries)));
}

TEST_CASE("a file that is cut anywhere is refused, and no changed byte breaks the reader") {
  for (const char* name : {"f2_big_F.npy", "layers.safetensors"}) {
    const std::string whole = bytes_of_file(folder + name);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CHECK(!files::read_tensors(name, {{name, whole.substr(0, length)}}).has_value());
    }
    for (std::size_t place = 0; place < std::min<std::size_t>(whole.size(), 1200); ++place) {
      for (const int bit : {0, 3, 6, 7}) {
        std::string changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ (1 << bit));
        const Expected<files::TensorFile> read = files::read_tensors(name, {{name, changed}});
        for (std::size_t i = 0; read && i < read->tensors.size(); ++i) {
          if (read->tensors[i].fault.empty() && files::tables_of(read->tensors[i])) {
            (void)table_of(*read, i);
          }
        }
      }
    }
  }
}

TEST_CASE("the hash is FNV-1a") {
  CHECK(fnv_hash("") == 0xcbf29ce484222325U);
  CHECK(fnv_hash("a") == 0xaf63dc4c8601ec8cU);
  CHECK(fnv_hash("foobar") == 0x85944171f73967e8U);
}

TEST_SUITE_END();
