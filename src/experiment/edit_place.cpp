#include "experiment/edit_place.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "experiment/preset.h"
#include "experiment/sources.h"

namespace lookback {
namespace {

struct Sizes {
  int tokens;
  int key_width;
  int value_width;
};

Expected<void> check_numbers(const Experiment& experiment, const PlacedMatrix& placed) {
  const InputSpec* spec = find_input(experiment, placed.id);
  for (int r = 0; r < placed.numbers.rows(); ++r) {
    for (int c = 0; c < placed.numbers.columns(); ++c) {
      const double number = placed.numbers(r, c);
      const Expected<void> checked = spec == nullptr ? check_number(number) : check_number(*spec, number);
      if (!checked) {
        const std::int64_t row = r + (placed.source ? placed.source->first_row : 0);
        const std::int64_t column = c + (placed.source ? placed.source->first_column : 0);
        return fail(say("Row {0}, column {1}: {2}", grouped(row), grouped(column), checked.error().sentence));
      }
    }
  }
  return {};
}

// The sizes that the placed matrices ask for; what they do not say stays as it is.
Expected<Sizes> wanted_sizes(const Experiment& experiment, std::span<const PlacedMatrix> placed) {
  Sizes sizes = {experiment.token_count(), experiment.key_width(), experiment.value_width()};
  for (const PlacedMatrix& one : placed) {
    const Axes axes = axes_of(experiment, one.id);
    const auto ask = [&](Size size, int length) {
      (size == Size::tokens        ? sizes.tokens
       : size == Size::key_width   ? sizes.key_width
       : size == Size::value_width ? sizes.value_width
                                   : length) = length;
    };
    ask(axes.rows, one.numbers.rows());
    ask(axes.columns, one.numbers.columns());
  }
  const auto within = [](int length, int most) { return length >= 1 && length <= most; };
  if (!within(sizes.tokens, largest_tokens) || !within(sizes.key_width, largest_width) ||
      !within(sizes.value_width, largest_width)) {
    return fail(say("The board holds from 1 to {0} tokens of at most {1} dimensions.", largest_tokens,
                    largest_width));
  }
  return sizes;
}

// New rows are random, as those of a new token; new columns are zero.
Matrix<double> resized(const Matrix<double>& matrix, int rows, int columns,
                       Matrix<double> HeadInputs<double>::* which) {
  Matrix<double> result(rows, columns);
  for (int r = 0; r < rows; ++r) {
    if (r >= matrix.rows()) {
      std::ranges::copy((random_inputs(1, columns, columns, r + 1).*which).row(0), result.row(r).begin());
      continue;
    }
    for (int c = 0; c < std::min(columns, matrix.columns()); ++c) {
      result(r, c) = matrix(r, c);
    }
  }
  return result;
}

void resize(Experiment& experiment, const Sizes& sizes) {
  HeadInputs<double>& inputs = experiment.inputs;
  inputs.q = resized(inputs.q, sizes.tokens, sizes.key_width, &HeadInputs<double>::q);
  inputs.k = resized(inputs.k, sizes.tokens, sizes.key_width, &HeadInputs<double>::k);
  inputs.v = resized(inputs.v, sizes.tokens, sizes.value_width, &HeadInputs<double>::v);
  const bool all_arrived = experiment.position == experiment.token_count();
  const auto before = static_cast<std::size_t>(experiment.token_count());
  experiment.tokens.resize(static_cast<std::size_t>(sizes.tokens));
  for (std::size_t i = before; i < experiment.tokens.size(); ++i) {
    experiment.tokens[i] = "token" + std::to_string(i);
  }
  experiment.position = all_arrived ? sizes.tokens : std::min(experiment.position, sizes.tokens);
  resize_inputs(experiment);
  experiment.mask = lookback::resized(experiment.mask, sizes.tokens);
}

// What was resized, or does not fit a window that came, is no window of its file any more.
void forget_misfits(const Experiment& before, Experiment& next, std::span<const PlacedMatrix> placed) {
  forget_changed_sources(before, next);
  for (const PlacedMatrix& one : placed) {
    std::erase_if(next.sources, [&](const auto& kept) {
      return one.source && std::ranges::find(placed, kept.first, &PlacedMatrix::id) == placed.end() &&
             !fit_each_other(next, one.id, *one.source, kept.first, kept.second);
    });
  }
}

}  // namespace

// Only edits that put other numbers in place of all change those of a file.
Expected<void> keep_sources(const Experiment& before, Experiment& next, const Edit& change) {
  if (std::holds_alternative<ApplyPreset>(change) || std::holds_alternative<SetMechanism>(change)) {
    forget_changed_sources(before, next);
  }
  if (const std::string* changed = changed_source(before, next)) {
    return fail(
        say("{0} is a window of the file {1}, which cannot be changed here. Copy the window first: then "
            "its numbers are yours to edit.",
            *changed, in_quotes(before.sources.find(*changed)->second.file)));
  }
  return {};
}

Expected<void> place_matrices(Experiment& experiment, const PlaceMatrices& place) {
  const Experiment before = experiment;
  const Expected<Sizes> sizes = wanted_sizes(experiment, place.matrices);
  if (!sizes) {
    return std::unexpected(sizes.error());
  }
  resize(experiment, *sizes);
  for (const PlacedMatrix& placed : place.matrices) {
    const InputSpec* spec = find_input(experiment, placed.id);
    const Matrix<double> there =
        spec == nullptr ? *held_matrix(experiment, placed.id) : input_of(experiment, *spec);
    if (there.rows() != placed.numbers.rows() || there.columns() != placed.numbers.columns()) {
      return fail(say("{0} takes {1} × {2} numbers here, not {3} × {4}.", placed.id, there.rows(),
                      there.columns(), placed.numbers.rows(), placed.numbers.columns()));
    }
    if (const auto checked = check_numbers(experiment, placed); !checked) {
      return checked;
    }
    if (spec != nullptr) {
      experiment.more[placed.id] = placed.numbers;
    } else {
      (placed.id == "Q"   ? experiment.inputs.q
       : placed.id == "K" ? experiment.inputs.k
                          : experiment.inputs.v) = placed.numbers;
    }
    experiment.sources.erase(placed.id);
    if (placed.source) {
      experiment.sources[placed.id] = *placed.source;
    }
  }
  if (!place.tokens.empty()) {
    LOOKBACK_ASSERT(place.tokens.size() == experiment.tokens.size());
    experiment.tokens = place.tokens;
  }
  forget_misfits(before, experiment, place.matrices);
  return check_sources(experiment);
}

}  // namespace lookback
