#include "main/golden.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "mechanisms/array_evaluation.h"

namespace lookback {
namespace {

using Json = nlohmann::json;

constexpr std::size_t largest_file = 1U << 30;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

// A member of an object, or null when there is none.
const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) {
    return none;
  }
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

Expected<NpyArray> read_array(const Json& entry, const std::string& folder) {
  const Expected<std::string> bytes = read_file(folder + text(member(entry, "file")));
  return bytes ? read_npy(*bytes) : std::unexpected(bytes.error());
}

Expected<ArrayCase> read_case(const Json& entry, const std::string& folder) {
  ArrayCase result;
  for (const auto& [name, value] : member(entry, "params").items()) {
    if (value.is_number()) {
      result.numbers[name] = value.get<double>();
    } else if (value.is_string()) {
      result.words[name] = value.get<std::string>();
    } else if (value.is_boolean()) {
      result.numbers[name] = value.get<bool>() ? 1 : 0;
    } else if (value.is_array()) {
      std::vector<double>& list = result.lists[name];
      for (const Json& element : value) {
        list.push_back(element.is_number() ? element.get<double>() : NAN);
      }
    }
  }
  for (const auto& [name, input] : member(entry, "inputs").items()) {
    Expected<NpyArray> array = read_array(input, folder);
    if (!array) {
      return std::unexpected(array.error());
    }
    result.inputs[name] = std::move(*array);
  }
  return result;
}

// The absolute error of one element; infinite where the two are not both finite and not equal.
double error(double got, double want) {
  if (got == want) {
    return 0;
  }
  const double difference = std::abs(got - want);
  return std::isfinite(difference) ? difference : INFINITY;
}

// The outputs of one form against the wanted ones: the largest error, and the first failure if there is one.
void compare(const NamedArrays& got, const NamedArrays& wanted, const Json& outputs, const char* precision,
             const std::string& form, GoldenResult& result, bool& compared) {
  for (const auto& [name, want] : wanted) {
    const auto found = got.find(name);
    if (found == got.end()) {
      continue;  // the form does not hold it
    }
    compared = true;
    const Json& tolerance = member(member(member(outputs, name.c_str()), "tolerance"), precision);
    const double atol = member(tolerance, "atol").is_number() ? member(tolerance, "atol").get<double>() : 0;
    const double rtol = member(tolerance, "rtol").is_number() ? member(tolerance, "rtol").get<double>() : 0;
    bool good = found->second.shape == want.shape && found->second.values.size() == want.values.size();
    for (std::size_t i = 0; good && i < want.values.size(); ++i) {
      const double off = error(found->second.values[i], want.values[i]);
      if (std::string_view(precision) == "float64") {
        result.largest_error = std::max(result.largest_error, off);
      }
      good = off == 0 || off <= atol + rtol * std::abs(want.values[i]);
    }
    if (!good && result.verdict != Verdict::failed) {
      result.verdict = Verdict::failed;
      result.remark = name + " of form " + form + " in " + precision + " is out of tolerance";
    }
  }
}

GoldenResult run_case(const Json& entry, const std::string& folder) {
  GoldenResult result{.id = text(member(entry, "id"))};
  const std::string name = text(member(entry, "mechanism"));
  const ArrayEvaluation* mechanism = find_array_evaluation(name);
  if (mechanism == nullptr) {
    result.verdict = Verdict::skipped;
    result.remark = name + " is not built";
    return result;
  }
  const auto failed = [&result](std::string why) {
    result.verdict = Verdict::failed;
    result.remark = std::move(why);
    return result;
  };
  const Expected<ArrayCase> arrays = read_case(entry, folder);
  if (!arrays) {
    return failed(arrays.error().sentence);
  }
  const Json& outputs = member(entry, "outputs");
  NamedArrays wanted;
  for (const auto& [output, description] : outputs.items()) {
    Expected<NpyArray> array = read_array(description, folder);
    if (!array) {
      return failed(array.error().sentence);
    }
    wanted[output] = std::move(*array);
  }
  bool compared = false;
  std::string forms;
  for (const std::string_view form : mechanism->forms(*arrays)) {
    for (const auto& [precision, precision_name] :
         {std::pair(Precision::float64, "float64"), std::pair(Precision::float32, "float32")}) {
      const Expected<NamedArrays> got = mechanism->evaluate(form, *arrays, precision);
      if (!got) {
        return failed(got.error().sentence);
      }
      compare(*got, wanted, outputs, precision_name, std::string(form), result, compared);
    }
    forms += (forms.empty() ? "" : "; ") + std::string(form);
  }
  if (!compared) {
    return failed("no output was compared");
  }
  if (result.verdict == Verdict::passed) {
    result.remark = forms;
  }
  return result;
}

}  // namespace

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

Expected<std::vector<GoldenResult>> run_golden(const std::string& manifest_path) {
  const Expected<std::string> bytes = read_file(manifest_path);
  if (!bytes) {
    return std::unexpected(bytes.error());
  }
  const Json manifest = Json::parse(*bytes, nullptr, false);
  if (manifest.is_discarded() || !member(manifest, "cases").is_array()) {
    return fail("The file " + in_quotes(manifest_path) +
                " is no golden manifest: a JSON object with an array \"cases\" is accepted.");
  }
  std::vector<GoldenResult> results;
  for (const Json& entry : member(manifest, "cases")) {
    results.push_back(run_case(entry, folder_of(manifest_path)));
  }
  return results;
}

}  // namespace lookback
