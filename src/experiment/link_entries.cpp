#include "experiment/link_entries.h"

#include "base/format.h"
#include "base/percent.h"
#include "experiment/link.h"
#include "experiment/link_sources.h"

namespace lookback {
namespace {

// A choice is written by its name.
std::string parameter_text(const ParameterSpec& spec, double value) {
  return spec.choices.empty() ? shortest(value) : std::string(spec.choices[static_cast<std::size_t>(value)]);
}

std::string names_text(const Names& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ",") + percent_encode(name);
  }
  return text;
}

// Stops early once it is longer than `most`.
void append_numbers(std::string& text, const Numbers& numbers, std::size_t most) {
  for (int r = 0; r < numbers.rows() && text.size() <= most; ++r) {
    for (int c = 0; c < numbers.columns(); ++c) {
      text += c > 0 ? "," : r > 0 ? ";" : "";
      text += percent_encode(shortest(numbers(r, c)));  // the + of 1e+20
    }
  }
}

}  // namespace

std::string bits_text(const Bits& bits) {
  std::string text = "bits:";
  for (int query = 0; query < bits.rows(); ++query) {
    text += query > 0 ? ";" : "";
    for (int key = 0; key < bits.columns(); ++key) {
      text += bits(query, key) != 0 ? '1' : '0';
    }
  }
  return text;
}

std::string mask_text(const Mask& mask) {
  switch (mask.kind()) {
    case Mask::Kind::causal:
      return "causal";
    case Mask::Kind::none:
      return "none";
    case Mask::Kind::diagonal:
      return "diagonal";
    case Mask::Kind::window:
      return "window:" + std::to_string(mask.left()) + "," + std::to_string(mask.right());
    case Mask::Kind::bits:
      break;
  }
  return bits_text(mask.bits());
}

std::vector<LinkEntry> entries_of(const Experiment& experiment) {
  std::vector<LinkEntry> entries;
  if (experiment.study != study_specs().front()->id) {
    entries.push_back({"study", experiment.study});
  }
  entries.push_back({"mechanism", experiment.mechanism});
  entries.push_back({"form", experiment.form});
  for (const Parameters* parameters : {&experiment.parameters, &experiment.study_parameters}) {
    for (const auto& [id, value] : *parameters) {
      entries.push_back({id, parameter_text(*find_parameter(experiment, id), value)});
    }
  }
  if (experiment.mask.kind() == Mask::Kind::bits) {
    entries.push_back({"mask", &experiment.mask.bits()});
  } else {
    entries.push_back({"mask", mask_text(experiment.mask)});
  }
  entries.push_back({"cache", experiment.cache ? "1" : "0"});
  if (experiment.columns_are_queries) {
    entries.push_back({"columns", "queries"});
  }
  entries.push_back({"tokens", &experiment.tokens});
  const auto add_matrix = [&](const std::string& id, const Matrix<double>& matrix) {
    if (const auto source = experiment.sources.find(id); source != experiment.sources.end()) {
      entries.push_back({id, source_text(source->second)});
    } else {
      entries.push_back({id, &matrix});
    }
  };
  add_matrix("Q", experiment.inputs.q);
  add_matrix("K", experiment.inputs.k);
  add_matrix("V", experiment.inputs.v);
  for (const auto& [id, matrix] : experiment.more) {
    add_matrix(id, matrix);
  }
  entries.push_back({"position", std::to_string(experiment.position)});
  return entries;
}

std::optional<std::string> readable(const std::vector<LinkEntry>& entries, std::size_t most) {
  std::string text;
  for (const auto& [key, says] : entries) {
    text += "&" + key + "=";
    if (const auto* plain = std::get_if<std::string>(&says)) {
      append_normal(text, *plain);
    } else if (const auto* names = std::get_if<const Names*>(&says)) {
      text += names_text(**names);
    } else if (const auto* numbers = std::get_if<const Numbers*>(&says)) {
      append_numbers(text, **numbers, most);
    } else {
      text += bits_text(*std::get<const Bits*>(says));
    }
    if (text.size() > most) {
      return {};
    }
  }
  return text;
}

}  // namespace lookback
