#include "base/csv.h"

#include <doctest/doctest.h>

#include "base/random.h"

using namespace lookback;

namespace {

using Cells = std::vector<std::vector<std::string>>;

Cells cells_of(std::string_view text, char separator = ',') {
  const Expected<std::vector<CsvRow>> rows = read_csv(text, separator);
  REQUIRE_MESSAGE(rows.has_value(), rows.error().sentence);
  Cells result;
  for (const CsvRow& row : *rows) {
    result.push_back(row.cells);
  }
  return result;
}

}  // namespace

TEST_CASE("a CSV is taken apart") {
  CHECK(cells_of("a,b\nc,d\n") == Cells{{"a", "b"}, {"c", "d"}});
  CHECK(cells_of("a,b\r\nc,d") == Cells{{"a", "b"}, {"c", "d"}});
  CHECK(cells_of("a,b\rc,d\r") == Cells{{"a", "b"}, {"c", "d"}});
  CHECK(cells_of("a;b,c;\n", ';') == Cells{{"a", "b,c", ""}});
  CHECK(cells_of("\"a,\"\"b\"\"\",\"line\r\nline\"\n") == Cells{{"a,\"b\"", "line\r\nline"}});
  CHECK(cells_of("5\" disk,\"\",x\n") == Cells{{"5\" disk", "", "x"}});
  CHECK(cells_of("a,\"b,\"\"c\"", no_separator) == Cells{{"a,\"b,\"\"c\""}});
  CHECK(cells_of("\n\na\n  \n,,\n\t\nb\n\n") == Cells{{"a"}, {"b"}});
  CHECK(cells_of("") == Cells{});
  CHECK(read_csv("a\nb\nc\n", ',', 2)->size() == 2);
}

TEST_CASE("rows of a CSV know their line") {
  const auto rows = read_csv("a\n\n\"b\nb\r\nb\"\nc\r\rd\n", ',');
  REQUIRE(rows.has_value());
  REQUIRE(rows->size() == 4);
  CHECK((*rows)[1].line == 3);
  CHECK((*rows)[2].line == 6);
  CHECK((*rows)[3].line == 8);
}

TEST_CASE("broken quotation marks in a CSV are named by their line") {
  CHECK(read_csv("a\nb,\"c\nd\n", ',').error().sentence == "The quotation mark on line 2 is never closed.");
  CHECK(read_csv("a\n\"b\"c\n", ',')
            .error()
            .sentence.starts_with("On line 2 something follows a closing quotation mark."));
}

TEST_CASE("what is written as CSV reads back, and is no formula") {
  const auto line = [](std::vector<std::string> cells, char separator = ',') {
    return csv_line(cells, separator);
  };
  CHECK(line({"a", "", "b c"}) == "a,,b c\n");
  CHECK(line({"a,b", "c;d", "e\"f", "g\nh", " i"}) == "\"a,b\",c;d,\"e\"\"f\",\"g\nh\",\" i\"\n");
  CHECK(line({"a,b", "c;d"}, ';') == "a,b;\"c;d\"\n");
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"}) {
    CAPTURE(formula);
    const Cells back = cells_of(line({"x", formula}));
    REQUIRE(back.size() == 1);
    CHECK(back[0][1] == std::string("'") + formula);
  }
  // Random cells of the characters that matter.
  constexpr std::string_view alphabet = "ab,;\"\r\n\t '\xc3\xa4";
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    std::vector<std::string> cells = {"x"};
    for (int i = 0; i < 3; ++i) {
      std::string cell = "x";
      while (random.unit() < 0.7) {
        cell += alphabet[static_cast<std::size_t>(random.below(static_cast<int>(alphabet.size())))];
      }
      cells.push_back(cell);
    }
    for (const char separator : {',', ';', '\t'}) {
      CHECK(cells_of(csv_line(cells, separator), separator) == Cells{cells});
    }
  }
}
