#include "base/format.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/json_writer.h"
#include "base/percent.h"
#include "base/random.h"
#include "base/utf8.h"

using namespace lookback;

TEST_CASE("numbers as people type them") {
  const std::pair<const char*, double> accepted[] = {
      {"1e3", 1000},    {"-.5", -0.5}, {"2/3", 2.0 / 3}, {"+4.", 4},        {" 7 ", 7},
      {"1E-2", 0.01},   {"0", 0},      {"-0", 0},        {"−2.5", -2.5},    {"1/-4", -.25},
      {"3e2/1e2", 3.0}, {"007", 7},    {"1e-400", 0},    {"5e-324", 5e-324}};
  for (const auto& [text, value] : accepted) {
    CAPTURE(text);
    const auto number = parse_number(text);
    REQUIRE(number.has_value());
    CHECK(*number == value);
    CHECK(!std::signbit(*number) == (value >= 0));
  }
  for (const char* text :
       {"",    " ",   ".",  "-",  "e5", "1e999", "-1e999", "1/0", "nan",   "inf",         "0x10",
        "1,5", "1 2", "2/", "/3", "1e", "--1",   "1e5e5",  "٣",   "1/2/3", "1e308/1e-308"}) {
    CAPTURE(text);
    const auto number = parse_number(text);
    REQUIRE(!number.has_value());
    CHECK(number.error().sentence.ends_with("accepted."));
  }
}

TEST_CASE("the shortest text of a double reads back as the same double") {
  Random random(9);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random.bits();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value) || value == 0) {
      continue;
    }
    const auto back = parse_number(shortest(value));
    REQUIRE(back.has_value());
    REQUIRE(*back == value);
  }
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(1e300) == "1e+300");
  CHECK(shortest(-2) == "-2");
}

TEST_CASE("numbers for people") {
  CHECK(fixed(-0.25, 2) == "−0.25");
  CHECK(fixed(-0.001, 2) == "0.00");
  CHECK(brief(0.16512) == "0.1651");
  CHECK(brief(-INFINITY) == "−∞");
  CHECK(grouped(1234) == "1234");
  CHECK(grouped(1234567) == "1\u202f234\u202f567");
  CHECK(subscript(12) == "₁₂");
  CHECK(plural("{0} token", "{0} tokens", 1) == "1 token");
  CHECK(plural("{0} query", "{0} queries", 0) == "0 queries");
}

TEST_CASE("a fixed number of digits is rounded as the library rounds") {
  Random random(11);
  const auto agree = [](double value, int digits) {
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    std::string expected = text.data();
    if (expected.starts_with('-')) {
      const bool zero = expected.find_first_not_of("-0.") == std::string::npos;
      expected.replace(0, 1, zero ? "" : "−");
    }
    CAPTURE(value);
    CAPTURE(digits);
    REQUIRE(fixed(value, digits) == expected);
  };
  for (int digits = 0; digits <= 5; ++digits) {
    const double step = std::pow(10.0, -digits);
    for (int i = 0; i < 4000; ++i) {
      const double size = std::pow(10.0, random.unit() * 14 - 5);
      const double value = (random.unit() - 0.5) * size;
      agree(value, digits);
      // Halves, and the doubles beside them.
      const double half = (std::floor(value / step) + 0.5) * step;
      for (const double near :
           {half, std::nextafter(half, -INFINITY), std::nextafter(half, INFINITY), half + 1e-9}) {
        agree(near, digits);
      }
    }
    for (const double value : {0.0, -0.0, 0.5, 1.5, -2.5, 9.995, 99.95, 9999.5, 0.125, 1e8, 1e15, 1e300}) {
      agree(value, digits);
    }
  }
}

TEST_CASE("the fewest digits are those that the library finds") {
  const auto by_library = [](double value) {
    std::array<char, 40> text{};
    for (int digits = 15; digits <= 17; ++digits) {
      std::snprintf(text.data(), text.size(), "%.*g", digits, value);
      if (std::strtod(text.data(), nullptr) == value) {
        break;
      }
    }
    return std::string(text.data());
  };
  const auto agree = [&](double value) {
    for (const double near : {value, std::nextafter(value, -INFINITY), std::nextafter(value, INFINITY)}) {
      CAPTURE(near);
      REQUIRE(shortest(near) == by_library(near));
      REQUIRE(shortest(-near) == by_library(-near));
    }
  };
  Random random(12);
  for (int i = 0; i < 20'000; ++i) {
    const double value = (random.unit() + 0.1) * std::pow(10.0, random.unit() * 24 - 6);
    agree(value);
    agree(value * std::pow(10.0, -90 * random.unit()));
    agree(std::round(value * 1000) / 1000);
    // As many bits as make halves of the last digit.
    agree(std::ldexp(std::round(std::ldexp(value, 20)), -20));
  }
  for (int power = -340; power <= 60; ++power) {
    agree(std::ldexp(1.0, power));
  }
  for (int power = -102; power <= 18; ++power) {
    agree(std::pow(10.0, power));
  }
  for (const double value : {0.0, 0.1, 0.3, 1.0 / 3, 5e-324, 1.7976931348623157e308}) {
    REQUIRE(shortest(value) == by_library(value));
  }
  CHECK(shortest(0.1 + 0.2) == "0.30000000000000004");
}

TEST_CASE("percent-encoding there and back, and a cut link") {
  const std::string text = "über, 50% & #;=\"猫";
  const auto back = percent_decode(percent_encode(text), "tokens");
  REQUIRE(back.has_value());
  CHECK(*back == text);
  for (const char* cut : {"a%", "a%4", "%zz", "%C3", "%FF", "%ED%A0%80"}) {
    CAPTURE(cut);
    CHECK(!percent_decode(cut, "tokens").has_value());
  }
}

TEST_CASE("text that is no UTF-8 or holds control characters is seen, and quoted safely") {
  CHECK(is_utf8("猫 é 😀"));
  CHECK(!is_utf8("\xC3"));
  CHECK(!is_utf8("\xC0\x80"));
  CHECK(!is_utf8("\xF4\x90\x80\x80"));
  CHECK(has_control("a\nb"));
  CHECK(has_control("a\u0085"));
  CHECK(!has_control("猫"));
  CHECK(in_quotes("a\nb\xFF") == "“a\uFFFDb\uFFFD”");
  CHECK(is_utf8(in_quotes(std::string(39, 'a') + "é")));
}

TEST_CASE("JSON is well-formed") {
  JsonWriter json;
  json.begin_object()
      .key("a\"\n")
      .begin_array()
      .number(0.1)
      .number(INFINITY)
      .null()
      .boolean(true)
      .end_array();
  json.key("b").string("é\\").key("c").begin_object().end_object().end_object();
  CHECK(json.text() == R"({"a\"\u000a":[0.1,null,null,true],"b":"é\\","c":{}})");
}
