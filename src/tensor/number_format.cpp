#include "tensor/number_format.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "base/assert.h"

namespace lookback::files {
namespace {

constexpr std::array<NumberFormat, 13> formats = {{
    {NumberType::boolean, "bool", "b1", "BOOL", 1},
    {NumberType::uint8, "uint8", "u1", "U8", 1},
    {NumberType::uint16, "uint16", "u2", "U16", 2},
    {NumberType::uint32, "uint32", "u4", "U32", 4},
    {NumberType::uint64, "uint64", "u8", "U64", 8},
    {NumberType::int8, "int8", "i1", "I8", 1},
    {NumberType::int16, "int16", "i2", "I16", 2},
    {NumberType::int32, "int32", "i4", "I32", 4},
    {NumberType::int64, "int64", "i8", "I64", 8},
    {NumberType::float16, "float16", "f2", "F16", 2},
    {NumberType::bfloat16, "bfloat16", "", "BF16", 2},
    {NumberType::float32, "float32", "f4", "F32", 4},
    {NumberType::float64, "float64", "f8", "F64", 8},
}};

const NumberFormat* find(std::string_view NumberFormat::* field, std::string_view name) {
  const auto* found = std::ranges::find(formats, name, field);
  return found == formats.end() || name.empty() ? nullptr : found;
}

// IEEE 754 binary16: one sign bit, five of exponent (bias 15), ten of fraction.
double from_float16(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double fraction = bits & 1023;
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 31) {
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  }
  return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

}  // namespace

const NumberFormat* find_numpy_format(std::string_view name) { return find(&NumberFormat::numpy, name); }

const NumberFormat* find_safetensors_format(std::string_view name) {
  return find(&NumberFormat::safetensors, name);
}

const NumberFormat& format_of(NumberType type) {
  const auto* found = std::ranges::find(formats, type, &NumberFormat::type);
  LOOKBACK_ASSERT(found != formats.end());
  return *found;
}

double number_at(const char* bytes, NumberType type, bool big_endian) {
  const std::size_t size = format_of(type).bytes;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const char byte = bytes[big_endian ? i : size - 1 - i];
    bits = bits << 8 | static_cast<unsigned char>(byte);
  }
  switch (type) {
    case NumberType::boolean:
      return bits != 0 ? 1 : 0;
    case NumberType::uint8:
    case NumberType::uint16:
    case NumberType::uint32:
    case NumberType::uint64:
      return static_cast<double>(bits);
    case NumberType::int8:
      return static_cast<std::int8_t>(bits);
    case NumberType::int16:
      return static_cast<std::int16_t>(bits);
    case NumberType::int32:
      return static_cast<std::int32_t>(bits);
    case NumberType::int64:
      return static_cast<double>(static_cast<std::int64_t>(bits));
    case NumberType::float16:
      return from_float16(static_cast<std::uint16_t>(bits));
    case NumberType::bfloat16:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16));
    case NumberType::float32:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    case NumberType::float64:
      break;
  }
  return std::bit_cast<double>(bits);
}

}  // namespace lookback::files
