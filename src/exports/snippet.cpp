#include "exports/snippet.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "experiment/link.h"
#include "exports/dialect.h"
#include "exports/expected.h"

namespace lookback::exports {
namespace {

constexpr std::size_t longest_link_shown = 1500;
constexpr std::size_t most_tokens_named = 12;
constexpr std::string_view part_prefix = "part ";

// An id as a variable: those that a language keeps for itself get a low line.
std::string variable_of(std::string_view id) { return std::string(id) + (id == "lambda" ? "_" : ""); }

// Text of a learner's for one line of a comment.
std::string in_a_comment(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '\\' ? '?' : c;
  }
  return result;
}

std::string token_list(const Experiment& experiment) {
  std::string text;
  const auto arrived = static_cast<std::size_t>(experiment.position);
  for (std::size_t t = 0; t < std::min(arrived, most_tokens_named); ++t) {
    text += (t == 0 ? "" : ", ") + in_a_comment(experiment.tokens[t]);
  }
  return text + (arrived > most_tokens_named ? ", …" : "");
}

// What conditions of the texts may ask for.
Values values_of(const Experiment& experiment, const Evaluation& evaluation, bool given) {
  const Mechanism& mechanism = mechanism_of(experiment);
  Values values;
  for (const ParameterSpec& spec : mechanism.parameters) {
    values[std::string(spec.id)] = parameter(mechanism, experiment.parameters, spec.id);
  }
  for (const Form& form : mechanism.forms) {
    values["form_" + std::string(form.id)] = form.id == experiment.form ? 1 : 0;
  }
  values["masked"] = experiment.mask.kind() == Mask::Kind::none ? 0 : 1;
  values["given"] = given ? 1 : 0;
  values["empty_rows"] = 0;
  const Matrix<double>& weights = evaluation.trace.weights;
  for (int i = 0; i < weights.rows(); ++i) {
    if (std::ranges::all_of(weights.row(i), [](double weight) { return weight == 0; })) {
      values["empty_rows"] = 1;  // the mask hides them, or what the mechanism adds to it
    }
  }
  return values;
}

struct Variable {
  std::string name;
  std::string text;
};

std::vector<Variable> sizes(const Experiment& experiment, const Dialect& dialect) {
  const auto size = [&](std::string_view name, int value, std::string_view meaning) {
    return Variable{std::string(name), std::string(dialect.number(name, value)) + "  " +
                                           std::string(dialect.comment) + " " + std::string(meaning) + "\n"};
  };
  return {size("S", experiment.position, "tokens"),
          size("d_k", experiment.key_width(), "width of queries and keys"),
          size("d_v", experiment.value_width(), "width of values")};
}

// Everything that a definition may name, in the order in which it is written.
std::vector<Variable> variables_of(const Experiment& experiment, const Dialect& dialect,
                                   const std::vector<const InputSpec*>& inputs) {
  std::vector<Variable> all = sizes(experiment, dialect);
  const Mechanism& mechanism = mechanism_of(experiment);
  for (const ParameterSpec& spec : mechanism.parameters) {
    const std::string name = variable_of(spec.id);
    all.push_back({name, dialect.number(name, parameter(mechanism, experiment.parameters, spec.id)) + "  " +
                             std::string(dialect.comment) + " " + std::string(spec.label) + "\n"});
  }
  all.push_back({"visible", dialect.mask(experiment.mask, experiment.position)});
  const HeadInputs<double> numbers = inputs_of(experiment, experiment.position);
  all.push_back({"Q", dialect.matrix("Q", numbers.q)});
  all.push_back({"K", dialect.matrix("K", numbers.k)});
  all.push_back({"V", dialect.matrix("V", numbers.v)});
  std::vector<std::string> given;
  for (const InputSpec* spec : inputs) {
    const std::string name = variable_of(spec->id);
    all.push_back(
        {name, dialect.matrix(name, numbers.more[static_cast<std::size_t>(spec - mechanism.inputs.data())])});
    if (spec->optional) {
      given.push_back(name);
    }
  }
  if (!given.empty()) {
    all.push_back({"given", dialect.given(given)});
  }
  return all;
}

// Those that the code names, or that another of them names.
std::string named_variables(std::string_view code, const std::vector<Variable>& variables,
                            std::string_view comment) {
  std::vector<bool> wanted(variables.size(), false);
  std::string all(code);
  for (std::size_t i = variables.size(); i-- > 0;) {
    wanted[i] = names(all, comment, variables[i].name);
    all += wanted[i] ? variables[i].text : "";
  }
  std::string text;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    text += wanted[i] ? variables[i].text : "";
  }
  return text;
}

