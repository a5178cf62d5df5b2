#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

// What is said to the learner, in the language of the page. An English sentence is its own key: where the
// table of the language has no other, it is said as it stands. All keys are in web/strings/english.json,
// which is gathered from the sources; a test holds it against them.
namespace lookback {

// Marks a constant that is said later: `.title = "Scale by 1/√d"_said`. It stays as it is.
constexpr std::string_view operator""_said(const char* english, std::size_t length) {
  return {english, length};
}

// What stands in a place of a sentence: a text, said already where it is a sentence itself, or a whole
// number.
class SaidPart {
 public:
  SaidPart(std::string_view text) : text_(text) {}
  SaidPart(const std::string& text) : text_(text) {}
  SaidPart(const char* text) : text_(text) {}
  SaidPart(std::integral auto number) : text_(std::to_string(number)) {}
  std::string_view text() const { return text_; }

 private:
  std::string text_;
};

// "step {0} of {1}" with its places filled. Other languages may have another order.
std::string say(std::string_view english, std::initializer_list<SaidPart> parts);
template <class... Part>
std::string say(std::string_view english, const Part&... parts) {
  return say(english, {SaidPart(parts)...});
}

// What is done to sentences for which there is no translation, to see what a page does with them.
enum class Pseudo : std::uint8_t {
  none,
  longer,   // «two fifths longer ·····», so that what was never said stands out too
  doubled,  // twice
  markup,   // followed by what a browser must not take for elements
};

// By its name in the address: long, double or markup; rtl changes no sentence.
std::optional<Pseudo> pseudo_named(std::string_view name);

// Says everything in English again.
void speak_english();
void speak(Pseudo pseudo);
// Lines of a key, a tab, and its translation; line breaks within are \n. A translation that lacks a place of
// its key, or has one more, is an error that names the key, and English is said as before.
Expected<void> speak(std::string_view table);

}  // namespace lookback
