#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "experiment/experiment.h"

// The parts of reading a link; link.h is the whole.
namespace lookback {

using LinkFields = std::map<std::string, std::string, std::less<>>;  // key to text, still percent-encoded

// The keys and texts of a fragment: known keys, each once.
Expected<LinkFields> read_fields(std::string_view fragment);

// The decoded text of a key; `fallback` when it is absent.
Expected<std::string> decoded(const LinkFields& fields, std::string_view key, std::string_view fallback);

// A number that keeps all its bits, the sign of a zero included.
Expected<double> read_number(std::string_view text);

Expected<bool> read_switch(const LinkFields& fields, std::string_view key, bool fallback);

// The tokens, and Q, K and V of the sizes that the given ones say; what is absent is drawn at random.
Expected<void> read_inputs(const LinkFields& fields, Experiment& experiment);

// The inputs of mechanism and study that the link holds, which must have the sizes that their specs say.
Expected<void> read_own_inputs(const LinkFields& fields, Experiment& experiment);

Expected<Mask> read_mask(const LinkFields& fields, int tokens);

}  // namespace lookback
