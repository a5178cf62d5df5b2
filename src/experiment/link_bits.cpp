#include "experiment/link_bits.h"

#include <algorithm>

#include "base/ascii.h"

namespace lookback {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int letter_bits = 6;
constexpr int byte_bits = 8;
constexpr int count_bits = 5;  // of a count in one go; the bit above them says whether more follow
constexpr int most_count_bits = 25;

// The place of a letter in the alphabet, or -1.
int place_of(char c) {
  if (c >= 'A' && c <= 'Z') {
    return c - 'A';
  }
  if (c >= 'a' && c <= 'z') {
    return c - 'a' + 26;
  }
  if (is_digit(c)) {
    return c - '0' + 52;
  }
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

}  // namespace

void BitWriter::write(std::uint64_t value, int bits) {
  while (bits > 0) {
    const int taken = std::min(bits, letter_bits - rest_bits_);
    bits -= taken;
    rest_ = rest_ << taken | (static_cast<unsigned>(value >> bits) & ((1U << taken) - 1));
    rest_bits_ += taken;
    if (rest_bits_ == letter_bits) {
      letters_ += alphabet[rest_];
      rest_ = 0;
      rest_bits_ = 0;
    }
  }
}

void BitWriter::write_count(std::size_t count) {
  for (; count >> count_bits != 0; count >>= count_bits) {
    write(1U << count_bits | (count & 31), count_bits + 1);
  }
  write(count, count_bits + 1);
}

void BitWriter::write_text(std::string_view text) {
  write_count(text.size());
  for (const char c : text) {
    write(static_cast<unsigned char>(c), byte_bits);
  }
}

std::string BitWriter::text() const {
  return rest_bits_ == 0 ? letters_ : letters_ + alphabet[rest_ << (letter_bits - rest_bits_)];
}

std::uint64_t BitReader::read(int bits) {
  std::uint64_t value = 0;
  while (bits > 0 && !failed_) {
    if (rest_bits_ == 0) {
      const int place = letters_.empty() ? -1 : place_of(letters_.front());
      failed_ = place < 0;
      letters_.remove_prefix(letters_.empty() ? 0 : 1);
      rest_ = static_cast<unsigned>(place);
      rest_bits_ = letter_bits;
    }
    const int taken = std::min(bits, rest_bits_);
    bits -= taken;
    rest_bits_ -= taken;
    value = value << taken | (rest_ >> rest_bits_ & ((1U << taken) - 1));
  }
  return failed_ ? 0 : value;
}

std::size_t BitReader::read_count() {
  std::size_t count = 0;
  for (int shift = 0; shift < most_count_bits; shift += count_bits) {
    const std::uint64_t part = read(count_bits + 1);
    count |= static_cast<std::size_t>(part & 31) << shift;
    if (part >> count_bits == 0) {
      return count;
    }
  }
  failed_ = true;
  return 0;
}

std::string BitReader::read_text() {
  const std::size_t length = read_count();
  if (!has(length, byte_bits)) {
    return {};
  }
  std::string text(length, ' ');
  for (char& c : text) {
    c = static_cast<char>(read(byte_bits));
  }
  return text;
}

bool BitReader::has(std::size_t count, int bits_each) {
  const std::size_t left = letters_.size() * letter_bits + static_cast<std::size_t>(rest_bits_);
  failed_ = failed_ || count > left / static_cast<std::size_t>(bits_each);
  return !failed_;
}

bool BitReader::at_end() const {
  return !failed_ && letters_.empty() && (rest_ & ((1U << rest_bits_) - 1)) == 0;
}

}  // namespace lookback
