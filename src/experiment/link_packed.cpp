#include "experiment/link_packed.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "base/format.h"
#include "base/percent.h"
#include "base/say.h"
#include "experiment/link_bits.h"

namespace lookback {
namespace {

constexpr int kind_bits = 2;
constexpr int decimals_bits = 4;
constexpr int width_bits = 6;
constexpr int double_bits = 64;
constexpr std::size_t most_numbers = 65'536;  // of one matrix: more than any that the lab has

constexpr std::array<double, 16> powers_of_ten = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// Below this, x · 10^d errs by less than a half, so that the nearest whole number is the mantissa.
constexpr double largest_mantissa = 0x1p50;
constexpr int widest = 51;

// x = mantissa / 10^decimals to the last bit; decimals is -1 where there is no such pair.
struct Decimal {
  double mantissa = 0;
  int decimals = -1;
};

bool says(double x, double mantissa, int decimals) {
  const double quotient = mantissa / powers_of_ten[static_cast<std::size_t>(decimals)];
  return std::bit_cast<std::uint64_t>(quotient) == std::bit_cast<std::uint64_t>(x);
}

// The fewest decimals that say x. More say it too, so the most that fit are tried first.
Decimal decimal_of(double x) {
  const auto mantissa = [x](int decimals) {
    return std::nearbyint(x * powers_of_ten[static_cast<std::size_t>(decimals)]) + 0.0;  // no negative zero
  };
  int most = static_cast<int>(powers_of_ten.size()) - 1;
  while (most > 0 && !(std::abs(mantissa(most)) < largest_mantissa)) {
    --most;
  }
  if (!(std::abs(mantissa(most)) < largest_mantissa) || !says(x, mantissa(most), most)) {
    return {};
  }
  int fewest = 0;
  while (!says(x, mantissa(fewest), fewest)) {
    ++fewest;
  }
  return {mantissa(fewest), fewest};
}

// The mantissa at `decimals`, which is past the largest where it does not fit.
double mantissa_at(const Decimal& decimal, int decimals) {
  if (decimal.decimals < 0 || decimal.decimals > decimals) {
    return std::numeric_limits<double>::infinity();
  }
  return decimal.mantissa * powers_of_ten[static_cast<std::size_t>(decimals - decimal.decimals)];
}

// Bits in two's complement; the most negative pattern is not a number's. 0: it does not fit.
int width_of(double mantissa) {
  const double size = std::abs(mantissa);
  return size < largest_mantissa ? 1 + static_cast<int>(std::bit_width(static_cast<std::uint64_t>(size))) : 0;
}

struct Layout {
  int decimals = 0;
  int width = 1;
};

// The decimals and width that take the fewest bits, where what does not fit takes 64 more.
Layout shortest_layout(const std::vector<Decimal>& numbers) {
  Layout best;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (int decimals = 0; decimals < static_cast<int>(powers_of_ten.size()); ++decimals) {
    std::array<std::size_t, widest + 1> of_width{};
    for (const Decimal& number : numbers) {
      ++of_width[static_cast<std::size_t>(width_of(mantissa_at(number, decimals)))];
    }
    std::size_t fitting = 0;
    for (int width = 1; width <= widest; ++width) {
      fitting += of_width[static_cast<std::size_t>(width)];
      const std::size_t bits =
          numbers.size() * static_cast<std::size_t>(width) + (numbers.size() - fitting) * double_bits;
      if (bits < fewest) {
        fewest = bits;
        best = {decimals, width};
      }
    }
  }
  return best;
}

void write(BitWriter& bits, const Numbers& numbers) {
  std::vector<Decimal> decimals;
  decimals.reserve(numbers.elements().size());
  for (const double x : numbers.elements()) {
    decimals.push_back(decimal_of(x));
  }
  const Layout layout = shortest_layout(decimals);
  bits.write_count(static_cast<std::size_t>(numbers.rows()));
  bits.write_count(static_cast<std::size_t>(numbers.columns()));
  bits.write(static_cast<unsigned>(layout.decimals), decimals_bits);
  bits.write(static_cast<unsigned>(layout.width), width_bits);
  for (std::size_t i = 0; i < decimals.size(); ++i) {
    const double mantissa = mantissa_at(decimals[i], layout.decimals);
    const int width = width_of(mantissa);
    if (width > 0 && width <= layout.width) {
      bits.write(static_cast<std::uint64_t>(static_cast<std::int64_t>(mantissa)), layout.width);
    } else {
      bits.write(std::uint64_t{1} << (layout.width - 1), layout.width);
      bits.write(std::bit_cast<std::uint64_t>(numbers.elements()[i]), double_bits);
    }
  }
}

void write(BitWriter& bits, const Bits& mask) {
  bits.write_count(static_cast<std::size_t>(mask.rows()));
  bits.write_count(static_cast<std::size_t>(mask.columns()));
  for (const std::uint8_t bit : mask.elements()) {
    bits.write(bit, 1);
  }
}

void write(BitWriter& bits, const Names& names) {
  bits.write_count(names.size());
  for (const std::string& name : names) {
    bits.write_text(name);
  }
}

std::string read_names(BitReader& bits) {
  std::string text;
  for (std::size_t count = bits.read_count(); count > 0 && !bits.failed(); --count) {
    text += percent_encode(bits.read_text());
    text += count > 1 ? "," : "";
  }
  return text;
}

// The text of a number: "-125e-2", or all digits.
std::string read_number(BitReader& bits, const Layout& layout) {
  const std::uint64_t pattern = bits.read(layout.width);
  const std::uint64_t highest = std::uint64_t{1} << (layout.width - 1);
  if (pattern == highest) {
    return percent_encode(shortest(std::bit_cast<double>(bits.read(double_bits))));
  }
  const auto mantissa = static_cast<std::int64_t>(pattern) -
                        ((pattern & highest) != 0 ? static_cast<std::int64_t>(highest << 1) : 0);
  const std::string digits = std::to_string(mantissa);
  return layout.decimals == 0 ? digits : digits + "e-" + std::to_string(layout.decimals);
}

// Rows and columns of a matrix; none, and the reader has failed, where there is no room for it.
struct Shape {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

Shape read_shape(BitReader& bits) {
  Shape shape{bits.read_count(), bits.read_count()};
  if (shape.rows == 0 || shape.columns == 0 || shape.columns > most_numbers / shape.rows ||
      !bits.has(shape.rows * shape.columns, 1)) {
    bits.fail();
    return {};
  }
  return shape;
}

std::string read_numbers(BitReader& bits) {
  const Shape shape = read_shape(bits);
  const Layout layout{static_cast<int>(bits.read(decimals_bits)), static_cast<int>(bits.read(width_bits))};
  if (layout.width == 0 || layout.width > widest) {
    bits.fail();
  }
  std::string text;
  for (std::size_t i = 0; i < shape.rows * shape.columns && !bits.failed(); ++i) {
    text += i == 0 ? "" : i % shape.columns == 0 ? ";" : ",";
    text += read_number(bits, layout);
  }
  return text;
}

std::string read_mask(BitReader& bits) {
  const Shape shape = read_shape(bits);
  Bits mask(static_cast<int>(shape.rows), static_cast<int>(shape.columns));
  for (std::uint8_t& bit : mask.elements()) {
    bit = static_cast<std::uint8_t>(bits.read(1));
  }
  return bits_text(mask);
}

// The text of an entry as in a readable link; empty where it cannot be read.
std::string read_entry(BitReader& bits, std::uint64_t kind) {
  switch (kind) {
    case 0:
      return percent_encode(bits.read_text());
    case 1:
      return read_names(bits);
    case 2:
      return read_numbers(bits);
    default:
      return read_mask(bits);
  }
}

}  // namespace

std::string pack(const std::vector<LinkEntry>& entries) {
  BitWriter bits;
  bits.write_count(entries.size());
  for (const auto& [key, says] : entries) {
    bits.write(says.index(), kind_bits);
    bits.write_text(key);
    if (const auto* text = std::get_if<std::string>(&says)) {
      bits.write_text(*text);
    } else {
      std::visit(
          [&bits](const auto& pointer) {
            if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(pointer)>>) {
              write(bits, *pointer);
            }
          },
          says);
    }
  }
  return bits.text();
}

Expected<void> unpack(std::string_view packed, LinkFields& fields) {
  BitReader bits(packed);
  for (std::size_t count = bits.read_count(); count > 0; --count) {
    const std::uint64_t kind = bits.read(kind_bits);
    const std::string key = bits.read_text();
    std::string text = read_entry(bits, kind);
    if (bits.failed()) {
      break;
    }
    if (const auto added = add_field(fields, key, text); !added) {
      return added;
    }
  }
  if (!bits.at_end()) {
    return fail(say(
        "The packed part z of the link cannot be read to its end. Copy the whole link again where it came "
        "from."));
  }
  return {};
}

}  // namespace lookback
