#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

// The text of a snippet with lines that say what of it is meant: in Python after "#:", in C++ after "//:".
//
//   #: section NAME                 what follows, up to the next section, has that name
//   #: if scaled and encoding == 4  the lines up to elif, else or end; conditions are read from left to right
//   #: expect dQ = d_q of dout V K  the matrix d_q is what the script's dQ should be; its terms, which may
//                                   cancel, are as large as the product of those inputs
namespace lookback::exports {

using Values = std::map<std::string, double, std::less<>>;

// A variable of the script, and the matrix that it is held against.
struct Expectation {
  std::string variable;
  std::string matrix;
  std::vector<std::string> factors = {};  // of the terms that it is a sum of
};

struct Expanded {
  std::map<std::string, std::string, std::less<>> sections = {};  // what stands before any is ""
  std::vector<std::string> order = {};                            // of the sections
  std::vector<Expectation> expected = {};
};

// A template is read whole before anything is returned; one that is broken gives a sentence with its line.
Expected<Expanded> expand(std::string_view text, std::string_view mark, const Values& values);

// "{{name}}" in the text becomes that name's value.
std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& by_name);

// Whether the code names an identifier; comments, which begin with `comment`, do not count.
bool names(std::string_view code, std::string_view comment, std::string_view identifier);

}  // namespace lookback::exports
