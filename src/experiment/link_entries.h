#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "experiment/experiment.h"

// The parts of writing a link; link.h is the whole.
namespace lookback {

using Numbers = Matrix<double>;
using Bits = Matrix<std::uint8_t>;
using Names = std::vector<std::string>;

// A key and what it says: a text, or what the experiment holds, which must outlive it.
struct LinkEntry {
  std::string key;
  std::variant<std::string, const Names*, const Numbers*, const Bits*> says;
};

// Everything that the link of an experiment says, without version and checksum.
std::vector<LinkEntry> entries_of(const Experiment& experiment);

// As people read it, each entry behind an &; nothing when that is longer than `most` characters.
std::optional<std::string> readable(const std::vector<LinkEntry>& entries, std::size_t most);

// "bits:10;11"
std::string bits_text(const Bits& bits);

}  // namespace lookback
