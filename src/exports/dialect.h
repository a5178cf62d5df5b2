#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exports/snippet.h"

namespace lookback::exports {

// How a language writes what a snippet holds. Texts end with their last line's end.
struct Dialect {
  std::string_view name;     // "numpy"
  std::string_view file;     // of the frame and the definitions: "numpy.py"
  std::string_view comment;  // "#"
  std::string_view mark;     // of the lines that say what of a text is meant: "#:"
  std::string_view indent;

  std::string (*matrix)(std::string_view variable, const Matrix<double>& values);
  std::string (*number)(std::string_view variable, double value);
  std::string (*mask)(const Mask& mask, int tokens);
  // A table `given` of the matrices with these names.
  std::string (*given)(const std::vector<std::string>& variables);
  std::string (*check)(std::string_view variable, double tolerance);
};

const Dialect& dialect_of(Language language);

// A whole number or the shortest text that reads back as the same double; a floating point literal.
std::string literal(double value);

}  // namespace lookback::exports
