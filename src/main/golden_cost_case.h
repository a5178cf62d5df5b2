#pragma once

#include <map>

#include "cost/cost.h"
#include "main/golden_files.h"
#include "mechanisms/mechanism.h"

// What the forms of golden_cost_forms.cpp are made of.
namespace lookback {

// What a number held weighs beside an operation counted, in memory and time.
inline constexpr std::int64_t operations_per_number = 32;

using Counts = std::map<std::string, std::int64_t, std::less<>>;

// What a case says that one run of its form costs, as far as that form has it.
struct CaseCost {
  Counts counts;           // "mul", …; "pairs" where they are counted
  Counts memory;           // "scores_materialised", …
  std::int64_t pairs = 0;  // dot products q·k
  bool counted = true;     // by running the definition; otherwise from the closed form alone

  // About how many were run through, where they were counted.
  std::int64_t operations() const {
    const auto mul = counts.find("mul");
    const auto add = counts.find("add");
    return (mul == counts.end() ? 0 : mul->second) + (add == counts.end() ? 0 : add->second) + 16 * pairs;
  }
};

// The parameters of a case. The first that is missing or cannot be used leaves a sentence in `problem`.
class CostParameters {
 public:
  CostParameters(const Json& parameters, std::int64_t most) : most_counted(most), parameters_(parameters) {}

  const std::int64_t most_counted;
  std::string problem = {};

  int whole(std::string_view name, int minimum = 1);
  int whole_or(std::string_view name, int fallback) { return has(name) ? whole(name, 0) : fallback; }
  bool flag(std::string_view name) const;
  std::string word(std::string_view name) const { return text_of(member(parameters_, name)); }
  bool has(std::string_view name) const { return !member(parameters_, name).is_null(); }

  void refuse(std::string sentence) { problem = problem.empty() ? std::move(sentence) : problem; }

 private:
  const Json& parameters_;
};

// One pass of a registered form over `tokens` tokens.
struct RegisteredPass {
  std::string_view mechanism;
  std::string_view form;
  Parameters parameters;
  Mask mask;
  int tokens;
  int key_width;
  int value_width;
};

// The counters of a Cost by the names of costs.json.
CaseCost case_cost(const Cost& cost, bool counted);

// Counted, and by its closed form; a difference between the two is a sentence.
Expected<CaseCost> cost_of(const RegisteredPass& pass, std::int64_t most);

// The sentence when counted and closed form differ in some counter.
Expected<void> equal_costs(const Cost& counted, const Cost& closed);

// Numbers to count with: what they are makes no difference to a count. An own input that is not read is
// empty.
HeadInputs<double> inputs_to_count(const Mechanism& mechanism, const Parameters& chosen, int tokens,
                                   int key_width, int value_width);

// How a form of costs.json is run.
struct CostForm {
  std::string_view name;
  std::string_view mechanism;
  Expected<CaseCost> (*run)(CostParameters& parameters);
};

const CostForm* find_cost_form(std::string_view name);
std::string cost_form_names();

}  // namespace lookback
