#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "mechanisms/passes.h"
#include "mechanisms/setting.h"

namespace lookback {

// Nothing when something exists in a setting; otherwise one sentence that says why it does not.
using Refusal = std::optional<std::string_view>;

// One way of computing a mechanism, in one pass over all rows.
struct Form {
  std::string_view id;
  std::string_view title;
  std::string_view meaning;
  bool holds_scores = false;  // its score matrix really exists while it computes

  // The ids of the parameters that only this form has.
  std::span<const std::string_view> own_parameters = {};

  Refusal (*absent)(const Setting&) = nullptr;
  Passes pass;
};

// For forms and steps that need what is most often missing: nothing; a mask under which every query sees the
// keys up to its own; any mask under which no query looks ahead.
Refusal always_there(const Setting& setting);
Refusal needs_causal(const Setting& setting);
Refusal needs_no_lookahead(const Setting& setting);

}  // namespace lookback
