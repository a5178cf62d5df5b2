#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/say.h"
#include "studies/bug_zoo/run.h"

namespace lookback::bug_zoo {

// What a specimen is meant to be.
enum class Kernel : std::uint8_t { softmax, retention };

// One inhabitant of the zoo: a bug that somebody really had, or none.
struct Specimen {
  std::string_view id;
  int answer = 0;  // the right one
  Kernel kernel = Kernel::softmax;
  std::string_view seen;      // what the detectors show of it, one sentence
  std::string_view source;    // "owner/repository#number", or where else it is written down
  std::string_view happened;  // one sentence
  Runs runs;

  std::string_view name() const;
};

// In no order that a learner sees.
std::span<const Specimen> specimens();

// The specimen that carries `number`, from 1, in the order of a seed.
const Specimen& specimen_at(int number, int seed);

// What can be answered about any of them.
inline constexpr std::array<std::string_view, 13> answers = {"not yet"_said,
                                                             "decode mask tril(0)"_said,
                                                             "query taken for position 0"_said,
                                                             "mask after the softmax"_said,
                                                             "mask dropped in decode"_said,
                                                             "no mask at all"_said,
                                                             "zero instead of −∞"_said,
                                                             "cache not reset"_said,
                                                             "appended after attending"_said,
                                                             "chunk reads R_i, not R_i−1"_said,
                                                             "heads expanded before caching"_said,
                                                             "nothing is wrong"_said,
                                                             "tell me"_said};
inline constexpr int not_answered = 0;
inline constexpr int nothing = 11;
inline constexpr int told = 12;  // asks to be told

const Specimen& named_by(int answer);  // one that an answer names

// How a text runs rightly.
const Runs& right_runs(Kernel kernel);

}  // namespace lookback::bug_zoo
