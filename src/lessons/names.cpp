#include "lessons/names.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "experiment/named_matrices.h"
#include "studies/study.h"

namespace lookback::lessons {
namespace {

using Number = Expected<std::optional<double>>;

double one_or_zero(bool holds) { return holds ? 1 : 0; }

// Names after a point: what is asked, of the list of all there are.
template <class Range, class Id>
std::string listed(const Range& range, Id id) {
  std::string text;
  for (const auto& one : range) {
    text += (text.empty() ? "" : ", ") + std::string(id(one));
  }
  return text;
}

Number counter(const Cost& cost, bool there, std::string_view id) {
  for (const CostField& field : cost_fields) {
    if (field.id == id) {
      return there ? std::optional(static_cast<double>(cost.*field.count)) : std::nullopt;
    }
  }
  return fail(say("There is no counter {0}. There are {1}.", in_quotes(id),
                  listed(cost_fields, [](const CostField& field) { return field.id; })));
}

// One pass of the chosen form over the tokens that have arrived.
Cost pass_cost(const Experiment& experiment) {
  if (experiment.position == 0) {
    return {};
  }
  Setting setting = setting_of(experiment);
  setting.tokens = experiment.position;
  const HeadInputs<double> numbers = inputs_of(experiment, experiment.position);
  setting.numbers = &numbers;
  return mechanism_of(experiment).pass_cost(form_of(experiment), setting);
}

Number step_counter(const State& state, std::string_view id) {
  const auto& run = state.evaluation.generation.run;
  const auto arrived = static_cast<std::size_t>(state.experiment.position);
  const bool there = arrived <= run.size();
  return counter(arrived == 0 || !there ? Cost{} : run[arrived - 1], there, id);
}

Number run_counter(const State& state, std::string_view id) {
  const auto& run = state.evaluation.generation.run;
  const int arrived = state.experiment.position;
  const bool there = static_cast<std::size_t>(arrived) <= run.size();
  return counter(there ? run_cost(run, arrived) : Cost{}, there, id);
}

Number pass_counter(const State& state, std::string_view id) {
  return counter(pass_cost(state.experiment), true, id);
}

Number mask_kind(const State& state, std::string_view id) {
  constexpr std::string_view kinds[] = {"causal", "none", "diagonal", "window", "bits"};
  for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
    if (kinds[kind] == id) {
      return one_or_zero(static_cast<std::size_t>(state.experiment.mask.kind()) == kind);
    }
  }
  return fail(say("There is no mask {0}. There are {1}.", in_quotes(id),
                  listed(kinds, [](std::string_view kind) { return kind; })));
}

Number form_chosen(const State& state, std::string_view id) {
  if (find_form(mechanism_of(state.experiment), id) != nullptr) {
    return one_or_zero(state.experiment.form == id);
  }
  for (const Mechanism* mechanism : mechanisms()) {
    if (find_form(*mechanism, id) != nullptr) {
      return 0.0;
    }
  }
  return fail(say("No mechanism has a form {0}.", in_quotes(id)));
}

Number mechanism_chosen(const State& state, std::string_view id) {
  return find_mechanism(id) != nullptr ? Number(one_or_zero(state.experiment.mechanism == id))
                                       : fail(say("There is no mechanism {0}.", in_quotes(id)));
}

Number study_chosen(const State& state, std::string_view id) {
  return find_study_spec(id) != nullptr
             ? Number(one_or_zero(state.experiment.study == id))
             : fail(say("There is no study {0}. There are {1}.", in_quotes(id),
                        listed(study_specs(), [](const StudySpec* spec) { return spec->id; })));
}

Number parameter_set(const State& state, std::string_view id) {
  if (find_parameter(state.experiment, id) != nullptr) {
    return parameter_of(state.experiment, id);
  }
  bool somewhere = false;
  for (const Mechanism* mechanism : mechanisms()) {
    somewhere = somewhere || find_parameter(*mechanism, id) != nullptr;
  }
  for (const StudySpec* study : study_specs()) {
    for (const ParameterSpec& spec : study->parameters) {
      somewhere = somewhere || spec.id == id;
    }
  }
  return somewhere ? Number(std::nullopt)
                   : fail(say("No mechanism and no study has a parameter {0}.", in_quotes(id)));
}

struct Family {
  std::string_view start;
  Number (*number)(const State&, std::string_view);
};
constexpr Family families[] = {
    {"step.", step_counter},  {"run.", run_counter},         {"pass.", pass_counter},
    {"mask.", mask_kind},     {"form.", form_chosen},        {"mechanism.", mechanism_chosen},
    {"study.", study_chosen}, {"parameter.", parameter_set},
};

struct Plain {
  std::string_view name;
  double (*number)(const Experiment&, const Evaluation&);
};
constexpr Plain plain_names[] = {
    {"position", [](const Experiment& e, const Evaluation&) -> double { return e.position; }},
    {"tokens", [](const Experiment& e, const Evaluation&) -> double { return e.token_count(); }},
    {"d_k", [](const Experiment& e, const Evaluation&) -> double { return e.key_width(); }},
    {"d_v", [](const Experiment& e, const Evaluation&) -> double { return e.value_width(); }},
    {"cache", [](const Experiment& e, const Evaluation&) { return one_or_zero(e.cache); }},
    {"cached", [](const Experiment&, const Evaluation& e) { return one_or_zero(e.generation.cached); }},
    {"mask_is_causal",
     [](const Experiment& e, const Evaluation&) { return one_or_zero(e.mask.is_causal(e.token_count())); }},
    {"masked_pairs",
     [](const Experiment&, const Evaluation& e) { return static_cast<double>(e.masked_pairs); }},
};

// What has no number on a sheet is NaN there.
NamedNumbers shown(const Matrix<double>& values, const Matrix<std::uint8_t>& hidden = {}) {
  NamedNumbers result = {values, Matrix<std::uint8_t>(values.rows(), values.columns())};
  for (int r = 0; r < values.rows(); ++r) {
    for (int c = 0; c < values.columns(); ++c) {
      const bool is_hidden = r < hidden.rows() && c < hidden.columns() && hidden(r, c) != 0;
      result.hidden(r, c) = is_hidden || std::isnan(values(r, c)) ? 1 : 0;
    }
  }
  return result;
}

NamedNumbers list_of(const std::vector<double>& numbers) {
  Matrix<double> row(1, static_cast<int>(numbers.size()));
  std::ranges::copy(numbers, row.elements().begin());
  NamedNumbers result = shown(row);
  result.is_list = true;
  return result;
}

std::optional<NamedNumbers> curve_named(const Chart& chart, std::string_view name) {
  if (name == "x") {
    return list_of(chart.xs);
  }
  for (const Curve& curve : chart.curves) {
    if (curve.id == name) {
      return list_of(curve.ys);
    }
  }
  return std::nullopt;
}

std::optional<NamedNumbers> in_block(const Block& block, std::string_view name) {
  if (const auto* table = std::get_if<SheetTable>(&block); table != nullptr && table->id == name) {
    return shown(table->values, table->hidden);
  }
  if (const auto* beams = std::get_if<Beams>(&block); beams != nullptr && beams->id == name) {
    return list_of(beams->weights);
  }
  if (const auto* chart = std::get_if<Chart>(&block);
      chart != nullptr && name.starts_with(chart->id) && name.substr(chart->id.size()).starts_with('.')) {
    return curve_named(*chart, name.substr(chart->id.size() + 1));
  }
  if (const auto* pictures = std::get_if<Pictures>(&block)) {
    for (const Picture& picture : pictures->pictures) {
      if (picture.id == name) {
        return shown(picture.values);
      }
    }
  }
  return std::nullopt;
}

std::optional<NamedNumbers> on_sheet(const Sheet& sheet, std::string_view name) {
  for (const Section& section : sheet.sections) {
    for (const Block& block : section.blocks) {
      if (std::optional<NamedNumbers> found = in_block(block, name)) {
        return found;
      }
    }
  }
  return std::nullopt;
}

NamedNumbers visible_pairs_of(const Experiment& experiment) {
  const int tokens = experiment.token_count();
  Matrix<double> pairs(tokens, tokens);
  for (int query = 0; query < tokens; ++query) {
    for (int key = 0; key < tokens; ++key) {
      pairs(query, key) = one_or_zero(experiment.mask.visible(query, key));
    }
  }
  return {pairs};
}

// A part of the state is written with _ for the blanks in its symbol: state.S_0.
bool is_named(const NamedMatrix& matrix, std::string_view name) {
  constexpr std::string_view start = "state.";
  if (matrix.source != MatrixSource::state) {
    return matrix.id == name;
  }
  std::string id = matrix.id;
  std::ranges::replace(id, ' ', '_');
  return name.starts_with(start) && name.substr(start.size()) == id;
}

}  // namespace