// What several mechanisms share: a part comes along where its name is named.
std::string named_parts(std::string_view code, const Expanded& frame, std::string_view comment) {
  std::string all(code);
  std::string text;
  for (std::size_t i = frame.order.size(); i-- > 0;) {
    const std::string& section = frame.order[i];
    if (section.starts_with(part_prefix) &&
        names(all, comment, std::string_view(section).substr(part_prefix.size()))) {
      const std::string& part = frame.sections.find(section)->second;
      text = part + text;
      all += part;
    }
  }
  return text;
}

std::string checks(const std::vector<Wanted>& all, const Dialect& dialect) {
  std::string text;
  for (const Wanted& one : all) {
    text += dialect.matrix("expected_" + one.variable, one.values);
    if (one.sensitive) {
      text += std::string(dialect.indent) + std::string(dialect.comment) +
              " Sensitive: inputs that differ in their last digits move these numbers by as much as is "
              "tolerated.\n";
    }
    text += dialect.check(one.variable, one.tolerance);
  }
  return text;
}

std::string section(const Expanded& frame, std::string_view name) {
  const auto found = frame.sections.find(name);
  return found == frame.sections.end() ? std::string() : found->second;
}

}  // namespace

Expected<std::string> snippet(const Experiment& experiment, const Evaluation& evaluation, Language language,
                              const SnippetTexts& texts) {
  if (experiment.position == 0) {
    return fail(say("No token has arrived yet, so there are no numbers to reproduce. Take a step first."));
  }
  const Dialect& dialect = dialect_of(language);
  const Mechanism& mechanism = mechanism_of(experiment);
  if (texts.frame.empty() || texts.definition.empty()) {
    return fail(
        say("There is no snippet of {0} in {1} here.", in_quotes(say(mechanism.title)), dialect.name));
  }
  const std::vector<const InputSpec*> inputs = needed_inputs(experiment, evaluation);
  const bool given = std::ranges::any_of(inputs, [](const InputSpec* spec) { return spec->optional; });
  const Values values = values_of(experiment, evaluation, given);
  const Expected<Expanded> frame = expand(texts.frame, dialect.mark, values);
  const Expected<Expanded> definition = expand(texts.definition, dialect.mark, values);
  if (!frame || !definition) {
    return std::unexpected(frame ? definition.error() : frame.error());
  }
  std::vector<Expectation> expectations = definition->expected;
  if (expectations.empty()) {
    expectations.push_back({"output", "output"});
  }
  const Expected<std::vector<Wanted>> expected = wanted(experiment, evaluation, expectations);
  if (!expected) {
    return std::unexpected(expected.error());
  }
  const std::string link = to_link(experiment);
  const std::map<std::string, std::string, std::less<>> by_name = {
      {"title", std::string(mechanism.title)},
      {"equation", std::string(mechanism.equation)},
      {"form", std::string(form_of(experiment).title)},
      {"count", grouped(experiment.position) + (experiment.position == 1 ? " token" : " tokens")},
      {"tokens", token_list(experiment)},
      {"link", link.size() <= longest_link_shown ? "#" + in_a_comment(link) : "too long to show here"},
  };
  const std::string code = section(*definition, "");
  const std::string last = checks(*expected, dialect) + filled(section(*frame, "end"), by_name);
  return filled(section(*frame, "begin"), by_name) + named_parts(code + last, *frame, dialect.comment) +
         section(*frame, "main") +
         named_variables(code, variables_of(experiment, dialect, inputs), dialect.comment) + "\n" + code +
         "\n" + last;
}

}  // namespace lookback::exports
