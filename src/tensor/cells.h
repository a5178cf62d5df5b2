#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "tensor/matrix.h"

namespace lookback::files {

// A table of numbers as text: .csv, .tsv, or cells copied from a spreadsheet.
struct Cells {
  Matrix<double> numbers;
  std::vector<std::string> row_names;  // of a first column that holds no numbers
  std::vector<std::string> notes;      // what was understood, as sentences
};

enum class CellSource : std::uint8_t {
  file,
  tab_file,     // only tabs separate
  spreadsheet,  // a comma alone on every line is a decimal comma
};

// Separators are tab, semicolon, comma or blanks. The sentence of an error names line and column, counted
// from 1 as spreadsheets do.
Expected<Cells> read_cells(std::string_view text, CellSource source, std::string_view what);

}  // namespace lookback::files
