#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/say.h"
#include "mechanisms/input_spec.h"
#include "mechanisms/parameter.h"

namespace lookback {

// Under what the menu lists a study.
enum class Shelf : std::uint8_t { board, caching, leaks, learning, retention, size };
inline constexpr std::string_view shelf_titles[] = {"The board"_said,
                                                    "Caching"_said,
                                                    "Leaks and bugs"_said,
                                                    "Gradients"_said,
                                                    "From softmax to retention"_said,
                                                    "Size and time"_said};

// The board's own settings that a study offers too.
struct BoardSettings {
  bool mechanism = false;
  bool form = false;
  bool parameters = false;  // of the mechanism
  bool mask = false;
  bool cache = false;
  bool numbers = false;     // presets and widths of Q, K and V
  bool generation = false;  // tokens, and the step that it has come to
};

struct Experiment;

// A parameter or an input of a study that does not suit the others.
struct Misfit {
  std::string_view key;  // its id
  std::string sentence;  // what was wrong and what is accepted
};

// A study asks one question of an experiment: here is what it lets the learner set, and where it begins. What
// it computes and shows is src/studies'.
struct StudySpec {
  std::string_view id;        // in links
  std::string_view title;     //
  std::string_view question;  // one sentence: what can be found out
  Shelf shelf = Shelf::board;
  std::string_view start;  // the link that it begins with, without study=; empty: the board's start
  std::span<const ParameterSpec> parameters = {};  // ids unlike any mechanism's
  // Matrices to edit; ids unlike any mechanism's. One that is optional and of fixed size has any size up to
  // that, as `settle` accepts it.
  std::span<const InputSpec> inputs = {};
  BoardSettings settings = {};
  // Which parameters of the mechanism it offers, where its settings have them; empty: all.
  std::span<const std::string_view> mechanism_parameters = {};
  // The parameters that say what of the numbers is looked at, and change none: they can be set where the lab
  // is for reading. Those in `unlisted` have no control of their own.
  std::span<const std::string_view> looking = {};
  std::span<const std::string_view> unlisted = {};
  // Those that are set seldom: on narrow screens their controls follow the sheet.
  std::span<const std::string_view> set_up = {};
  bool on_board = false;  // the board is shown, and the study's tables beside it
  // After an edit, or a link: what was not touched and suits no longer is brought in line, and what was
  // touched and does not suit is refused. Absent: everything suits.
  std::optional<Misfit> (*settle)(const Experiment& before, Experiment& next) = nullptr;
  // What changed, for the live region, where the study can say it better than its parameters and inputs do;
  // else empty.
  std::string (*describe_change)(const Experiment& before, const Experiment& after) = nullptr;
};

// In the order of the menu; the board itself is the first. They stand in src/studies/registry.cpp.
std::span<const StudySpec* const> study_specs();
const StudySpec* find_study_spec(std::string_view id);

}  // namespace lookback
