#pragma once

#include <doctest/doctest.h>

#include "studies/sheet.h"
#include "studies/study.h"

namespace lookback::testing {

// The whole sheet of an experiment of a study that does not look at the board.
inline Sheet sheet_of(const Experiment& experiment) { return whole_sheet(experiment, {}, nullptr); }

// The block of a sheet with that id, or null.
template <class B>
const B* find_block(const Sheet& sheet, std::string_view id) {
  for (const Section& section : sheet.sections) {
    for (const Block& block : section.blocks) {
      if (const auto* found = std::get_if<B>(&block); found != nullptr && found->id == id) {
        return found;
      }
    }
  }
  return nullptr;
}

inline const SheetTable& table_of(const Sheet& sheet, std::string_view id) {
  const auto* table = find_block<SheetTable>(sheet, id);
  REQUIRE_MESSAGE(table != nullptr, std::string(id));
  return *table;
}

}  // namespace lookback::testing
