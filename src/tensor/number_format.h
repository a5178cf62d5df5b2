#pragma once

#include <cstdint>
#include <string_view>

// Files of numbers: their headers are parsed, and a number is converted when it is asked for.
namespace lookback::files {

// How a number stands in a file.
enum class NumberType : std::uint8_t {
  boolean,
  uint8,
  uint16,
  uint32,
  uint64,
  int8,
  int16,
  int32,
  int64,
  float16,   // IEEE 754 binary16
  bfloat16,  // the upper half of a float32
  float32,
  float64,
};

struct NumberFormat {
  NumberType type;
  std::string_view title;        // for people
  std::string_view numpy;        // in a .npy header, after the byte order; empty: NumPy has none
  std::string_view safetensors;  //
  std::size_t bytes;
};

// Null when there is none of that name.
const NumberFormat* find_numpy_format(std::string_view name);
const NumberFormat* find_safetensors_format(std::string_view name);

const NumberFormat& format_of(NumberType type);

// The number whose bytes begin there, as a double. Whole numbers beyond 2^53 are rounded.
double number_at(const char* bytes, NumberType type, bool big_endian);

}  // namespace lookback::files
