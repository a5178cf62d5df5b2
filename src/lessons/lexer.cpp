#include "lessons/lexer.h"

#include "base/ascii.h"
#include "base/format.h"
#include "base/say.h"
#include "base/utf8.h"

namespace lookback::lessons {
namespace {

bool begins_name(char c) { return is_letter(c) || c == '_'; }
bool is_of_name(char c) { return begins_name(c) || is_digit(c) || c == '.'; }

}  // namespace

void Lexer::skip_space() {
  while (at_ < text_.size() && text_[at_] == ' ') {
    ++at_;
  }
}

bool Lexer::is_at_end() {
  skip_space();
  return at_ == text_.size();
}

bool Lexer::take(std::string_view symbol) {
  skip_space();
  if (!text_.substr(at_).starts_with(symbol)) {
    return false;
  }
  at_ += symbol.size();
  return true;
}

bool Lexer::take_word(std::string_view word) {
  skip_space();
  const std::size_t end = at_ + word.size();
  return (end >= text_.size() || !is_of_name(text_[end])) && take(word);
}

std::string_view Lexer::take_name() {
  skip_space();
  const std::size_t start = at_;
  if (at_ < text_.size() && begins_name(text_[at_])) {
    while (at_ < text_.size() && is_of_name(text_[at_])) {
      ++at_;
    }
  }
  return text_.substr(start, at_ - start);
}

std::string_view Lexer::take_number() {
  skip_space();
  const auto is_digit_at = [this](std::size_t at) { return at < text_.size() && is_digit(text_[at]); };
  const auto is_one_of = [this](std::size_t at, std::string_view signs) {
    return at < text_.size() && signs.find(text_[at]) != std::string_view::npos;
  };
  const std::size_t start = at_;
  if (!is_digit_at(at_) && !(is_one_of(at_, ".") && is_digit_at(at_ + 1))) {
    return {};
  }
  while (is_digit_at(at_) || is_one_of(at_, ".")) {
    ++at_;
  }
  if (is_one_of(at_, "eE")) {
    const std::size_t digits = at_ + (is_one_of(at_ + 1, "+-") ? 2 : 1);
    if (is_digit_at(digits)) {
      at_ = digits;
      while (is_digit_at(at_)) {
        ++at_;
      }
    }
  }
  return text_.substr(start, at_ - start);
}

std::string Lexer::place() {
  return is_at_end() ? say("at its end")
                     : say("at character {0}, {1}", character_count(text_.substr(0, at_)) + 1,
                           in_quotes(text_.substr(at_)));
}

}  // namespace lookback::lessons
