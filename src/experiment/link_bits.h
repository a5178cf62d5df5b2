#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Bits as the letters of base64url (RFC 4648, section 5), six each, the highest first.
namespace lookback {

class BitWriter {
 public:
  void write(std::uint64_t value, int bits);  // the lowest `bits` of the value, at most 64
  void write_count(std::size_t count);
  void write_text(std::string_view text);

  // Everything written; the last letter is filled up with zeros.
  std::string text() const;

 private:
  std::string letters_;
  unsigned rest_ = 0;  // fewer than six bits
  int rest_bits_ = 0;
};

// After a letter that is none, or past the end, it has failed and reads zeros.
class BitReader {
 public:
  explicit BitReader(std::string_view letters) : letters_(letters) {}

  std::uint64_t read(int bits);
  std::size_t read_count();  // below 2²⁵
  std::string read_text();

  // Whether there are still `count` things of so many bits; failed when not. Ask before making room for them.
  bool has(std::size_t count, int bits_each);

  void fail() { failed_ = true; }
  bool failed() const { return failed_; }
  bool at_end() const;  // not failed, and only zeros of the last letter are left

 private:
  std::string_view letters_;  // not yet begun
  unsigned rest_ = 0;
  int rest_bits_ = 0;
  bool failed_ = false;
};

}  // namespace lookback
