#include "tensor/tensor_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/hash.h"
#include "base/split.h"
#include "tensor/array_files.h"

using namespace lookback;
using namespace lookback::testing;

TEST_SUITE_BEGIN("files of arrays");

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
