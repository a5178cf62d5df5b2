#include "cost/cost.h"

#include <algorithm>

namespace lookback {

Cost operator+(Cost run, const Cost& step) {
  for (const CostField& field : cost_fields) {
    std::int64_t& count = run.*field.count;
    switch (field.sum) {
      case Sum::total:
        count += step.*field.count;
        break;
      case Sum::largest:
        count = std::max(count, step.*field.count);
        break;
      case Sum::latest:
        count = step.*field.count;
        break;
    }
  }
  return run;
}

}  // namespace lookback
