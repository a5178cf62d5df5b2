#include "mechanisms/gated_linear_attention/arrays.h"

#include "mechanisms/gated_linear_attention/recurrence.h"
#include "mechanisms/recurrence_arrays.h"

namespace lookback::gated_linear_attention {
namespace {

constexpr std::array<OwnArray, 1> own = {{{"log_gate", 4, true}}};

std::vector<std::string_view> forms_of(const ArrayCase& arrays) { return recurrence_forms(arrays, true); }

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return evaluate_recurrence<Recurrence>(form, arrays, precision, {.own = own});
}

}  // namespace

const ArrayEvaluation arrays = {"gated_linear_attention", forms_of, evaluate};

}  // namespace lookback::gated_linear_attention
