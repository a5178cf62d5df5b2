#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "experiment/experiment.h"

// The parts of reading a link; link.h is the whole.
namespace lookback {

using LinkFields = std::map<std::string, std::string, std::less<>>;  // key to text, still percent-encoded

// Why a link cannot be read, and the key without which it might.
struct LinkFault {
  std::string key;
  std::string sentence;
};
template <class T>
using Read = std::expected<T, LinkFault>;

inline std::unexpected<LinkFault> fault(std::string_view key, std::string sentence) {
  return std::unexpected(LinkFault{std::string(key), std::move(sentence)});
}

// What follows the # of an address, or all.
std::string_view fragment_of(std::string_view link);

// The keys and texts of a fragment: known keys, each once; what is packed is unpacked. What cannot be read is
// left out, with a sentence each.
LinkFields read_fields(std::string_view fragment, std::vector<std::string>& left_out);

// Adds a key that is known and not yet there.
Expected<void> add_field(LinkFields& fields, std::string_view key, std::string_view text);

// What the fields say, all of them. `files` has the numbers of matrices that are named only.
Read<Experiment> from_fields(const LinkFields& fields, const SourceNumbers* files = nullptr);

// The decoded text of a key; `fallback` when it is absent.
Read<std::string> decoded(const LinkFields& fields, std::string_view key, std::string_view fallback);

// A number that keeps all its bits, the sign of a zero included.
Expected<double> read_number(std::string_view text);

Read<bool> read_switch(const LinkFields& fields, std::string_view key, bool fallback);

// The tokens, and Q, K and V of the sizes that the given ones say; what is absent is drawn at random.
Read<void> read_inputs(const LinkFields& fields, Experiment& experiment);

// The inputs of mechanism and study that the link holds, which must have the sizes that their specs say.
Read<void> read_own_inputs(const LinkFields& fields, Experiment& experiment);

Read<Mask> read_mask(const LinkFields& fields, int tokens);

}  // namespace lookback
