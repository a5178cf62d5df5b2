#pragma once

#include <array>

#include "cost/model_flops.h"
#include "studies/at_scale/shape_input.h"
#include "studies/sheet.h"

namespace lookback::at_scale {

// What the learner set.
struct Asked {
  ChosenShape model;
  double context_tokens = 0;
  double batch = 1;
  double bytes_per_number = 2;
  double kilo = 1024;  // tokens in "1K"
  Convention convention = Convention::twice_macs;
};

inline constexpr std::array<double, 3> bytes_per_number = {1, 2, 4};

// The lengths of the charts: 1, 2, 4, … 1 048 576 tokens.
std::vector<double> chart_lengths();

// "Llama 3 70B", and whether something was typed over it.
std::string name_of(const ChosenShape& model);

// Bytes that one sequence holds: the finding, a chart against length, a table at the lengths that people
// name.
Sheet memory_sheet(const Asked& asked);

// Operations of a token in every convention, against length, and the arithmetic intensity of a decode step.
Sheet operations_sheet(const Asked& asked);

}  // namespace lookback::at_scale
