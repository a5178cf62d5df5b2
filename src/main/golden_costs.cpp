#include "main/golden_costs.h"

#include <algorithm>

#include "base/format.h"
#include "main/golden_cost_case.h"
#include "mechanisms/registry.h"

namespace lookback {
namespace {

// What differs between the counts that the case wants and those that were taken; empty when nothing does.
std::string difference(const Json& wanted, const Counts& got, const char* what, bool all_named) {
  for (const auto& [name, value] : wanted.items()) {
    const auto found = got.find(name);
    if (found == got.end()) {
      return std::string(what) + " " + in_quotes(name) + " is not known of this form";
    }
    if (!value.is_number_integer() || value.get<std::int64_t>() != found->second) {
      return name + " is " + std::to_string(found->second) + ", not " + value.dump();
    }
  }
  if (all_named) {
    for (const auto& [name, count] : got) {
      if (count != 0 && member(wanted, name).is_null()) {
        return name + " is " + std::to_string(count) + ", not 0";
      }
    }
  }
  return "";
}

// `spent` grows by what was counted.
GoldenResult run_case(const Json& entry, std::int64_t most, std::int64_t& spent) {
  GoldenResult result{.id = text_of(member(entry, "id")), .verdict = Verdict::failed};
  const std::string name = text_of(member(entry, "form"));
  const CostForm* form = find_cost_form(name);
  if (form == nullptr) {
    result.remark = "The form " + in_quotes(name) + " is not known. Known are " + cost_form_names() + ".";
    return result;
  }
  if (!member(entry, "counts").is_object()) {
    result.remark = "The case has no counts.";
    return result;
  }
  if (!form->mechanism.empty() && find_mechanism(form->mechanism) == nullptr) {
    result.verdict = Verdict::skipped;
    result.remark = std::string(form->mechanism) + " is not built";
    return result;
  }
  CostParameters parameters(member(entry, "params"), most);
  const Expected<CaseCost> cost = form->run(parameters);
  if (!parameters.problem.empty() || !cost) {
    result.remark = parameters.problem.empty() ? cost.error().sentence : parameters.problem;
    return result;
  }
  spent += cost->counted ? cost->operations() : 0;
  result.remark = difference(member(entry, "counts"), cost->counts, "The count", true);
  if (const Json& pairs = member(member(entry, "params"), "pairs");
      result.remark.empty() && pairs.is_number() && pairs.get<double>() != static_cast<double>(cost->pairs)) {
    result.remark = "pairs is " + std::to_string(cost->pairs) + ", not " + pairs.dump();
  }
  if (result.remark.empty()) {
    result.remark = difference(member(entry, "memory_floats"), cost->memory, "The figure", false);
  }
  if (result.remark.empty()) {
    result.verdict = Verdict::passed;
    result.remark = name + (cost->counted ? ", counted" : ", closed form: too many operations to count");
  }
  return result;
}

}  // namespace

Expected<std::vector<GoldenResult>> run_golden_costs(const std::string& path, std::int64_t most) {
  const Expected<Json> costs = read_cases(path, "file of golden costs");
  if (!costs) {
    return std::unexpected(costs.error());
  }
  // However many cases there are, a minute is enough for them.
  constexpr std::int64_t cases_of_full_length = 15;
  constexpr std::int64_t short_case = 10'000'000;
  std::int64_t left = cases_of_full_length * most;
  std::vector<GoldenResult> results;
  for (const Json& entry : member(*costs, "cases")) {
    std::int64_t spent = 0;
    results.push_back(run_case(entry, std::min(most, std::max(left, short_case)), spent));
    left -= spent;
  }
  return results;
}

}  // namespace lookback
