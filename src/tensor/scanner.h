#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lookback::files {

// Walks over the text of a header, which is a Python literal (.npy) or JSON (.safetensors). What is not there
// is not taken.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t place() const { return at_; }
  bool at_end();

  // All skip blanks before.
  bool take(char one);
  bool take(std::string_view word);
  bool next_is(char one);
  std::optional<std::int64_t> whole();           // digits, at most 18
  std::optional<std::string> quoted(char mark);  // with the escapes of JSON

 private:
  void skip_blanks();
  bool read_escape(std::string& text);
  std::optional<std::uint32_t> read_hexadecimal();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace lookback::files
