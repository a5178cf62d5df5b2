#include "experiment/sources.h"

#include <limits>

#include "base/format.h"
#include "base/say.h"

namespace lookback {

std::string hash_text(std::uint64_t hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) {
    text += digits[hash >> shift & 15];
  }
  return text;
}

std::string file_text(const Source& source) {
  return say("{0} (hash {1})", in_quotes(source.file), hash_text(source.hash));
}

Axes axes_of(const Experiment& experiment, std::string_view id) {
  if (const InputSpec* spec = find_input(experiment, id)) {
    return {spec->rows, spec->columns};
  }
  return {Size::tokens, id == "V" ? Size::value_width : Size::key_width};
}

const Matrix<double>* held_matrix(const Experiment& experiment, std::string_view id) {
  if (const auto own = experiment.more.find(id); own != experiment.more.end()) {
    return &own->second;
  }
  const HeadInputs<double>& inputs = experiment.inputs;
  return id == "Q" ? &inputs.q : id == "K" ? &inputs.k : id == "V" ? &inputs.v : nullptr;
}

bool fit_each_other(const Experiment& experiment, std::string_view one, const Source& a,
                    std::string_view other, const Source& b) {
  const Axes first = axes_of(experiment, one);
  const Axes second = axes_of(experiment, other);
  return a.rows == b.rows && a.first_row == b.first_row &&
         (first.columns != second.columns || a.columns == b.columns);
}

Expected<void> check_sources(const Experiment& experiment) {
  for (const auto& [one, a] : experiment.sources) {
    for (const auto& [other, b] : experiment.sources) {
      if (!fit_each_other(experiment, one, a, other, b)) {
        return fail(
            say("{0} is a window at row {1} of {2} × {3} numbers and {4} one at row {5} of {6} × {7}; "
                "windows must "
                "show the same tokens of sequences of one length and width.",
                one, grouped(a.first_row), grouped(a.rows), grouped(a.columns), other, grouped(b.first_row),
                grouped(b.rows), grouped(b.columns)));
      }
    }
  }
  return {};
}

Expected<void> set_sources(Experiment& experiment, Sources sources) {
  std::erase_if(sources, [&](const auto& one) { return held_matrix(experiment, one.first) == nullptr; });
  experiment.sources = std::move(sources);
  return check_sources(experiment);
}

const std::string* changed_source(const Experiment& before, const Experiment& next) {
  for (const auto& [id, source] : next.sources) {
    const auto known = before.sources.find(id);
    if (known == before.sources.end() || !(known->second == source)) {
      continue;
    }
    const Matrix<double>* was = held_matrix(before, id);
    const Matrix<double>* is = held_matrix(next, id);
    if (is == nullptr || was == nullptr || !(*was == *is)) {
      return &known->first;
    }
  }
  return nullptr;
}

void forget_changed_sources(const Experiment& before, Experiment& next) {
  while (const std::string* changed = changed_source(before, next)) {
    next.sources.erase(*changed);
  }
}

std::optional<Whole> whole_of(const Experiment& experiment) {
  if (experiment.sources.empty()) {
    return std::nullopt;
  }
  const auto as_int = [](std::int64_t length) {
    return static_cast<int>(std::min<std::int64_t>(length, std::numeric_limits<int>::max()));
  };
  Whole whole = {experiment.token_count(), experiment.key_width(), experiment.value_width()};
  for (const auto& [id, source] : experiment.sources) {
    const Size columns = axes_of(experiment, id).columns;
    whole.tokens = as_int(source.rows);
    if (columns == Size::key_width) {
      whole.key_width = as_int(source.columns);
    } else if (columns == Size::value_width) {
      whole.value_width = as_int(source.columns);
    }
  }
  return whole;
}

}  // namespace lookback
