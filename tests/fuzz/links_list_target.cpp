#include <algorithm>

#include "base/csv.h"
#include "base/utf8.h"
#include "fuzz/claims.h"
#include "main/lesson_links.h"

namespace lookback::fuzz {
namespace {

// What csv_line writes with an apostrophe is another text.
bool is_formula(const std::string& cell) {
  return !cell.empty() &&
         (std::string_view("=+-@").contains(cell[0]) || static_cast<unsigned char>(cell[0]) < ' ');
}

void claim_csv_holds(std::string_view text, char separator) {
  const Expected<std::vector<CsvRow>> rows = read_csv(text, separator);
  if (!claim_read(rows)) {
    return;
  }
  std::string printed;
  for (const CsvRow& row : *rows) {
    FUZZ_CLAIM(!row.cells.empty() && row.line >= 1);
    if (std::ranges::any_of(row.cells, is_formula)) {
      return;
    }
    printed += csv_line(row.cells, separator);
  }
  const Expected<std::vector<CsvRow>> back = read_csv(printed, separator);
  FUZZ_CLAIM(back.has_value());
  FUZZ_CLAIM(std::ranges::equal(*rows, *back, {}, &CsvRow::cells, &CsvRow::cells));
}

}  // namespace

// What students handed in: links, or a table of them as a spreadsheet saves it.
void read_links_list(std::string_view input) {
  for (const char separator : {',', ';', '\t'}) {
    claim_csv_holds(input, separator);
  }
  const Expected<lessons::HandedInList> list = lessons::read_links(input);
  if (!claim_read(list)) {
    return;
  }
  FUZZ_CLAIM(!list->rows.empty());
  for (const lessons::HandedIn& row : list->rows) {
    FUZZ_CLAIM(!row.name.empty() && is_utf8(row.name) && is_utf8(row.link));
    FUZZ_CLAIM(!row.seed || *row.seed <= lessons::largest_seed);
    for (const std::string& said : {row.problem, row.remark}) {
      if (!said.empty()) {
        claim_sentence(said);
      }
    }
    FUZZ_CLAIM(!row.problem.empty() || !row.link.empty());
  }
}

}  // namespace lookback::fuzz
