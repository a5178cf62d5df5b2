#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "mechanisms/array_case.h"
#include "tensor/tensor_file.h"

// Reading golden files, in which anything may be missing.
namespace lookback {

using Json = nlohmann::json;

// A member of an object, or null when there is none.
inline const Json& member(const Json& object, std::string_view name) {
  static const Json none;
  if (!object.is_object()) {
    return none;
  }
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

inline std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

inline double number_of(const Json& value, double fallback) {
  return value.is_number() ? value.get<double>() : fallback;
}

// The file of this path as JSON with an array "cases"; `what` names it in the sentence of an error.
Expected<Json> read_cases(const std::string& path, std::string_view what);

// The arrays that a manifest names, of the shapes that it says; the files are in `folder`.
Expected<NamedArrays> read_arrays(const Json& entries, const std::string& folder);

using files::shape_text;

// "folder/" of "folder/file"; empty where the path has no folder.
std::string folder_of(const std::string& path);

}  // namespace lookback
