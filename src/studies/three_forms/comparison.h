#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/say.h"
#include "mechanisms/mechanism.h"
#include "studies/three_forms/normalised.h"

// The parallel, the recurrent and the chunkwise form of one head, side by side in one number system.
namespace lookback::three_forms {

enum class NumberSystem : std::uint8_t { exact, as_double, as_float, as_bfloat16 };
inline constexpr std::array<std::string_view, 4> number_systems = {"exact fractions"_said, "double", "float",
                                                                   "bfloat16"};

enum class ScaleOn : std::uint8_t { neither, queries, keys };

// What is computed: decayed attention, with a chunk size, and what a learner did to it.
struct Setup {
  Parameters parameters;  // decayed attention's
  int chunk_size = 1;
  Slips slips;
  ScaleOn scale_on = ScaleOn::neither;  // 1/√d_k
  Normalisations normalisations;
  std::optional<double> norm_epsilon;  // an RMS norm after each form

  // Whether it takes square roots, which have no exact fractions.
  bool takes_roots() const { return normalisations.any() || norm_epsilon.has_value(); }
};

inline constexpr std::size_t form_count = 3;
inline constexpr std::array<std::string_view, form_count> form_ids = {"parallel", "recurrent", "chunkwise"};

struct FormOutput {
  Matrix<double> values;           // [S, d_v]
  std::vector<std::string> exact;  // the fractions, row after row; empty in other number systems
  Matrix<std::uint8_t> differs;    // 1: not the parallel form's number
};

// Two forms apart. Pair n leaves out form 2 − n.
struct Difference {
  double most = 0;
  std::string exact;  // the same as a fraction
  bool equal = true;  // every number, to the last digit
};
inline constexpr std::array<std::array<std::size_t, 2>, 3> form_pairs = {{{0, 1}, {0, 2}, {1, 2}}};

struct Comparison {
  std::array<FormOutput, form_count> forms;
  std::array<Difference, 3> pairs;
  std::array<Cost, form_count> costs;  // of the forms without slips and normalisations
};

// Fractions grow with every token, by as many digits as γ and the rotation have.
struct ExactSize {
  int tokens = 0;
  int width = 0;
};
inline constexpr ExactSize most_with_short_factors = {12, 8};  // γ such as 1/2 or 3/4, no rotation
inline constexpr ExactSize most_with_long_factors = {6, 4};

// Why there are no exact fractions of this; empty when there are.
std::string exact_refusal(const HeadInputs<double>& inputs, const Setup& setup);

// The exact ones must not be refused.
Comparison compare(const HeadInputs<double>& inputs, const Setup& setup, NumberSystem system);

// How large a difference rounding in double may leave between forms that are equal.
double rounding_in_double(const HeadInputs<double>& inputs, const Setup& setup);

}  // namespace lookback::three_forms
