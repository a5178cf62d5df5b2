#pragma once

#include "mechanisms/array_evaluation.h"
#include "mechanisms/decayed_attention/decayed_attention.h"

namespace lookback::decayed_attention {

extern const ArrayEvaluation arrays;

// The same for every instance. γ of a head comes from the input "gamma" or the parameter list "gamma", or
// from the parameter "gamma_rule", 1 − 2^(−5−h); without any of them there is no decay.
std::vector<std::string_view> forms_of(const ArrayCase& given);
Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& given, Precision precision);

// The parameter "scale".
Options scaled(const ArrayCase& given);

}  // namespace lookback::decayed_attention
