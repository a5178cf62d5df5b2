#include "studies/leak_lamp/lamp.h"

#include "base/format.h"

namespace lookback::leak_lamp {
namespace {

constexpr std::size_t most_told = 3;

// "x₁ to x₄", "x₁ and x₃", "x₁, x₂ …"
std::string tokens_text(const std::vector<int>& tokens) {
  const auto x = [](int token) { return "x" + subscript(token); };
  const int first = tokens.front();
  const int last = tokens.back();
  if (tokens.size() == 1) {
    return x(first);
  }
  if (tokens.size() == 2) {
    return x(first) + " and " + x(last);
  }
  const bool all = last - first + 1 == static_cast<int>(tokens.size());
  return all ? x(first) + " to " + x(last) : x(first) + ", " + x(tokens[1]) + " …";
}

std::string leaks_text(const std::vector<Leak>& found) {
  std::string text = found.size() == 1 ? "1 output feels a later token: "
                                       : std::to_string(found.size()) + " outputs feel later tokens: ";
  for (std::size_t n = 0; n < found.size() && n < most_told; ++n) {
    text += (n == 0 ? "o" : ", o") + subscript(found[n].output) + " feels " + tokens_text(found[n].tokens);
  }
  return text + (found.size() > most_told ? " …" : ".");
}

int tokens_known(const Jacobian& jacobian) {
  int known = 0;
  while (known < jacobian.tokens() && jacobian.knows(known)) {
    ++known;
  }
  return known;
}

}  // namespace

std::vector<Leak> leaks(const Jacobian& jacobian) {
  std::vector<Leak> found;
  const int known = tokens_known(jacobian);
  for (int output = 0; output < known; ++output) {
    Leak leak{output, {}};
    for (int token = output + 1; token < known; ++token) {
      if (jacobian.largest(output, token) != 0) {
        leak.tokens.push_back(token);
      }
    }
    if (!leak.tokens.empty()) {
      found.push_back(std::move(leak));
    }
  }
  return found;
}

Jacobian jacobian_of(const Experiment& experiment) {
  const HeadInputs<double> inputs = inputs_of(experiment, experiment.position);
  std::vector<std::vector<Brought>> brought;
  for (int token = 0; token < experiment.position; ++token) {
    brought.push_back(brought_by(mechanism_of(experiment), experiment.parameters, inputs, token));
  }
  return Jacobian(inputs, std::move(brought));
}

DualPass pass_of(const Experiment& experiment) {
  const Form& form = form_of(experiment);
  return [pass = form.pass.in_dual, mask = experiment.mask, parameters = experiment.parameters](
             const HeadInputs<Dual>& inputs) { return pass(inputs, mask, parameters, {}).output; };
}

LampWork::LampWork(const Experiment& experiment)
    : experiment_(experiment), pass_(pass_of(experiment)), jacobian_(jacobian_of(experiment)) {}

bool LampWork::step(Clock /*clock*/) {
  const auto in_parts = form_of(experiment_).pass.dual_in_parts;
  if (in_parts == nullptr || jacobian_.done()) {
    return jacobian_.step(pass_);
  }
  if (begun_ == nullptr) {
    begun_ = in_parts(jacobian_.begin_pass(), experiment_.mask, experiment_.parameters, {});
  }
  if (begun_->step()) {
    return true;
  }
  const bool more = jacobian_.end_pass(begun_->take().output);
  begun_.reset();
  return more;
}

double LampWork::progress() const {
  return jacobian_.done() ? 1 : static_cast<double>(jacobian_.passed()) / jacobian_.passes();
}

// What the learner looks at, and what tokens are called, changes nothing.
bool LampWork::serves(const Experiment& experiment) const {
  Experiment same = experiment;
  same.study_parameters = experiment_.study_parameters;
  same.tokens =
      experiment.token_count() == experiment_.token_count() ? experiment_.tokens : experiment.tokens;
  same.cache = experiment_.cache;
  return same == experiment_;
}

std::string finding(const Jacobian& jacobian) {
  if (jacobian.tokens() == 0) {
    return "No token has arrived: there is nothing to feel.";
  }
  const std::vector<Leak> found = leaks(jacobian);
  if (!jacobian.done()) {
    const std::string so_far = std::to_string(tokens_known(jacobian)) + " of " +
                               plural("{0} token", "{0} tokens", jacobian.tokens()) + " tried. ";
    return so_far + (found.empty() ? "So far no output feels a later token." : "So far " + leaks_text(found));
  }
  if (!found.empty()) {
    return leaks_text(found);
  }
  return jacobian.tokens() == 1
             ? "There is one token, so there is no later one to feel."
             : "No output feels a later token: above the diagonal every derivative is exactly 0.";
}

}  // namespace lookback::leak_lamp
