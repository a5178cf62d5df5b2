#include <doctest/doctest.h>

#include <string>

#include "app/open_files.h"
#include "base/csv.h"
#include "base/format.h"
#include "experiment/link.h"
#include "fuzz/claims.h"
#include "main/lesson_files.h"
#include "main/lesson_links.h"
#include "tensor/cells.h"

using namespace lookback;

// Made here rather than kept. Nothing is timed: who reads one of them in a time that grows with its square is
// noticed anyway, as that is hours.

namespace {

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) {
    all += text;
  }
  return all;
}

constexpr std::size_t megabyte = 1'000'000;

std::string npy_of(const std::string& shape) {
  const std::string header = "{'descr': '|b1', 'fortran_order': False, 'shape': (" + shape + ")}\n";
  std::string length(4, '\0');
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>(header.size() >> (8 * i) & 255);
  }
  return std::string("\x93NUMPY\x02", 7) + '\0' + length + header + '\1';
}

std::string safetensors_of(const std::string& header) {
  std::string length(8, '\0');
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>(static_cast<std::uint64_t>(header.size()) >> (8 * i) & 255);
  }
  return length + header;
}

std::string sentence_of_file(const std::string& name, std::string bytes) {
  const Expected<files::TensorFile> file = files::read_tensors(name, {{name, std::move(bytes)}});
  return file ? "" : file.error().sentence;
}

}  // namespace

TEST_SUITE_BEGIN("fuzz");

TEST_CASE("large hostile input: megabytes of table are refused with a sentence") {
  const char* const pieces[] = {"\xE2\x88\x92", "\"", "\"\"", " ", "\n", "9", "1 ", "a\n", "1,\r", ";\t"};
  for (const char* piece : pieces) {
    CAPTURE(piece);
    fuzz::claim_sentence(sentence_of_file("table.csv", repeated(piece, 3 * megabyte)));
  }
  const std::string wide = sentence_of_file("table.csv", repeated("1,", 30 * megabyte));
  CHECK(wide.find("more than " + grouped(1 << 20) + " cells") != std::string::npos);
  const std::string high = sentence_of_file("table.csv", repeated("1\n", 30 * megabyte));
  CHECK(high.find("more than " + grouped(1 << 22) + " numbers") != std::string::npos);
}

TEST_CASE("large hostile input: a number as people type it may be long, and is read once") {
  CHECK(parse_number(std::string(megabyte, '0') + "7") == 7);
  CHECK(parse_number("0." + std::string(megabyte, '0') + "1e1000001") == 1);
  fuzz::claim_sentence(parse_number(std::string(megabyte, '9')).error().sentence);
  fuzz::claim_sentence(parse_number(repeated("\xE2\x88\x92", 10 * megabyte)).error().sentence);
}

TEST_CASE("large hostile input: headers that go on and on") {
  fuzz::claim_sentence(sentence_of_file("a.npy", npy_of(repeated("1,", 30 * megabyte))));
  CHECK(sentence_of_file("a.npy", npy_of(std::string(30 * megabyte, ' '))).empty());  // a scalar
  const std::string shape = "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0],\"shape\":[";
  fuzz::claim_sentence(
      sentence_of_file("a.safetensors", safetensors_of(shape + repeated("0,", 30 * megabyte))));
  fuzz::claim_sentence(
      sentence_of_file("a.safetensors", safetensors_of(shape + repeated("0,", megabyte) + "0]}}")));
  fuzz::claim_sentence(sentence_of_file("a.safetensors", safetensors_of(repeated("[", 30 * megabyte))));
  fuzz::claim_sentence(
      sentence_of_file("a.safetensors", safetensors_of("{\"" + repeated("\\u0041", 30 * megabyte))));
  std::string many = "{";
  for (int i = 0; i < 20'000; ++i) {
    many += (i == 0 ? "\"" : ",\"") + std::to_string(i) +
            "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
  }
  fuzz::claim_sentence(sentence_of_file("a.safetensors", safetensors_of(many + "}")));
}

TEST_CASE("large hostile input: what is said of a file does not grow with it") {
  std::string many = "{";
  for (int i = 0; i < 10'000; ++i) {
    many += (i == 0 ? "\"" : ",\"") + std::to_string(i) +
            "\":{\"dtype\":\"U8\",\"shape\":[0,1,1],\"data_offsets\":[0,0]}";
  }
  app::Workspace workspace;
  const Expected<std::string> said =
      files::offer(workspace, "a.safetensors", {{"a.safetensors", safetensors_of(many + "}")}});
  REQUIRE(said.has_value());
  CHECK(said->size() < 20 * megabyte);
}

TEST_CASE("large hostile input: links of a megabyte, and longer ones") {
  const char* const pieces[] = {"&", "&Q=1", "Q=", "%E2%88%92", "%2C", "%", "#", ",", ";", "=", "tokens=a,"};
  for (const char* piece : pieces) {
    for (const char* beginning : {"", "Q=", "tokens=", "mask=bits:", "z=", "Q=file:"}) {
      const std::string link = beginning + repeated(piece, longest_link - 20);
      CAPTURE(link.substr(0, 40));
      const Expected<Experiment> opened = from_link(link);
      if (!opened) {
        fuzz::claim_sentence(opened.error().sentence);
      }
      fuzz::claim_within_limits(salvage(link).experiment);
    }
  }
  fuzz::claim_sentence(from_link(repeated("a", 30 * megabyte)).error().sentence);
}

TEST_CASE("large hostile input: lists of links") {
  for (const char* piece : {",", "\"", "#\n", "\n", "\r", "link,", "link\n\""}) {
    CAPTURE(piece);
    const Expected<lessons::HandedInList> list = lessons::read_links(repeated(piece, megabyte));
    if (!list) {
      fuzz::claim_sentence(list.error().sentence);
    }
  }
}

TEST_CASE("large hostile input: lessons nested deep, and ones that grow with their variants") {
  for (const char* piece : {"[", "{\"a\":", "[{\"a\":["}) {
    const lessons::LessonFile file = lessons::lesson_of_json(repeated(piece, megabyte));
    REQUIRE(file.problems.size() == 1);
    fuzz::claim_sentence(file.problems.front());
  }
  const std::string text = repeated("{{x}}", 100'000);
  std::string variants = "{\"x\":\"" + repeated("long", 100'000) + "\"}";
  const lessons::LessonFile long_text =
      lessons::lesson_of_json("{\"a\":\"" + text + "\",\"variants\":[" + variants + "]}");
  REQUIRE(long_text.problems.size() == 1);
  CHECK(long_text.problems.front().find("variants take more than") != std::string::npos);
  variants = "{\"x\":1}";
  for (int i = 0; i < 50'000; ++i) {
    variants += ",{\"x\":1}";
  }
  const lessons::LessonFile many =
      lessons::lesson_of_json("{\"a\":\"" + text + "\",\"variants\":[" + variants + "]}");
  REQUIRE(many.problems.size() == 1);
  CHECK(many.problems.front().find("variants take more than") != std::string::npos);
}

TEST_SUITE_END();
