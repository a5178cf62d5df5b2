#include <nlohmann/json.hpp>

#include "fuzz/claims.h"

// Apart from the others, as the library takes its compiler long.
namespace lookback::fuzz {

std::string rewritten(std::string_view json) {
  const nlohmann::json read = nlohmann::json::parse(json, nullptr, false);
  return read.is_discarded() ? "" : read.dump();
}

}  // namespace lookback::fuzz
