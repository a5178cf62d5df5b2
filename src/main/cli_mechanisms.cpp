#include "main/cli_mechanisms.h"

#include <algorithm>

#include "base/format.h"
#include "base/utf8.h"
#include "experiment/study_spec.h"
#include "main/cli_eval.h"
#include "mechanisms/registry.h"

namespace lookback {
namespace {

// "    id              text": the id's column is as wide as most ids.
std::string entry(std::string_view id, std::string_view text) {
  constexpr int width = 20;
  const int length = character_count(id);
  const auto space = static_cast<std::size_t>(length < width ? width - length : 1);
  return "    " + std::string(id) + std::string(space, ' ') + std::string(text) + "\n";
}

// The masks under which a form exists, at a size that every mechanism takes.
std::string masks_of(const Form& form, const Parameters& chosen) {
  struct Named {
    std::string_view name;
    Mask mask;
  };
  const Named all[] = {{"causal", Mask::causal()},
                       {"none", Mask::none()},
                       {"diagonal", Mask::diagonal()},
                       {"window", Mask::window(1, 0)}};
  std::string text;
  for (const Named& one : all) {
    if (!form.absent({one.mask, 4, 4, 4, chosen})) {
      text += (text.empty() ? "" : ", ") + std::string(one.name);
    }
  }
  return text;
}

std::string range_of(const ParameterSpec& spec) {
  if (const auto names = spec.choices.empty() ? spec.stops : spec.choices; !names.empty()) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
      text += (i == 0 ? "" : ", ") + shortest(spec.minimum + static_cast<double>(i)) + " " +
              std::string(names[i]);
    }
    return text;
  }
  if (spec.is_switch) {
    return "0 or 1";
  }
  return (spec.step < 1 ? "" : "whole, ") + shortest(spec.minimum) + " to " + shortest(spec.maximum);
}

std::string size_text(const InputSpec& spec, Size size) {
  switch (size) {
    case Size::fixed:
      return std::to_string(spec.fixed);
    case Size::one:
      return "1";
    case Size::tokens:
      return "tokens";
    case Size::key_width:
      return "d_k";
    case Size::value_width:
      return "d_v";
    case Size::key_and_value_width:
      break;
  }
  return "d_k+d_v";
}

std::string start_text(const InputSpec& spec) {
  switch (spec.start) {
    case Start::constant:
      return shortest(spec.start_value);
    case Start::identity:
      return "the identity";
    case Start::random:
      break;
  }
  return "random";
}

// The parameters that only some forms have: "chunkwise" of a chunk size.
std::string forms_with(const Mechanism& mechanism, std::string_view parameter) {
  std::string forms;
  for (const Form& form : mechanism.forms) {
    if (std::ranges::find(form.own_parameters, parameter) != form.own_parameters.end()) {
      forms += (forms.empty() ? "; form " : ", ") + std::string(form.id);
    }
  }
  return forms;
}

std::string reads_text(const Mechanism& mechanism) {
  std::string text;
  for (const auto& [is_read, name] : {std::pair(mechanism.reads.q, "Q"), std::pair(mechanism.reads.k, "K"),
                                      std::pair(mechanism.reads.v, "V")}) {
    text += is_read ? (text.empty() ? "" : ", ") + std::string(name) : "";
  }
  return text.empty() ? "its own inputs only" : text;
}

std::string parameters_text(std::span<const ParameterSpec> specs, const auto& remark) {
  std::string text = specs.empty() ? "" : "  parameters\n";
  for (const ParameterSpec& spec : specs) {
    text += entry(spec.id, range_of(spec) + "; at first " + shortest(spec.initial) + remark(spec.id));
    text += entry("", spec.meaning);
  }
  return text;
}

std::string inputs_text(std::span<const InputSpec> specs) {
  std::string text = specs.empty() ? "" : "  inputs\n";
  const InputSpec* first = nullptr;  // of the optional ones, which are alike
  for (const InputSpec& spec : specs) {
    if (spec.optional) {
      first = first == nullptr ? &spec : first;
      continue;
    }
    text += entry(spec.id, "[" + size_text(spec, spec.rows) + " × " + size_text(spec, spec.columns) +
                               "]; at first " + start_text(spec));
    text += entry("", spec.meaning);
  }
  if (first != nullptr) {
    text += entry(std::string(first->id) + " … " + std::string(specs.back().id),
                  "[up to tokens × width of a head]; absent at first");
    text += entry("", first->meaning);
  }
  return text;
}

std::string text_of(const Mechanism& mechanism) {
  std::string text = std::string(mechanism.id) + "  " + std::string(mechanism.title) + "\n    " +
                     std::string(mechanism.equation) + "\n";
  text += "  reads " + reads_text(mechanism) + "; keeps from token to token: " +
          (mechanism.steps.exist() ? std::string(mechanism.state_title) : "nothing") + "\n  forms\n";
  for (const Form& form : mechanism.forms) {
    text += entry(form.id, form.meaning);
    text += entry("", "masks " + masks_of(form, {}) + "; scalars " + scalars_of(form));
  }
  text += parameters_text(mechanism.parameters,
                          [&](std::string_view parameter) { return forms_with(mechanism, parameter); });
  return text + inputs_text(mechanism.inputs);
}

std::string text_of(const StudySpec& study) {
  std::string text =
      std::string(study.id) + "  " + std::string(study.title) + "\n    " + std::string(study.question) + "\n";
  text += parameters_text(study.parameters, [](std::string_view) { return std::string(); });
  return text + inputs_text(study.inputs);
}

// Of all there are, or of the one with that id.
Expected<std::string> listed(std::string_view what, std::string_view id, const auto& all) {
  std::string text;
  std::string known;
  for (const auto* one : all) {
    known += (known.empty() ? "" : ", ") + std::string(one->id);
    if (id.empty() || id == one->id) {
      text += (text.empty() ? "" : "\n") + text_of(*one);
    }
  }
  if (text.empty()) {
    return fail("There is no " + std::string(what) + " " + in_quotes(id) + ". There are " + known + ".");
  }
  return text;
}

}  // namespace

Expected<std::string> mechanisms_text(std::string_view id) { return listed("mechanism", id, mechanisms()); }

Expected<std::string> studies_text(std::string_view id) { return listed("study", id, study_specs()); }

}  // namespace lookback
