#include "studies/model/unembedding.h"

#include <algorithm>

#include "base/format.h"
#include "base/random.h"
#include "base/say.h"
#include "experiment/edit.h"

namespace lookback::model {

Vocabulary vocabulary_of(const Experiment& experiment) {
  const Matrix<double> x = input_of(experiment, *find_input(experiment, "X"));
  Vocabulary result;
  std::vector<int> rows;
  for (int i = 0; i < experiment.token_count(); ++i) {
    const std::string& name = experiment.tokens[static_cast<std::size_t>(i)];
    if (std::ranges::count(result.names, name) == 0) {
      result.names.push_back(name);
      rows.push_back(i);
    }
  }
  result.embeddings = Matrix<double>(static_cast<int>(rows.size()), x.columns());
  for (int n = 0; n < result.embeddings.rows(); ++n) {
    std::ranges::copy(x.row(rows[static_cast<std::size_t>(n)]), result.embeddings.row(n).begin());
  }
  return result;
}

std::optional<NextToken> next_token(const Experiment& experiment) {
  if (experiment.position == 0) {
    return std::nullopt;
  }
  const Matrix<double> output =
      form_of(experiment)
          .pass
          .in_double(inputs_of(experiment, experiment.position), experiment.mask, experiment.parameters, {})
          .output;
  NextToken next = {vocabulary_of(experiment), {}, {}};
  next.logits = logits<double>(output.row(experiment.position - 1), next.vocabulary.embeddings);
  next.probabilities = probabilities<double>(next.logits, parameter_of(experiment, "temperature"));
  return next;
}

std::size_t drawn(std::span<const double> probabilities, int seed, int position) {
  Random random(static_cast<std::uint64_t>(seed) * 4096 + static_cast<std::uint64_t>(position));
  double left = random.unit();
  std::size_t last = 0;  // of those that can be drawn: rounding may leave a rest
  for (std::size_t n = 0; n < probabilities.size(); ++n) {
    if (probabilities[n] > 0) {
      last = n;
      if (left < probabilities[n]) {
        return n;
      }
      left -= probabilities[n];
    }
  }
  return last;
}

std::optional<std::string> no_generation(const Experiment& experiment) {
  if (experiment.position < experiment.token_count()) {
    return say("Not all tokens have arrived: step to the last one, then the next can be drawn.");
  }
  if (experiment.token_count() == largest_tokens) {
    return say("The board holds at most {0} tokens.", largest_tokens);
  }
  return std::nullopt;
}

Expected<Experiment> with_next_token(const Experiment& experiment) {
  if (const std::optional<std::string> why = no_generation(experiment)) {
    return fail(*why);
  }
  const NextToken next = *next_token(experiment);
  const std::size_t chosen =
      drawn(next.probabilities, static_cast<int>(parameter_of(experiment, "sampling_seed")),
            experiment.token_count());
  Expected<Experiment> longer = apply(experiment, AddToken{next.vocabulary.names[chosen]});
  if (!longer) {
    return longer;
  }
  Matrix<double> x = input_of(*longer, *find_input(*longer, "X"));
  std::ranges::copy(next.vocabulary.embeddings.row(static_cast<int>(chosen)), x.row(x.rows() - 1).begin());
  longer->more["X"] = std::move(x);
  longer->position = longer->token_count();
  return longer;
}

}  // namespace lookback::model
