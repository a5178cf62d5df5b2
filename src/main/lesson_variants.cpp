#include "base/format.h"
#include "main/lesson_json.h"

namespace lookback::lessons {
namespace {

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Replaces placeholders throughout a value.
class Substitution {
 public:
  explicit Substitution(const Json& variant) : variant_(variant) {}

  Json of(const Json& json) {
    if (json.is_string()) {
      return of_text(json.get<std::string>());
    }
    Json result = json;
    if (json.is_object()) {
      for (auto& [key, value] : result.items()) {
        value = key == "variants" ? value : of(value);
      }
    } else if (json.is_array()) {
      for (Json& element : result) {
        element = of(element);
      }
    }
    return result;
  }

  const std::string& problem() const { return problem_; }

 private:
  Json of_text(const std::string& text) {
    std::string result;
    std::size_t at = 0;
    for (;;) {
      const std::size_t start = text.find("{{", at);
      std::size_t end = start == std::string::npos ? start : start + 2;
      while (end < text.size() && is_of_name(text[end])) {
        ++end;
      }
      if (start == std::string::npos) {
        return result + text.substr(at);
      }
      if (end == start + 2 || text.substr(end, 2) != "}}") {
        result += text.substr(at, start + 1 - at);
        at = start + 1;
        continue;
      }
      const std::string name = text.substr(start + 2, end - start - 2);
      const Json& value = member(variant_, name);
      if (value.is_null() && problem_.empty()) {
        problem_ = "{{" + name + "}} has no value in a variant.";
      }
      if (value.is_number() && start == 0 && end + 2 == text.size()) {
        return value;
      }
      result += text.substr(at, start - at) +
                (value.is_string() ? value.get<std::string>() : shortest(number_of(value, 0)));
      at = end + 2;
    }
  }

  const Json& variant_;
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
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const std::string place = "variants[" + std::to_string(i) + "]";
    if (!is_variant(variants[i])) {
      return fail(
          place +
          " must be an object whose values are text, or numbers that are written without an exponent.");
    }
    Substitution substitution(variants[i]);
    Json one = substitution.of(lesson);
    if (!substitution.problem().empty()) {
      return fail(variants.size() > 1 ? place + ": " + substitution.problem() : substitution.problem());
    }
    result.push_back(std::move(one));
  }
  return result;
}

}  // namespace lookback::lessons
