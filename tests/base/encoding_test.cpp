#include "base/encoding.h"

#include <doctest/doctest.h>

using namespace lookback;
using namespace std::string_literals;

TEST_CASE("a file's text becomes UTF-8") {
  CHECK(utf8_of_file("Änne, 日本 🦉") == "Änne, 日本 🦉");
  CHECK(utf8_of_file("\xEF\xBB\xBFÄnne") == "Änne");
  CHECK(utf8_of_file("\xC4nne \x80 \x81\x93") == "Änne € \uFFFD“");
  CHECK(utf8_of_file("\xFF\xFE\xC4\0n\0\x3E\xD8\x89\xDD"s) == "Än🦉");
  CHECK(utf8_of_file("\xFE\xFF\0\xC4\0n\xD8\x3E\xDD\x89"s) == "Än🦉");
  CHECK(utf8_of_file("\xFF\xFE\x3E\xD8n\0n"s) == "\uFFFDn");
  CHECK(utf8_of_file("").empty());
}
