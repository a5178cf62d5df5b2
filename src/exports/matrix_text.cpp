#include "exports/matrix_text.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "base/assert.h"
#include "base/format.h"
#include "base/say.h"

namespace lookback::exports {
namespace {

// "1.5e-05": of so many significant digits.
std::string significant(double value, int digits) {
  LOOKBACK_ASSERT(digits >= 1 && digits <= most_digits);
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value == 0 ? 0 : value);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

bool is_hidden(const ExportedMatrix& matrix, int row, int column) {
  return row < matrix.hidden.rows() && matrix.hidden(row, column) != 0;
}

// The words in place of a number that is none, or nothing.
std::string_view words_at(const ExportedMatrix& matrix, int row, int column) {
  const auto place = static_cast<std::size_t>(row * matrix.values.columns() + column);
  const bool said = place < matrix.texts.size() && !std::isfinite(matrix.values(row, column));
  return said ? std::string_view(matrix.texts[place]) : std::string_view();
}

// A field of a CSV file (RFC 4180, section 2, rules 5 to 7).
std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

// A field between tabs has no way to quote one.
std::string tsv_field(std::string_view text) {
  std::string field(text);
  for (char& c : field) {
    c = c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
  }
  return field;
}

struct Separated {
  char separator;
  std::string_view line_end;
  std::string (*field)(std::string_view);
};

std::string separated(const ExportedMatrix& matrix, bool headers, const Separated& by) {
  std::string text;
  if (headers) {
    for (const std::string& column : matrix.columns) {
      text += by.separator + by.field(column);
    }
    text += by.line_end;
  }
  for (int r = 0; r < matrix.values.rows(); ++r) {
    if (headers) {
      text += by.field(matrix.rows[static_cast<std::size_t>(r)]);
    }
    for (int c = 0; c < matrix.values.columns(); ++c) {
      if (headers || c > 0) {
        text += by.separator;
      }
      if (!is_hidden(matrix, r, c)) {
        const std::string_view words = words_at(matrix, r, c);
        text += by.field(words.empty() ? shortest(matrix.values(r, c)) : std::string(words));
      }
    }
    text += by.line_end;
  }
  return text;
}

std::string npy_bytes(const ExportedMatrix& matrix) {
  constexpr std::size_t alignment = 64;
  constexpr std::size_t preamble = 10;  // magic, version, length of the header
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" +
                       std::to_string(matrix.values.rows()) + ", " + std::to_string(matrix.values.columns()) +
                       "), }";
  while ((preamble + header.size() + 1) % alignment != 0) {
    header += ' ';
  }
  header += '\n';
  std::string bytes = "\x93NUMPY\x01";
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  for (int r = 0; r < matrix.values.rows(); ++r) {
    for (int c = 0; c < matrix.values.columns(); ++c) {
      const double value =
          is_hidden(matrix, r, c) ? std::numeric_limits<double>::quiet_NaN() : matrix.values(r, c);
      const auto bits = std::bit_cast<std::uint64_t>(value);
      for (int shift = 0; shift < 64; shift += 8) {
        bytes += static_cast<char>(bits >> shift & 0xff);
      }
    }
  }
  return bytes;
}

std::string latex_number(double value, int digits) {
  if (std::isnan(value)) {
    return "\\mathrm{NaN}";
  }
  if (std::isinf(value)) {
    return value < 0 ? "-\\infty" : "\\infty";
  }
  const std::string text = significant(value, digits);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) {
    return text;
  }
  const int exponent = static_cast<int>(std::strtol(text.c_str() + e + 1, nullptr, 10));
  return text.substr(0, e) + " \\times 10^{" + std::to_string(exponent) + "}";
}

std::string latex(const ExportedMatrix& matrix, int digits) {
  std::string text = "\\begin{bmatrix}\n";
  for (int r = 0; r < matrix.values.rows(); ++r) {
    text += "  ";
    for (int c = 0; c < matrix.values.columns(); ++c) {
      text += c == 0 ? "" : " & ";
      text += is_hidden(matrix, r, c) ? "\\cdot" : latex_number(matrix.values(r, c), digits);
    }
    text += r + 1 < matrix.values.rows() ? " \\\\\n" : "\n";
  }
  return text + "\\end{bmatrix}\n";
}

// What would end a cell, or begin markup in it, is escaped.
std::string markdown_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (std::string_view("\\|`*_[]<>#$&").find(c) != std::string_view::npos) {
      cell += '\\';
    }
    cell += c == '\n' || c == '\r' ? ' ' : c;
  }
  return cell;
}

std::string markdown(const ExportedMatrix& matrix, int digits) {
  std::string text = "| |";
  std::string rule = "| --- |";
  for (const std::string& column : matrix.columns) {
    text += " " + markdown_cell(column) + " |";
    rule += " ---: |";
  }
  text += "\n" + rule + "\n";
  for (int r = 0; r < matrix.values.rows(); ++r) {
    text += "| " + markdown_cell(matrix.rows[static_cast<std::size_t>(r)]) + " |";
    for (int c = 0; c < matrix.values.columns(); ++c) {
      const std::string_view words = words_at(matrix, r, c);
      text += is_hidden(matrix, r, c) ? " · |"
              : words.empty()         ? " " + significant(matrix.values(r, c), digits) + " |"
                                      : " " + markdown_cell(words) + " |";
    }
    text += "\n";
  }
  return text;
}

struct FormatName {
  std::string_view name;
  Format format;
};
constexpr FormatName format_names[] = {{"csv", Format::csv},
                                       {"tsv", Format::tsv},
                                       {"npy", Format::npy},
                                       {"latex", Format::latex},
                                       {"markdown", Format::markdown}};

}  // namespace

std::string matrix_text(const ExportedMatrix& matrix, Format format, const TextOptions& options) {
  switch (format) {
    case Format::csv:
      return separated(matrix, options.headers, {',', "\r\n", csv_field});
    case Format::tsv:
      return separated(matrix, options.headers, {'\t', "\n", tsv_field});
    case Format::npy:
      return npy_bytes(matrix);
    case Format::latex:
      return latex(matrix, options.digits);
    case Format::markdown:
      return markdown(matrix, options.digits);
  }
  return {};
}

Expected<Format> format_named(std::string_view name) {
  for (const FormatName& one : format_names) {
    if (one.name == name) {
      return one.format;
    }
  }
  return fail(say("There is no format {0} for a matrix. There are {1}.", in_quotes(name),
                  "csv, tsv, npy, latex, markdown"));
}

}  // namespace lookback::exports
