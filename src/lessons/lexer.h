#pragma once

#include <string>
#include <string_view>

namespace lookback::lessons {

// The words of a condition, taken one after another.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  // Takes the symbol if it is next.
  bool take(std::string_view symbol);

  // The same of a whole word.
  bool take_word(std::string_view word);

  // "run.mac"; empty when no name is next.
  std::string_view take_name();

  // "0.5", ".5", "1e-3"; empty when no number is next.
  std::string_view take_number();

  bool is_at_end();
  std::size_t at() const { return at_; }
  std::string_view text() const { return text_; }

  // "at character 12, “== 3”"
  std::string place();

 private:
  void skip_space();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace lookback::lessons
