#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace lookback {

// The shortest of 15, 16 or 17 significant digits that reads back as the same double: "0.1", "1e+300".
std::string shortest(double value);

// With `digits` after the point, and a true minus sign (−) for people: "−0.25".
std::string fixed(double value, int digits);

// Four significant digits for people: "0.165", "1.2e4", "−3".
std::string brief(double value);

// "1 234 567", in groups of three parted by a narrow no-break space from five digits on.
std::string grouped(std::int64_t count);

// "₁₂"
std::string subscript(int number);

// A number as people type it: "1e3", "-.5", "2/3", "+4.", decimal comma not included. Finite or an error
// sentence that quotes the text.
Expected<double> parse_number(std::string_view text);

// A whole number from `minimum` to `maximum`; `what` names it in the sentence of the error.
Expected<int> parse_whole(std::string_view text, std::string_view what, int minimum, int maximum);

// The text between “quotes”, cut to a length that fits a sentence.
std::string in_quotes(std::string_view text);

// What is said of one and of any other count: plural("{0} token", "{0} tokens", 2) is "2 tokens".
std::string plural(std::string_view one, std::string_view many, std::int64_t count);

}  // namespace lookback
