#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>

#include "base/split.h"
#include "experiment/link.h"
#include "exports/matrix_text.h"
#include "studies/study.h"
#include "tensor/npy.h"

using namespace lookback;
using namespace lookback::exports;

namespace {

ExportedMatrix sample() {
  return {.id = "sample",
          .title = "Sample",
          .values = {{1.0 / 3, -2, 1e-9}, {0, 1234567, -0.0}},
          .hidden = {{0, 0, 0}, {0, 1, 0}},
          .rows = {"the, cat", "say \"x\""},
          .columns = {"a", "b\tc", "|d*"}};
}

std::vector<ExportedMatrix> matrices_of(std::string_view link) {
  const Expected<Experiment> experiment = from_link(link);
  REQUIRE(experiment.has_value());
  const Evaluation evaluation = evaluate(*experiment);
  return exported_matrices(*experiment, evaluation, whole_sheet(*experiment, evaluation, nullptr));
}

}  // namespace

TEST_CASE("A matrix as CSV and TSV, with and without headers") {
  CHECK(matrix_text(sample(), Format::csv) == "0.3333333333333333,-2,1e-09\r\n0,,-0\r\n");
  CHECK(matrix_text(sample(), Format::csv, {.headers = true}) ==
        ",a,b\tc,|d*\r\n\"the, cat\",0.3333333333333333,-2,1e-09\r\n\"say \"\"x\"\"\",0,,-0\r\n");
  CHECK(matrix_text(sample(), Format::tsv, {.headers = true}) ==
        "\ta\tb c\t|d*\nthe, cat\t0.3333333333333333\t-2\t1e-09\nsay \"x\"\t0\t\t-0\n");
}

TEST_CASE("A matrix as LaTeX and Markdown, of so many digits") {
  CHECK(matrix_text(sample(), Format::latex, {.digits = 2}) ==
        "\\begin{bmatrix}\n  0.33 & -2 & 1 \\times 10^{-9} \\\\\n  0 & \\cdot & 0\n\\end{bmatrix}\n");
  CHECK(matrix_text(sample(), Format::markdown) ==
        "| | a | b\tc | \\|d\\* |\n| --- | ---: | ---: | ---: |\n| the, cat | 0.3333 | -2 | 1e-09 |\n"
        "| say \"x\" | 0 | · | 0 |\n");
  ExportedMatrix endless;
  endless.values = {{INFINITY, -INFINITY, NAN}};
  CHECK(matrix_text(endless, Format::latex) ==
        "\\begin{bmatrix}\n  \\infty & -\\infty & \\mathrm{NaN}\n\\end{bmatrix}\n");
}

TEST_CASE("A matrix as the bytes of a .npy file reads back bit for bit") {
  const std::string bytes = matrix_text(sample(), Format::npy);
  CHECK((bytes.size() - 6 * 8) % 64 == 0);
  const Expected<NpyArray> read = read_npy(bytes);
  REQUIRE(read.has_value());
  CHECK(read->shape == std::vector<std::int64_t>{2, 3});
  CHECK(std::vector(read->values.begin(), read->values.begin() + 4) ==
        std::vector<double>{1.0 / 3, -2, 1e-9, 0});
  CHECK(std::isnan(read->values[4]));
  CHECK(std::signbit(read->values[5]));
}

TEST_CASE("Every number of a CSV reads back as the same double") {
  for (const ExportedMatrix& matrix : matrices_of("mechanism=retnet_layer&position=5")) {
    CAPTURE(matrix.id);
    const std::string text = matrix_text(matrix, Format::csv);
    int row = 0;
    for (std::string_view line : split(text, '\n')) {
      if (line.empty()) {
        continue;
      }
      line.remove_suffix(1);
      int column = 0;
      for (const std::string_view field : split(line, ',')) {
        if (!field.empty()) {
          CHECK(std::strtod(std::string(field).c_str(), nullptr) == matrix.values(row, column));
        }
        ++column;
      }
      CHECK(column == matrix.values.columns());
      ++row;
    }
    CHECK(row == matrix.values.rows());
  }
}

TEST_CASE("What can be exported has an id of its own, and a header for every row and column") {
  std::vector<std::string> links;
  for (const Mechanism* mechanism : mechanisms()) {
    links.push_back("position=3&mechanism=" + std::string(mechanism->id));
    links.push_back("position=0&mechanism=" + std::string(mechanism->id));
  }
  for (const Study* study : studies()) {
    links.push_back("study=" + std::string(study->id));
  }
  for (const std::string& link : links) {
    CAPTURE(link);
    std::set<std::string> ids;
    for (const ExportedMatrix& matrix : matrices_of(link)) {
      CAPTURE(matrix.id);
      CHECK(ids.insert(matrix.id).second);
      CHECK(static_cast<int>(matrix.rows.size()) == matrix.values.rows());
      CHECK(static_cast<int>(matrix.columns.size()) == matrix.values.columns());
      CHECK(!matrix_text(matrix, Format::markdown).empty());
    }
    CHECK((!ids.empty() || link.starts_with("study=")));
  }
}

TEST_CASE("Scores and weights carry tokens on both sides, and hidden scores are no numbers") {
  for (const ExportedMatrix& matrix : matrices_of("tokens=a,b,c&position=2")) {
    if (matrix.id == "scores") {
      CHECK(matrix.rows == std::vector<std::string>{"a", "b"});
      CHECK(matrix.columns == matrix.rows);
      CHECK(matrix.hidden(0, 1) == 1);
      CHECK(matrix_text(matrix, Format::csv).find(",\r\n") != std::string::npos);
    }
    if (matrix.id == "state.K") {
      CHECK(matrix.rows == std::vector<std::string>{"a", "b"});
    }
  }
}

TEST_CASE("A matrix that is not there is said with those that are") {
  const Expected<Experiment> experiment = from_link("position=1");
  const Evaluation evaluation = evaluate(*experiment);
  const Expected<ExportedMatrix> none = exported_matrix(*experiment, evaluation, {}, "W");
  REQUIRE(!none);
  CHECK(none.error().sentence ==
        "There is no matrix “W” here. There are Q, K, V, bias, scores, weights, output, state.K, state.V.");
}
