#include "mechanisms/rwkv5_wkv/arrays.h"

#include "mechanisms/recurrence_arrays.h"
#include "mechanisms/rwkv5_wkv/recurrence.h"

namespace lookback::rwkv5_wkv {
namespace {

constexpr std::array<OwnArray, 2> own = {{{"log_w", 2, true}, {"u", 2}}};

std::vector<std::string_view> forms_of(const ArrayCase& arrays) { return recurrence_forms(arrays, true); }

Expected<NamedArrays> evaluate(std::string_view form, const ArrayCase& arrays, Precision precision) {
  return evaluate_recurrence<rwkv5_wkv::Recurrence>(form, arrays, precision, {.query_name = "r", .own = own});
}

}  // namespace

const ArrayEvaluation arrays = {"rwkv5_wkv", forms_of, evaluate};

}  // namespace lookback::rwkv5_wkv
