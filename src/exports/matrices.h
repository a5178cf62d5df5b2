#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "experiment/evaluate.h"
#include "studies/sheet.h"

namespace lookback::exports {

// A matrix that can be taken out of the lab: of the board, of the state, or of the study's sheet.
struct ExportedMatrix {
  std::string id;     // "Q", "weights", "state.K", "sheet.parity": unlike any other's
  std::string title;  // for people
  Matrix<double> values;
  Matrix<std::uint8_t> hidden = {};     // 1: no number; empty: none
  std::vector<std::string> texts = {};  // row after row, in place of what is not finite; empty: none
  std::vector<std::string> rows = {};   // headers: tokens where there are some, else 0, 1, 2, …
  std::vector<std::string> columns = {};
};

// All of them, in the order in which people read them.
std::vector<ExportedMatrix> exported_matrices(const Experiment& experiment, const Evaluation& evaluation,
                                              const Sheet& sheet);

// The one with that id, or a sentence that names those there are.
Expected<ExportedMatrix> exported_matrix(const Experiment& experiment, const Evaluation& evaluation,
                                         const Sheet& sheet, std::string_view id);

}  // namespace lookback::exports
