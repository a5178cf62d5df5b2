#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/limits.h"
#include "experiment/source.h"
#include "experiment/study_spec.h"
#include "mechanisms/registry.h"

namespace lookback {

// Everything that a learner can change, as one value. A link is its text, an undo step is a copy of it.
struct Experiment {
  std::string study;            // what it is looked at for
  Parameters study_parameters;  // those of the study that are not as its spec says
  std::string mechanism;
  std::string form;
  Parameters parameters;
  Mask mask;
  bool cache = true;
  std::vector<std::string> tokens;
  HeadInputs<double> inputs;  // Q, K and V; its `more` stays empty
  // The inputs of the mechanism and of the study that were edited, by id; the others are as their specs say.
  std::map<std::string, Matrix<double>, std::less<>> more;
  Sources sources;                   // of those of Q, K, V and `more` that are windows of files
  int position = 0;                  // how far the generation has come: how many tokens have arrived
  bool columns_are_queries = false;  // the board is turned

  int token_count() const { return static_cast<int>(tokens.size()); }
  int key_width() const { return inputs.k.columns(); }    // d_k
  int value_width() const { return inputs.v.columns(); }  // d_v

  friend bool operator==(const Experiment& a, const Experiment& b);
};

const Mechanism& mechanism_of(const Experiment& experiment);
const Form& form_of(const Experiment& experiment);
const StudySpec& study_spec_of(const Experiment& experiment);

// The mechanism's or the study's input or parameter of that id; null when there is none.
const InputSpec* find_input(const Experiment& experiment, std::string_view id);
const ParameterSpec* find_parameter(const Experiment& experiment, std::string_view id);

// The parameter of that id, of the mechanism or of the study, as set or as its spec says.
double parameter_of(const Experiment& experiment, std::string_view id);

// What its forms depend on besides the numbers, for all its tokens.
Setting setting_of(const Experiment& experiment);
Setting setting_of(const Experiment& experiment, const Mask& mask);

// An input of the mechanism or of the study, as edited or as its spec says.
Matrix<double> input_of(const Experiment& experiment, const InputSpec& spec);

// Everything that the mechanism reads, of the first `tokens` tokens.
HeadInputs<double> inputs_of(const Experiment& experiment, int tokens);

// What the experiment takes in memory, as far as it grows with what it holds.
std::size_t bytes_of(const Experiment& experiment);

// What the page shows first: the board.
Experiment start_experiment();

// The edited inputs after the sizes changed: what was there stays, what is new is as the spec says.
void resize_inputs(Experiment& experiment);

// The bits of a hand-made mask, kept to the tokens there are: a new pair is visible when it does not look
// ahead.
Mask resized(const Mask& mask, int tokens);

}  // namespace lookback
