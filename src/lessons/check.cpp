#include "lessons/check.h"

#include <optional>
#include <string>

#include "base/format.h"

namespace lookback {
namespace {

constexpr int deepest_nesting = 64;

struct State {
  const Experiment& experiment;
  const Evaluation& evaluation;
};

std::optional<double> counter(const Cost& cost, std::string_view id) {
  for (const CostField& field : cost_fields) {
    if (field.id == id) {
      return static_cast<double>(cost.*field.count);
    }
  }
  return std::nullopt;
}

std::optional<double> mask_kind(const Mask& mask, std::string_view id) {
  constexpr std::string_view kinds[] = {"causal", "none", "diagonal", "window", "bits"};
  for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
    if (kinds[kind] == id) {
      return static_cast<std::size_t>(mask.kind()) == kind ? 1 : 0;
    }
  }
  return std::nullopt;
}

// The value of a name, or nothing when there is no such name.
std::optional<double> lookup(std::string_view name, const State& state) {
  const Experiment& experiment = state.experiment;
  const auto& run = state.evaluation.generation.run;
  const auto after = [&name](std::string_view start) { return name.substr(start.size()); };
  if (name.starts_with("step.")) {
    const Cost step =
        experiment.position == 0 ? Cost{} : run[static_cast<std::size_t>(experiment.position - 1)];
    return counter(step, after("step."));
  }
  if (name.starts_with("run.")) {
    return counter(run_cost(run, experiment.position), after("run."));
  }
  if (name.starts_with("mask.")) {
    return mask_kind(experiment.mask, after("mask."));
  }
  if (name.starts_with("form.") && find_form(mechanism_of(experiment), after("form.")) != nullptr) {
    return experiment.form == after("form.") ? 1 : 0;
  }
  struct Named {
    std::string_view name;
    double value;
  };
  const Named all[] = {
      {"position", static_cast<double>(experiment.position)},
      {"tokens", static_cast<double>(experiment.token_count())},
      {"d_k", static_cast<double>(experiment.key_width())},
      {"d_v", static_cast<double>(experiment.value_width())},
      {"cache", experiment.cache ? 1.0 : 0.0},
      {"cached", state.evaluation.generation.cached ? 1.0 : 0.0},
      {"mask_is_causal", experiment.mask.is_causal(experiment.token_count()) ? 1.0 : 0.0},
      {"masked_pairs", static_cast<double>(state.evaluation.masked_pairs)},
  };
  for (const Named& one : all) {
    if (one.name == name) {
      return one.value;
    }
  }
  return std::nullopt;
}

// A recursive-descent reader that evaluates as it reads. After the first error every result is zero.
class Reader {
 public:
  Reader(std::string_view text, const State& state) : text_(text), state_(state) {}

  Expected<bool> read() {
    const double value = disjunction();
    skip_space();
    if (error_.empty() && at_ != text_.size()) {
      error("an operator");
    }
    if (!error_.empty()) {
      return fail(error_);
    }
    return value != 0;
  }

 private:
  double disjunction() {
    double value = conjunction();
    while (take_word("or")) {
      const double right = conjunction();
      value = value != 0 || right != 0 ? 1 : 0;
    }
    return value;
  }

  double conjunction() {
    double value = negation();
    while (take_word("and")) {
      const double right = negation();
      value = value != 0 && right != 0 ? 1 : 0;
    }
    return value;
  }

  double negation() {
    if (take_word("not")) {
      return deeper([this] { return negation() == 0 ? 1.0 : 0.0; });
    }
    return comparison();
  }

  double comparison() {
    const double left = sum();
    if (take("==")) {
      return left == sum() ? 1 : 0;
    }
    if (take("!=")) {
      return left != sum() ? 1 : 0;
    }
    if (take("<=")) {
      return left <= sum() ? 1 : 0;
    }
    if (take(">=")) {
      return left >= sum() ? 1 : 0;
    }
    if (take("<")) {
      return left < sum() ? 1 : 0;
    }
    if (take(">")) {
      return left > sum() ? 1 : 0;
    }
    return left;
  }

  double sum() {
    double value = product();
    for (;;) {
      if (take("+")) {
        value += product();
      } else if (take("-")) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  double product() {
    double value = factor();
    while (take("*")) {
      value *= factor();
    }
    return value;
  }

  double factor() {
    if (take("(")) {
      const double value = deeper([this] { return disjunction(); });
      if (!take(")")) {
        error("a closing parenthesis");
      }
      return value;
    }
    const std::string_view word = take_operand();
    if (word.empty()) {
      error("a name or a number");
      return 0;
    }
    if (const Expected<double> number = parse_number(word)) {
      return *number;
    }
    const std::optional<double> value = lookup(word, state_);
    if (!value && error_.empty()) {
      error_ = "The check has a name " + in_quotes(word) + " that is not known.";
    }
    return value.value_or(0);
  }

  template <class Inner>
  double deeper(Inner inner) {
    if (++depth_ > deepest_nesting) {
      error("fewer parentheses");
      return 0;
    }
    const double value = inner();
    --depth_;
    return value;
  }

  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') {
      ++at_;
    }
  }

  bool take(std::string_view symbol) {
    skip_space();
    if (!error_.empty() || !text_.substr(at_).starts_with(symbol)) {
      return false;
    }
    at_ += symbol.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip_space();
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && is_operand(text_[end])) {
      return false;
    }
    return take(word);
  }

  std::string_view take_operand() {
    skip_space();
    const std::size_t start = at_;
    while (at_ < text_.size() && is_operand(text_[at_])) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  static bool is_operand(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  }

  void error(std::string_view expected) {
    if (error_.empty()) {
      error_ = "The check cannot be read at character " + std::to_string(at_) + ": " + std::string(expected) +
               " was expected.";
    }
  }

  std::string_view text_;
  const State& state_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string error_;
};

}  // namespace

Expected<bool> holds(std::string_view condition, const Experiment& experiment, const Evaluation& evaluation) {
  const State state{experiment, evaluation};
  return Reader(condition, state).read();
}

}  // namespace lookback
