#include "mechanisms/delta_rule/arrays.h"

#include "mechanisms/delta_rule/recurrence.h"
#include "mechanisms/recurrence_arrays.h"

namespace lookback::delta_rule {
namespace {

constexpr std::array<OwnArray, 1> own = {{{"beta", 3}}};

std::vector<std::string_view> forms_of(const ArrayCase& arrays) { return recurrence_forms(arrays, false); }

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return evaluate_recurrence<delta_rule::Recurrence>(form, arrays, precision, {.own = own});
}

}  // namespace

const ArrayEvaluation arrays = {"delta_rule", forms_of, evaluate};

}  // namespace lookback::delta_rule
