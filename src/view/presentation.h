#pragma once

#include <string>
#include <string_view>

#include "base/say.h"
#include "view/node.h"

namespace lookback::view {

// How a page wants the lab shown, whatever its state.
struct Presentation {
  bool read_only = false;
  // Ids of panels, parted by commas. The board and a sheet are the lab itself and stay.
  std::string hidden;
};

inline constexpr std::string_view read_only_refusal =
    "This lab is for reading: its steps can be gone through, but nothing can be changed."_said;

// Whether doing so leaves what is computed as it is, but for the tokens that have arrived.
bool only_reads(const Node& node, Verb verb);

// The nodes without the hidden panels; where the lab is for reading, what would change it cannot be used.
NodeList presented(NodeList nodes, const Presentation& presentation);

}  // namespace lookback::view
