#include "main/golden.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/format.h"
#include "main/golden_files.h"
#include "mechanisms/array_evaluation.h"

namespace lookback {
namespace {

struct PrecisionName {
  Precision precision;
  const char* name;
  double rtol;           // where a case names no tolerance: as tests/golden/README.md says,
  double relative_atol;  // times the largest magnitude of the array
};
constexpr PrecisionName precisions[] = {{Precision::float64, "float64", 1e-11, 1e-12},
                                        {Precision::float32, "float32", 1e-5, 4e-6}};

void read_parameters(const Json& parameters, ArrayCase& into) {
  for (const auto& [name, value] : parameters.items()) {
    if (value.is_number()) {
      into.numbers[name] = value.get<double>();
    } else if (value.is_string()) {
      into.words[name] = value.get<std::string>();
    } else if (value.is_boolean()) {
      into.numbers[name] = value.get<bool>() ? 1 : 0;
    } else if (value.is_array()) {
      std::vector<double>& list = into.lists[name];
      for (const Json& element : value) {
        list.push_back(number_of(element, NAN));
      }
    }
  }
}

// The absolute error of one element; infinite where the two are not both finite and not equal.
double error(double got, double want) {
  if (got == want) {
    return 0;
  }
  const double difference = std::abs(got - want);
  return std::isfinite(difference) ? difference : INFINITY;
}

double largest_magnitude(const NpyArray& array) {
  double largest = 0;
  for (const double value : array.values) {
    largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
  }
  return largest;
}

// How far `got` is from `want`, in units and in tolerances.
struct Distance {
  double absolute = 0;
  bool within = true;
  std::size_t worst = 0;  // the first element out of tolerance
};

Distance distance(const NpyArray& got, const NpyArray& want, double atol, double rtol) {
  Distance result;
  for (std::size_t i = 0; i < want.values.size(); ++i) {
    const double off = error(got.values[i], want.values[i]);
    result.absolute = std::max(result.absolute, off);
    if (off != 0 && !(off <= atol + rtol * std::abs(want.values[i])) && result.within) {
      result.within = false;
      result.worst = i;
    }
  }
  return result;
}

// One case while its forms run.
struct Comparison {
  const NamedArrays& wanted;
  const Json& outputs;
  GoldenResult& result;
  std::set<std::string> missing = {};  // outputs, "lse in float32", that no form has produced yet

  void fail_with(std::string why) const {
    if (result.verdict != Verdict::failed) {
      result.verdict = Verdict::failed;
      result.remark = std::move(why);
    }
  }

  // The outputs of one form against the wanted ones.
  void compare(const NamedArrays& got, const PrecisionName& precision, std::string_view form) {
    const std::string where = " of form " + std::string(form) + " in " + precision.name;
    for (const auto& [name, want] : wanted) {
      const auto found = got.find(name);
      if (found == got.end()) {
        continue;  // the form does not hold it
      }
      missing.erase(name + " in " + precision.name);
      if (found->second.shape != want.shape || found->second.values.size() != want.values.size()) {
        fail_with(name + where + " is of shape " + shape_text(found->second.shape) + ", not " +
                  shape_text(want.shape));
        continue;
      }
      const Json& tolerance = member(member(member(outputs, name), "tolerance"), precision.name);
      const double atol =
          number_of(member(tolerance, "atol"), precision.relative_atol * largest_magnitude(want));
      const Distance off =
          distance(found->second, want, atol, number_of(member(tolerance, "rtol"), precision.rtol));
      if (precision.precision == Precision::float64) {
        result.largest_error = std::max(result.largest_error, off.absolute);
      }
      if (!off.within) {
        fail_with(name + where + " is out of tolerance: element " + std::to_string(off.worst) + " is " +
                  shortest(found->second.values[off.worst]) + ", not " + shortest(want.values[off.worst]));
      }
    }
  }
};

void run_forms(const ArrayEvaluation& mechanism, const ArrayCase& arrays, Comparison& comparison) {
  GoldenResult& result = comparison.result;
  for (const auto& [name, want] : comparison.wanted) {
    for (const PrecisionName& precision : precisions) {
      comparison.missing.insert(name + " in " + precision.name);
    }
  }
  std::string forms;
  for (const std::string_view form : mechanism.forms(arrays)) {
    for (const PrecisionName& precision : precisions) {
      const Expected<NamedArrays> got = mechanism.evaluate(form, arrays, precision.precision);
      if (!got) {
        return comparison.fail_with(std::string(form) + ": " + got.error().sentence);
      }
      comparison.compare(*got, precision, form);
    }
    forms += (forms.empty() ? "" : "; ") + std::string(form);
  }
  if (!comparison.missing.empty()) {
    return comparison.fail_with("no form produces " + *comparison.missing.begin());
  }
  if (result.verdict == Verdict::passed) {
    result.remark = forms;
  }
}

GoldenResult run_case(const Json& entry, const std::string& folder) {
  GoldenResult result{.id = text_of(member(entry, "id"))};
  const std::string name = text_of(member(entry, "mechanism"));
  const auto failed = [&result](std::string why) {
    result.verdict = Verdict::failed;
    result.remark = std::move(why);
    return result;
  };
  if (name.empty()) {
    return failed("The case names no mechanism.");
  }
  const ArrayEvaluation* mechanism = find_array_evaluation(name);
  if (mechanism == nullptr) {
    result.verdict = Verdict::skipped;
    result.remark = name + " is not built";
    return result;
  }
  ArrayCase arrays;
  read_parameters(member(entry, "params"), arrays);
  Expected<NamedArrays> inputs = read_arrays(member(entry, "inputs"), folder);
  const Json& outputs = member(entry, "outputs");
  const Expected<NamedArrays> wanted = read_arrays(outputs, folder);
  if (!inputs || !wanted) {
    return failed(inputs ? wanted.error().sentence : inputs.error().sentence);
  }
  if (wanted->empty()) {
    return failed("The case names no output.");
  }
  arrays.inputs = std::move(*inputs);
  Comparison comparison{*wanted, outputs, result};
  run_forms(*mechanism, arrays, comparison);
  return result;
}

}  // namespace

Expected<std::vector<GoldenResult>> run_golden(const std::string& manifest_path) {
  const Expected<Json> manifest = read_cases(manifest_path, "golden manifest");
  if (!manifest) {
    return std::unexpected(manifest.error());
  }
  std::vector<GoldenResult> results;
  for (const Json& entry : member(*manifest, "cases")) {
    results.push_back(run_case(entry, folder_of(manifest_path)));
  }
  return results;
}

}  // namespace lookback
