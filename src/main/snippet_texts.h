#pragma once

#include <string_view>

namespace lookback {

// The text of src/NAME that snippets are made of, or nothing where there is no such file. CMake writes the
// table (cmake/embed_snippets.cmake): for the command line and the tests. The page fetches the texts.
std::string_view snippet_text(std::string_view name);

}  // namespace lookback
