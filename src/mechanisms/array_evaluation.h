#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "mechanisms/array_case.h"

namespace lookback {

// A definition on whole arrays, [B, H, S, d] and the like, as golden manifests name it: what the command line
// checks. A board's mechanism and a manifest's mechanism often are the same; a part of one (rope,
// alibi_slopes, online_softmax) has an entry here only.
struct ArrayEvaluation {
  std::string_view mechanism;

  // The ways of computing a case, each of which must give the case's outputs.
  std::vector<std::string_view> (*forms)(const ArrayCase&);

  // The outputs that the form computes, by the manifest's names. An input that is missing, of a wrong shape
  // or a parameter that is not known is a sentence.
  Expected<NamedArrays> (*evaluate)(std::string_view form, const ArrayCase&, Precision);
};

std::span<const ArrayEvaluation* const> array_evaluations();
const ArrayEvaluation* find_array_evaluation(std::string_view mechanism);

}  // namespace lookback
