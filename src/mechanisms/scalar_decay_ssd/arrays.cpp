#include "mechanisms/scalar_decay_ssd/arrays.h"

#include "mechanisms/recurrence_arrays.h"
#include "mechanisms/scalar_decay_ssd/recurrence.h"

namespace lookback::scalar_decay_ssd {
namespace {

constexpr std::array<OwnArray, 1> own = {{{"log_decay", 3, true}}};

std::vector<std::string_view> forms_of(const ArrayCase& arrays) { return recurrence_forms(arrays, true); }

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return evaluate_recurrence<Recurrence>(form, arrays, precision, {.own = own});
}

}  // namespace

const ArrayEvaluation arrays = {"scalar_decay_ssd", forms_of, evaluate};

}  // namespace lookback::scalar_decay_ssd
