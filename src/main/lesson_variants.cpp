#include "base/ascii.h"
#include "base/format.h"
#include "main/lesson_json.h"

namespace lookback::lessons {
namespace {

constexpr std::size_t most_bytes = 16 << 20;  // of all variants
constexpr std::size_t value_bytes = 100;  // about what one takes besides its text, and a placeholder of time

bool is_of_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

// Replaces placeholders throughout a value.
class Substitution {
 public:
  // `room` is for the bytes of all variants, and what is written is taken from it.
  Substitution(const Json& variant, std::size_t& room) : variant_(variant), room_(room) {}

  Json of(const Json& json) {
    if (!take(value_bytes)) {
      return {};
    }
    if (json.is_string()) {
      return of_text(json.get_ref<const std::string&>());
    }
    if (json.is_array()) {
      Json result = Json::array();
      for (const Json& element : json) {
        result.push_back(of(element));
      }
      return result;
    }
    if (!json.is_object()) {
      return json;
    }
    Json result = Json::object();
    for (const auto& [key, value] : json.items()) {
      result[key] = key == "variants" ? Json::array() : of(value);
    }
    return result;
  }

  const std::string& problem() const { return problem_; }

 private:
  bool take(std::size_t bytes) {
    if (bytes > room_) {
      problem_ = "Its variants take more than " + grouped(most_bytes) + " bytes, the most that is read.";
      room_ = 0;
      return false;
    }
    room_ -= bytes;
    return true;
  }

  Json of_text(const std::string& text) {
    std::string result;
    const auto add = [&](std::string_view piece) { result += take(piece.size()) ? piece : ""; };
    std::size_t at = 0;
    for (;;) {
      const std::size_t start = text.find("{{", at);
      std::size_t end = start == std::string::npos ? start : start + 2;
      while (end < text.size() && is_of_name(text[end])) {
        ++end;
      }
      if (start == std::string::npos) {
        add(std::string_view(text).substr(at));
        return result;
      }
      if (end == start + 2 || text.substr(end, 2) != "}}") {
        add(std::string_view(text).substr(at, start + 1 - at));
        at = start + 1;
        continue;
      }
      if (!take(value_bytes)) {
        return result;
      }
      const std::string name = text.substr(start + 2, end - start - 2);
      const Json& value = member(variant_, name);
      if (value.is_null() && problem_.empty()) {
        problem_ = in_quotes("{{" + name + "}}") + " has no value in a variant.";
      }
      if (value.is_number() && start == 0 && end + 2 == text.size()) {
        return value;
      }
      add(std::string_view(text).substr(at, start - at));
      add(value.is_string() ? value.get_ref<const std::string&>() : shortest(number_of(value, 0)));
      at = end + 2;
    }
  }

  const Json& variant_;
  std::size_t& room_;
  std::string problem_;
};

// Its values are text, or numbers that all programs write alike.
bool is_variant(const Json& json) {
  if (!json.is_object()) {
    return false;
  }
  for (const auto& [name, value] : json.items()) {
    const bool plain = value.is_number() && shortest(value.get<double>()).find('e') == std::string::npos;
    bool named = !name.empty();
    for (const char c : name) {
      named = named && is_of_name(c);
    }
    if (!named || !(value.is_string() || plain)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Expected<std::vector<Json>> variants_of(const Json& lesson) {
  const Json none = Json::array({Json::object()});
  const Json& variants = lesson.contains("variants") ? member(lesson, "variants") : none;
  if (!variants.is_array() || variants.empty()) {
    return fail("variants must be a list of objects, one for each variant.");
  }
  std::vector<Json> result;
  std::size_t room = most_bytes;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const std::string place = "variants[" + std::to_string(i) + "]";
    if (!is_variant(variants[i])) {
      return fail(
          place +
          " must be an object whose values are text, or numbers that are written without an exponent.");
    }
    Substitution substitution(variants[i], room);
    Json one = substitution.of(lesson);
    if (!substitution.problem().empty()) {
      return fail(variants.size() > 1 ? place + ": " + substitution.problem() : substitution.problem());
    }
    result.push_back(std::move(one));
  }
  return result;
}

}  // namespace lookback::lessons
