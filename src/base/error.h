#pragma once

#include <expected>
#include <string>
#include <utility>

namespace lookback {

// The world's kind of error (a link, a file, a typed number): one sentence that says what was wrong
// and what is accepted. The caller's state is unchanged.
struct Error {
  std::string sentence;
};

template <class T>
using Expected = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string sentence) {
  return std::unexpected(Error{std::move(sentence)});
}

}  // namespace lookback
