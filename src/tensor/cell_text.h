#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lookback::files {

// The texts of one row of a table; cells.h makes numbers of them.
struct TextRow {
  std::size_t line = 0;  // on which it begins, from 1
  std::vector<std::string> cells;
};

// Takes a text apart, row by row, at `separator`; ' ' stands for any number of blanks. A cell in "…" may hold
// separators, line ends and "" for a quotation mark. Empty lines may stand at the end only.
class RowReader {
 public:
  RowReader(std::string_view text, char separator, std::string_view what)
      : text_(text), separator_(separator), what_(what) {}

  // Nothing at the end of the text.
  Expected<std::optional<TextRow>> next();

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool at_separator() const;
  void skip_blanks();
  void end_line();
  Expected<std::string> read_quoted();
  Expected<std::string> read_cell();
  Expected<TextRow> read_row();

  std::string_view text_;
  char separator_;
  std::string what_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t blank_line_ = 0;  // the first one; 0: none yet
};

}  // namespace lookback::files
