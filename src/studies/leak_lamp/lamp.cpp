#include "studies/leak_lamp/lamp.h"

#include "base/format.h"
#include "base/say.h"

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
    return say("{0} and {1}", x(first), x(last));
  }
  const bool all = last - first + 1 == static_cast<int>(tokens.size());
  return all ? say("{0} to {1}", x(first), x(last)) : x(first) + ", " + x(tokens[1]) + " …";
}

std::string leaks_text(const std::vector<Leak>& found, bool done) {
  std::string told;
  for (std::size_t n = 0; n < found.size() && n < most_told; ++n) {
    told += (n == 0 ? "" : ", ") +
            say("{0} feels {1}", "o" + subscript(found[n].output), tokens_text(found[n].tokens));
  }
  if (found.size() == 1) {
    return done ? say("1 output feels a later token: {0}.", told)
                : say("So far 1 output feels a later token: {0}.", told);
  }
  if (found.size() <= most_told) {
    return done ? say("{0} outputs feel later tokens: {1}.", found.size(), told)
                : say("So far {0} outputs feel later tokens: {1}.", found.size(), told);
  }
  return done ? say("{0} outputs feel later tokens: {1} …", found.size(), told)
              : say("So far {0} outputs feel later tokens: {1} …", found.size(), told);
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
    return say("No token has arrived: there is nothing to feel.");
  }
  const std::vector<Leak> found = leaks(jacobian);
  if (!jacobian.done()) {
    const std::string tried = say("{0} of {1} tried.", tokens_known(jacobian),
                                  plural("{0} token", "{0} tokens", jacobian.tokens()));
    return tried + " " +
           (found.empty() ? say("So far no output feels a later token.") : leaks_text(found, false));
  }
  if (!found.empty()) {
    return leaks_text(found, true);
  }
  return jacobian.tokens() == 1
             ? say("There is one token, so there is no later one to feel.")
             : say("No output feels a later token: above the diagonal every derivative is exactly 0.");
}

}  // namespace lookback::leak_lamp
