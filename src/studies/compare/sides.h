#pragma once

#include <string>
#include <vector>

#include "base/say.h"
#include "studies/compare/lengths.h"
#include "studies/sheet.h"

// The blocks of the study.
namespace lookback::compare {

inline constexpr Tone tones[] = {Tone::accent, Tone::warning, Tone::plain, Tone::dim};  // of the places

// One entry as it was computed and counted on the learner's tokens.
struct Side {
  Placed placed;
  Refusal why;  // it does not exist here; the rest is empty then
  Matrix<double> output = {};
  std::vector<Cost> run = {};  // token by token; of an entry that does not step, a pass at every length

  std::string name() const { return say(placed.entry->name); }
  std::string id() const { return std::string(place_ids[placed.place]); }
  Tone tone() const { return tones[placed.place]; }
  Cost whole() const;  // of all tokens once
  bool keeps() const;  // something for the next token
};

struct Comparison {
  const Experiment& experiment;
  std::vector<Side> sides;
  std::int64_t Cost::* counter;
  std::string_view counter_name;
  int longest;  // length that is looked at

  Lengths lengths(const Side& side, Quantity quantity) const {
    return {experiment, *side.placed.entry, quantity, counter};
  }
  bool has_first() const { return !sides.front().why; }
};

// What can be compared of two entries that exist: what is kept only where both keep something.
bool comparable(const Side& a, const Side& b, Quantity quantity);

Section outputs_section(const Comparison& comparison);
Section counts_section(const Comparison& comparison);
Section charts_section(const Comparison& comparison);
Section crossings_section(const Comparison& comparison);
std::string finding_of(const Comparison& comparison);

}  // namespace lookback::compare
