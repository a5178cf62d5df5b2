#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace lookback {

// lookback map 'generator=…&tokens=…' [--tile LEVEL,ROW,COLUMN] [--pooling mean|max] [--csv]: what there is
// to find in attention of real length, what it costs, and a tile. `arguments` are those after the command's
// name.
Expected<std::string> run_map(std::span<const std::string_view> arguments);

}  // namespace lookback
