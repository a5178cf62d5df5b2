#include "mechanisms/array_chunks.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace lookback {
namespace {

constexpr std::string_view beginning = "chunkwise, chunk ";
constexpr int longest_chunk = 512;

// Names that live as long as the program: "chunkwise, chunk 1" and so on.
struct Name {
  std::array<char, 24> letters{};
  std::size_t length = 0;

  constexpr explicit Name(int size) {
    for (const char letter : beginning) {
      letters[length++] = letter;
    }
    int place = 1;
    while (size / place >= 10) {
      place *= 10;
    }
    for (; place > 0; place /= 10) {
      letters[length++] = static_cast<char>('0' + size / place % 10);
    }
  }
  constexpr std::string_view text() const { return {letters.data(), length}; }
};

// The size of the array is written out: Clang deduces it by a fold deeper than its limit.
template <std::size_t... n>
constexpr auto names_of(std::index_sequence<n...>) {
  return std::array<Name, sizeof...(n)>{Name(static_cast<int>(n))...};
}
constexpr auto names = names_of(std::make_index_sequence<longest_chunk + 1>());

}  // namespace

std::vector<std::string_view> chunkwise_forms(const ArrayCase& arrays, int tokens) {
  std::vector<int> sizes = {1, 3, 4, tokens + 1};
  if (const auto found = arrays.lists.find("chunk_sizes_checked"); found != arrays.lists.end()) {
    for (const double size : found->second) {
      sizes.push_back(static_cast<int>(size));
    }
  }
  if (arrays.number("block", 0) > 0) {
    sizes.push_back(static_cast<int>(arrays.number("block", 0)));
  }
  std::ranges::sort(sizes);
  std::vector<std::string_view> forms;
  for (const int size : sizes) {
    const std::string_view form = chunkwise_form(std::clamp(size, 1, longest_chunk));
    if (forms.empty() || forms.back() != form) {
      forms.push_back(form);
    }
  }
  return forms;
}

std::string_view chunkwise_form(int size) {
  return size < 1 || size > longest_chunk ? std::string_view() : names[static_cast<std::size_t>(size)].text();
}

int chunk_size_of(std::string_view form) {
  int size = 0;
  if (form.starts_with(beginning)) {
    std::from_chars(form.data() + beginning.size(), form.data() + form.size(), size);
  }
  return size;
}

}  // namespace lookback
