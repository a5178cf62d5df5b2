#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "experiment/experiment.h"

namespace lookback {

// What a learner can do to an experiment.
struct SetNumber {
  std::string matrix;  // "Q", "K", "V", or the id of one of the mechanism's own inputs
  int row;
  int column;
  double value;
};
struct SetMask {
  Mask mask;
};
struct TogglePair {  // hides or shows one pair; the mask becomes hand-made
  int query;
  int key;
};
struct SetCache {
  bool on;
};
struct SetMechanism {
  std::string id;
};
struct SetForm {
  std::string id;
};
struct SetParameter {
  std::string id;
  double value;
};
struct SetPosition {
  int position;
};
struct SetColumns {
  bool are_queries;
};
struct SetWidth {  // d_k, of Q and K, or d_v, of V; new numbers are zero
  bool of_values;
  int width;
};
struct AddToken {
  std::string name;
};
struct RenameToken {
  int index;
  std::string name;
};
struct RemoveToken {
  int index;
};
struct ApplyPreset {
  std::string id;
  int seed;
};

// A matrix as a whole. A source says that its numbers are a window of a file.
struct PlacedMatrix {
  std::string id;
  Matrix<double> numbers;
  std::optional<Source> source = {};
};
// The board takes their sizes; of Q, K and V those that were not placed get random rows and zero columns.
struct PlaceMatrices {
  std::vector<PlacedMatrix> matrices;
  std::vector<std::string> tokens = {};  // their names; empty: as they are
};
struct CopyWindows {};  // the numbers stay, and come from no file any more

using Edit = std::variant<SetNumber, SetMask, TogglePair, SetCache, SetMechanism, SetForm, SetParameter,
                          SetPosition, SetColumns, SetWidth, AddToken, RenameToken, RemoveToken, ApplyPreset,
                          PlaceMatrices, CopyWindows>;

// The experiment after the edit, or a sentence that says why it cannot be made.
Expected<Experiment> apply(const Experiment& experiment, const Edit& edit);

// What a token may be called.
Expected<void> check_token(const std::string& name);

// What a number of Q, K or V may be.
Expected<void> check_number(double value);

// What a number of a mechanism's own input may be.
Expected<void> check_number(const InputSpec& spec, double value);

// What a parameter may be.
Expected<void> check_parameter(const ParameterSpec& spec, double value);

}  // namespace lookback
