#include "main/golden_files.h"

#include <cstdio>

#include "base/format.h"
#include "main/golden.h"

namespace lookback {
namespace {

constexpr std::size_t largest_file = 1U << 30;

// The array that the manifest describes, of the shape that the manifest says.
Expected<NpyArray> read_array(const std::string& name, const Json& entry, const std::string& folder) {
  const std::string file = text_of(member(entry, "file"));
  if (file.empty()) {
    return fail("The array " + in_quotes(name) + " names no file.");
  }
  const Expected<std::string> bytes = read_file(folder + file);
  Expected<NpyArray> array = bytes ? read_npy(*bytes) : std::unexpected(bytes.error());
  if (!array) {
    return fail("The array " + in_quotes(name) + ": " + array.error().sentence);
  }
  if (const Json& shape = member(entry, "shape"); shape.is_array()) {
    std::vector<std::int64_t> wanted;
    for (const Json& length : shape) {
      wanted.push_back(length.is_number_integer() ? length.get<std::int64_t>() : -1);
    }
    if (wanted != array->shape) {
      return fail("The array " + in_quotes(name) + " is of shape " + shape_text(array->shape) +
                  ", but the manifest says " + shape_text(wanted) + ".");
    }
  }
  return array;
}

}  // namespace

Expected<NamedArrays> read_arrays(const Json& entries, const std::string& folder) {
  NamedArrays arrays;
  for (const auto& [name, entry] : entries.items()) {
    Expected<NpyArray> array = read_array(name, entry, folder);
    if (!array) {
      return std::unexpected(array.error());
    }
    arrays[name] = std::move(*array);
  }
  return arrays;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

Expected<std::string> read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return fail("The file " + in_quotes(path) + " cannot be opened.");
  }
  std::string bytes;
  char buffer[1 << 16];
  std::size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, file)) > 0 && bytes.size() <= largest_file) {
    bytes.append(buffer, got);
  }
  const bool whole = std::ferror(file) == 0 && bytes.size() <= largest_file;
  std::fclose(file);
  if (!whole) {
    return fail("The file " + in_quotes(path) + " cannot be read whole.");
  }
  return bytes;
}

Expected<Json> read_cases(const std::string& path, std::string_view what) {
  const Expected<std::string> bytes = read_file(path);
  if (!bytes) {
    return std::unexpected(bytes.error());
  }
  Json json = Json::parse(*bytes, nullptr, false);
  if (json.is_discarded() || !member(json, "cases").is_array()) {
    return fail("The file " + in_quotes(path) + " is no " + std::string(what) +
                ": a JSON object with an array \"cases\" is accepted.");
  }
  return json;
}

}  // namespace lookback
