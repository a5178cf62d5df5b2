#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/say.h"
#include "lessons/lexer.h"
#include "lessons/names.h"

namespace lookback::lessons {

// A recursive-descent reader that evaluates as it reads. After the first error values mean nothing.
class Reader {
 public:
  Reader(std::string_view text, const State& state) : words_(text), state_(state) {}

  // The value of what is not there, and of what is said of it.
  static constexpr double absent = std::numeric_limits<double>::quiet_NaN();

  Expected<double> read();
  const std::vector<std::string>& absent_names() const { return absent_names_; }

 private:
  // From the loosest to the tightest.
  double disjunction();
  double conjunction();
  double negation();
  double comparison();
  double sum();
  double product();
  double factor();
  double operand();

  double function(std::string_view name);
  double over(std::string_view function);
  double place(std::string_view name, std::size_t start);
  double plain(std::string_view name);
  std::optional<NamedNumbers> numbers(std::string_view name);
  double index();
  void close();
  double missing(std::string name);

  template <class Inner>
  double deeper(Inner inner) {
    if (++depth_ > deepest_nesting) {
      expect(say("less nesting"));
    }
    const double value = goes_on() ? inner() : absent;
    --depth_;
    return value;
  }

  bool goes_on() const { return error_.empty(); }
  void expect(std::string_view what);
  void complain(std::string sentence);

  static constexpr int deepest_nesting = 64;

  Lexer words_;
  const State& state_;
  int depth_ = 0;
  std::vector<std::string> absent_names_;
  std::string error_;
};

}  // namespace lookback::lessons
