#pragma once

#include "studies/predict/measurement.h"
#include "studies/sheet.h"

namespace lookback::predict {

// `measurement` may be null, under way or finished; what was found is shown when it is finished.
Sheet sheet_of(const Asked& asked, const Matrix<double>& guess, const Measurement* measurement);

// In words, how far the guess is from what was counted.
std::string score(const Matrix<double>& guess, const std::vector<double>& grown);

}  // namespace lookback::predict
