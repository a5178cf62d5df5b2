#pragma once

#include <string>

#include "exports/matrices.h"

namespace lookback::exports {

enum class Format : std::uint8_t {
  csv,       // RFC 4180; numbers read back as the same double
  tsv,       // the same between tabs, for pasting into a spreadsheet
  npy,       // bytes of a .npy file: <f8, C order; what is no number is NaN
  latex,     // a bmatrix of `digits` significant digits; what is hidden is a dot
  markdown,  // a table of `digits` significant digits, with headers
};

inline constexpr int most_digits = 17;  // of a double

struct TextOptions {
  bool headers = false;  // of csv and tsv: a line and a column of tokens, or of indices
  int digits = 4;        // of latex and markdown: from 1 to most_digits
};

std::string matrix_text(const ExportedMatrix& matrix, Format format, const TextOptions& options = {});

// The format of that name ("csv", "npy", …), or a sentence that names those there are.
Expected<Format> format_named(std::string_view name);

}  // namespace lookback::exports