bool NamedNumbers::is_hidden(int row, int column) const {
  return row < hidden.rows() && column < hidden.columns() && hidden(row, column) != 0;
}

std::optional<double> NamedNumbers::at(int row, int column) const {
  const bool inside = row >= 0 && row < values.rows() && column >= 0 && column < values.columns();
  return inside && !is_hidden(row, column) ? std::optional(values(row, column)) : std::nullopt;
}

Expected<std::optional<double>> number_named(std::string_view name, const State& state) {
  for (const Family& family : families) {
    if (name.starts_with(family.start)) {
      return family.number(state, name.substr(family.start.size()));
    }
  }
  for (const Plain& plain : plain_names) {
    if (plain.name == name) {
      return plain.number(state.experiment, state.evaluation);
    }
  }
  return fail(say("The name {0} is not known.", in_quotes(name)));
}

std::optional<NamedNumbers> numbers_named(std::string_view name, const State& state) {
  constexpr std::string_view sheet = "sheet.";
  if (name.starts_with(sheet)) {
    return on_sheet(state.sheet(), name.substr(sheet.size()));
  }
  if (name == "visible") {
    return visible_pairs_of(state.experiment);
  }
  for (const NamedMatrix& matrix : named_matrices(state.experiment, state.evaluation)) {
    if (is_named(matrix, name)) {
      return NamedNumbers{matrix.values, hidden_numbers(state.experiment, matrix)};
    }
  }
  if (const InputSpec* input = find_input(state.experiment, name)) {
    return NamedNumbers{input_of(state.experiment, *input)};
  }
  return std::nullopt;
}

}  // namespace lookback::lessons
