#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lookback {

struct CsvRow {
  std::size_t line = 0;  // on which it begins, from 1
  std::vector<std::string> cells;
};

// Stands for no separator: every row is one cell.
inline constexpr char no_separator = '\0';

// Takes a CSV text apart (RFC 4180, and any separator): a cell in "…" may hold separators, line ends and ""
// for a quotation mark; lines end with LF, CR or both; rows of nothing but blank cells are left out.
// `at_most` rows; 0: all.
Expected<std::vector<CsvRow>> read_csv(std::string_view text, char separator, std::size_t at_most = 0);

// A row with its line feed, in quotation marks where it must be. A cell that a spreadsheet would take for a
// formula, because it begins with = + - @ or a control character, gets an apostrophe in front.
std::string csv_line(std::span<const std::string> cells, char separator);

}  // namespace lookback
