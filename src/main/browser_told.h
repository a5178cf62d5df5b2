#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/workspace.h"
#include "base/json_writer.h"

namespace lookback {

// What the page has been told of the workspace.
class Told {
 public:
  // Members of an object, of what differs now: nodes and their order; link and its place among the steps.
  void write_changes(JsonWriter& json, const app::Workspace& workspace);

 private:
  view::NodeList nodes_;
  std::uint64_t revision_ = 0;
  std::optional<Experiment> linked_;  // whose link was told: it takes longer to make than to compare
  std::optional<History::Place> place_;
};

}  // namespace lookback
