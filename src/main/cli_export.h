#pragma once

#include "base/error.h"
#include "main/command_line.h"

namespace lookback {

// lookback export LINK --as FORMAT [--matrix ID] [--headers] [--digits N] [--out FILE]: a snippet that
// reproduces the numbers of a link, or one of its matrices. `arguments` are those after the command's name.
// Gives what is to be printed: nothing where it went to a file.
Expected<std::string> run_export(std::span<const std::string_view> arguments);

}  // namespace lookback
