#include "mechanisms/retention/arrays.h"

#include "mechanisms/decayed_attention/arrays.h"

namespace lookback::retention {

const ArrayEvaluation arrays = {"retention", decayed_attention::forms_of, decayed_attention::evaluate};

}  // namespace lookback::retention
