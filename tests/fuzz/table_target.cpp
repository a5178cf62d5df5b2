#include <cmath>

#include "exports/matrix_text.h"
#include "fuzz/claims.h"
#include "tensor/cells.h"

namespace lookback::fuzz {

// A table as text: of a file between any separators, of one between tabs, or out of a spreadsheet.
void read_table(std::string_view input) {
  using files::CellSource;
  constexpr CellSource sources[] = {CellSource::file, CellSource::tab_file, CellSource::spreadsheet};
  const CellSource source = sources[take_byte(input) % 3];
  const Expected<files::Cells> cells = files::read_cells(input, source, "The table");
  if (!claim_read(cells)) {
    return;
  }
  const Matrix<double>& numbers = cells->numbers;
  FUZZ_CLAIM(numbers.rows() > 0 && numbers.columns() > 0);
  FUZZ_CLAIM(cells->row_names.empty() || std::ssize(cells->row_names) == numbers.rows());
  for (const double number : numbers.elements()) {
    FUZZ_CLAIM(std::isfinite(number));
  }
  for (const std::string& note : cells->notes) {
    claim_sentence(note);
  }
  // Between tabs nothing is in doubt.
  const exports::ExportedMatrix matrix = {.id = "table", .title = "table", .values = numbers};
  const Expected<files::Cells> back =
      files::read_cells(exports::matrix_text(matrix, exports::Format::tsv), source, "The table");
  FUZZ_CLAIM(back.has_value());
  FUZZ_CLAIM(back->numbers == numbers);
}

}  // namespace lookback::fuzz
