#include "studies/long_map/asked.h"

#include "base/format.h"
#include "base/say.h"
#include "studies/long_map/opened.h"
#include "studies/long_map/replaced_rows.h"
#include "studies/long_map/settings.h"
#include "studies/long_map/view.h"

namespace lookback::long_map {
namespace {

// In the order of generator_names.
constexpr std::array<std::string_view, generator_names.size()> generator_ids = {
    "random", "induction", "clustered", "copied", "file"};
constexpr std::array<std::string_view, generator_names.size()> structure_ids = {
    "", "map_period", "map_topics", "map_segments", ""};

int whole(const Experiment& experiment, std::string_view id) {
  return static_cast<int>(parameter_of(experiment, id));
}

std::size_t generator(const Experiment& experiment) {
  return static_cast<std::size_t>(parameter_of(experiment, "map_generator"));
}

map::Rule rule_of(const Experiment& experiment) {
  if (fades(experiment.study_parameters)) {
    return {map::Mechanism::retention, Mask::causal(), parameter_of(experiment, "map_gamma")};
  }
  switch (static_cast<Masking>(whole(experiment, "map_mask"))) {
    case Masking::causal:
      return {.mask = Mask::causal()};
    case Masking::every_pair:
      return {.mask = Mask::none()};
    case Masking::window:
      break;
  }
  return {.mask = Mask::window(whole(experiment, "map_window") - 1, 0)};
}

map::LongSpec spec_of(const Experiment& experiment) {
  if (!is_generated(experiment.study_parameters)) {
    return opened_spec(experiment);
  }
  const std::string_view structure = structure_ids[generator(experiment)];
  return {.generator = std::string(generator_ids[generator(experiment)]),
          .tokens = whole(experiment, "map_tokens"),
          .width = whole(experiment, "map_width"),
          .seed = static_cast<std::uint64_t>(whole(experiment, "map_seed")),
          .structure = structure.empty() ? 0 : whole(experiment, structure)};
}

int value_width_of(const Experiment& experiment) {
  return is_generated(experiment.study_parameters) ? whole(experiment, "map_width")
                                                   : opened_value_width(experiment);
}

bool same(const Experiment& a, const Experiment& b, std::string_view id) {
  return parameter_of(a, id) == parameter_of(b, id);
}

bool same_view(const Experiment& a, const Experiment& b) {
  return same(a, b, "map_row") && same(a, b, "map_column") && same(a, b, "map_span");
}

bool same_rows(const Experiment& a, const Experiment& b) {
  const Matrix<double>* one = held_rows(a);
  const Matrix<double>* other = held_rows(b);
  return one == nullptr || other == nullptr ? one == other : *one == *other;
}

std::optional<Misfit> settle_inputs(const Experiment& before, Experiment& next) {
  if (!is_generated(next.study_parameters)) {
    std::string why_not = why_not_opened(next);
    return why_not.empty() ? std::nullopt : std::optional(Misfit{"map_generator", std::move(why_not)});
  }
  const std::string_view structure = structure_ids[generator(next)];
  if (!structure.empty() && !map::checked(spec_of(next)) && same(before, next, structure)) {
    set(next, structure, 0);
  }
  const map::LongSpec spec = spec_of(next);
  if (std::int64_t{spec.tokens} * spec.width > most_map_numbers) {
    return Misfit{
        same(before, next, "map_width") ? "map_tokens" : "map_width",
        say("{0} of width {1} are {2} numbers; tokens × width go up to {3}, as with {4} tokens of width {5}.",
            plural("{0} token", "{0} tokens", spec.tokens), spec.width,
            grouped(std::int64_t{spec.tokens} * spec.width), grouped(most_map_numbers),
            grouped(most_map_tokens), most_map_numbers / most_map_tokens)};
  }
  if (const auto usable = map::checked(spec); !usable) {
    map::LongSpec without = spec;
    without.structure = 0;
    return Misfit{map::checked(without) ? structure : "map_width", usable.error().sentence};
  }
  return std::nullopt;
}

std::optional<Misfit> settle_chosen(const Experiment& before, Experiment& next, int tokens) {
  for (const std::string_view id : {"map_query", "map_key"}) {
    if (const int place = whole(next, id); place >= tokens) {
      if (!same(before, next, id)) {
        const std::string there = plural("{0} token", "{0} tokens", tokens);
        return Misfit{id, id == "map_key" ? say("Key {0} is not there: with {1} they go from 0 to {2}.",
                                                grouped(place), there, grouped(tokens - 1))
                                          : say("Query {0} is not there: with {1} they go from 0 to {2}.",
                                                grouped(place), there, grouped(tokens - 1))};
      }
      set(next, id, tokens - 1);
    }
  }
  return std::nullopt;
}

// "k₅, dimension 3: 0.5."
std::string describe_rows(const Experiment& before, const Experiment& after) {
  const std::vector<map::RowEdit> was = replaced_rows(before);
  const std::vector<map::RowEdit> is = replaced_rows(after);
  const auto name = [](const map::RowEdit& edit) {
    return std::string(map::name_of(edit.role)) + subscript(edit.row);
  };
  const auto in = [](const std::vector<map::RowEdit>& rows, const map::RowEdit& row) {
    return std::ranges::find_if(
        rows, [&](const map::RowEdit& one) { return one.role == row.role && one.row == row.row; });
  };
  std::string said;
  for (const map::RowEdit& row : was) {
    if (in(is, row) == is.end()) {
      said += (said.empty() ? "" : " ") + say("{0} has its first numbers again.", name(row));
    }
  }
  for (const map::RowEdit& row : is) {
    const auto known = in(was, row);
    if (known == was.end() || known->numbers != row.numbers) {
      said += (said.empty() ? "" : " ") + say("{0} has other numbers.", name(row));
    }
  }
  return said;
}

}  // namespace

Asked asked_of(const Experiment& experiment) {
  Asked asked = {
      .inputs = spec_of(experiment),
      .rule = rule_of(experiment),
      .rows = replaced_rows(experiment),
      .pooling = whole(experiment, "map_pooling") == 0 ? map::Pooling::mean : map::Pooling::maximum,
      .logarithmic = whole(experiment, "map_colours") == 1,
      .chosen = {whole(experiment, "map_query"), whole(experiment, "map_key")}};
  asked.value_width = value_width_of(experiment);
  for (map::RowEdit& row : asked.rows) {
    row.numbers.resize(static_cast<std::size_t>(asked.width(row.role)));
  }
  if (const auto usable = map::checked(asked.inputs)) {
    asked.inputs = *usable;
  }
  asked.view = view_of(experiment, asked.inputs.tokens);
  return asked;
}

void set(Experiment& experiment, std::string_view id, double value) {
  if (value == std::ranges::find(parameters, id, &ParameterSpec::id)->initial) {
    experiment.study_parameters.erase(std::string(id));
  } else {
    experiment.study_parameters[std::string(id)] = value;
  }
}

void set_chosen(Experiment& experiment, const Cell& cell) {
  set(experiment, "map_query", cell.query);
  set(experiment, "map_key", cell.key);
}

std::optional<Misfit> settle(const Experiment& before, Experiment& next) {
  if (std::optional<Misfit> misfit = settle_inputs(before, next)) {
    return misfit;
  }
  const map::LongSpec inputs = spec_of(next);
  const bool of_others = !(spec_of(before) == inputs);
  if (of_others && same_rows(before, next)) {
    next.more.erase(std::string(replaced_input.id));
  }
  if (std::string why_not = why_not_rows(next, inputs.tokens, std::max(inputs.width, value_width_of(next)));
      !why_not.empty()) {
    return Misfit{replaced_input.id, std::move(why_not)};
  }
  if (std::optional<Misfit> misfit = settle_chosen(before, next, inputs.tokens)) {
    return misfit;
  }
  if (std::string why_not = why_not_view(next, inputs.tokens); !why_not.empty()) {
    if (!same_view(before, next)) {
      return Misfit{"map_span", std::move(why_not)};
    }
    set_view(next, inputs.tokens, view_of(next, inputs.tokens));
  }
  return std::nullopt;
}

std::string describe_change(const Experiment& before, const Experiment& after) {
  const map::LongSpec was = spec_of(before);
  const map::LongSpec is = spec_of(after);
  std::string said;
  if (was.generator != is.generator || was.tokens != is.tokens) {
    said = say("{0}, {1}.", say(generator_names[generator(after)]),
               plural("{0} token", "{0} tokens", is.tokens));
    if (was.generator == is.generator && was.structure != is.structure) {
      said += " " + say("{0} is back at its start.", say(map::find_generator(is.generator)->parameter));
    }
  }
  if (!same_rows(before, after)) {
    return said + (said.empty() ? "" : " ") + describe_rows(before, after);
  }
  if (!said.empty()) {
    return said;
  }
  const Cell cell = asked_of(after).chosen;
  if (!(asked_of(before).chosen == cell)) {
    return say("Query {0}, key {1}.", grouped(cell.query), grouped(cell.key));
  }
  if (!same_view(before, after)) {
    return say("In view: {0}.", ranges_text(view_of(after, is.tokens), is.tokens));
  }
  return "";
}

}  // namespace lookback::long_map
