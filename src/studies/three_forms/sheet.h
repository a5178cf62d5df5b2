#pragma once

#include "base/say.h"
#include "studies/study.h"
#include "studies/three_forms/comparison.h"

namespace lookback::three_forms {

// Ids of the study's parameters.
inline constexpr std::string_view number_system = "number_system";
inline constexpr std::string_view chunk_length = "chunk_length";
inline constexpr std::string_view chunk_equation = "chunk_equation";
inline constexpr std::string_view official = "official";
inline constexpr std::string_view score_scale = "score_scale";
inline constexpr std::string_view decay_root = "decay_root";
inline constexpr std::string_view row_clamp = "row_clamp";
inline constexpr std::string_view state_root = "state_root";
inline constexpr std::string_view norm_after = "norm_after";

inline constexpr std::string_view in_double_button = "in_double";

// The forms' names as a sentence or a table begins with them, and within a sentence.
inline constexpr std::array<std::string_view, form_count> form_titles = {"Parallel"_said, "Recurrent"_said,
                                                                         "Chunkwise"_said};
inline constexpr std::array<std::string_view, form_count> form_names = {"parallel"_said, "recurrent"_said,
                                                                        "chunkwise"_said};

// Why the study cannot compute an experiment; empty when it can.
std::string refusal(const Experiment& experiment);

NumberSystem system_of(const Experiment& experiment);
Setup setup_of(const Experiment& experiment);
HeadInputs<double> arrived(const Experiment& experiment);

// Whether the forms are equal, and else by how much and why they are not.
std::string finding(const Comparison& comparison, NumberSystem system, const Setup& setup,
                    const HeadInputs<double>& inputs);

// "3/2", or of a long fraction its decimal value.
std::string short_fraction(const std::string& fraction, double nearest);

Sheet sheet(const Experiment& experiment, const Evaluation& evaluation, const Work* work);

}  // namespace lookback::three_forms
