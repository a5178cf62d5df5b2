#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "app/workspace.h"
#include "base/format.h"
#include "experiment/link.h"
#include "map/tile_work.h"
#include "studies/long_map/map_work.h"
#include "studies/long_map/replaced_rows.h"
#include "studies/long_map/study.h"
#include "studies/opened.h"

namespace lookback::testing {

inline Experiment map_at(const std::string& link) { return experiment_at("study=long_map&" + link); }

inline std::string map_refused(const std::string& link) {
  const Expected<Experiment> opened = from_link("study=long_map&" + link);
  return opened ? "" : opened.error().sentence;
}

inline void finish(long_map::MapWork& work) {
  int steps = 0;
  while (work.step(nullptr)) {
    REQUIRE(++steps < 100'000);
  }
}

inline void work_all(app::Workspace& workspace) {
  while (workspace.work([] { return 0.0; }, -1)) {
  }
}

// All tiles of a level, as far as they are kept.
inline std::vector<map::TilePlace> places_of(int tokens, int level) {
  std::vector<map::TilePlace> places;
  for (int row = 0; row < map::tiles_across(tokens, level); ++row) {
    for (int column = 0; column < map::tiles_across(tokens, level); ++column) {
      if (places.size() < long_map::TileCache::most) {
        places.push_back({level, row, column});
      }
    }
  }
  return places;
}

inline Expected<void> act(app::Workspace& workspace, const std::string& id, view::Verb verb,
                          const std::string& text = "", std::uint32_t gesture = 0) {
  return workspace.act({.id = id, .verb = verb, .text = text, .gesture = gesture});
}

}  // namespace lookback::testing
