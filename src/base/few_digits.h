#pragma once

#include <optional>
#include <string>

namespace lookback {

// The number with the fewest of 15, 16 or 17 digits that are read back as it, as the library prints it and
// much faster. Nothing where it does not look, below 10⁻⁹⁹ and from 10¹⁵ on, or is in doubt.
std::optional<std::string> few_digits(double value);

}  // namespace lookback
