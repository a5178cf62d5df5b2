#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cost/cost.h"
#include "studies/compare/entries.h"

// What an entry costs at any length: counted up to the learner's tokens, by its closed form beyond.
namespace lookback::compare {

enum class Quantity : std::uint8_t {
  kept,   // numbers that stay in memory from token to token
  step,   // a counter, for the token that arrives as number n; without a state that is a pass over all n
  total,  // a counter, for all n tokens once
};

// A counter of one entry as a function of the length.
class Lengths {
 public:
  Lengths(const Experiment& experiment, const Entry& entry, Quantity quantity, std::int64_t Cost::* counter)
      : there_(as_entry(experiment, entry)),
        carried_(entry.steps()),
        quantity_(quantity),
        counter_(quantity == Quantity::kept ? &Cost::state_held : counter) {}

  std::int64_t at(int n) const;                                     // by the closed form
  std::int64_t counted(const std::vector<Cost>& run, int n) const;  // of count_run, up to its length

  // Whether there is a number at every length: a mask made by hand says nothing beyond its tokens.
  bool at_any_length() const { return there_.mask.kind() != Mask::Kind::bits; }

  // The mechanism's own formula as text, where it has a short one; of a step there is none.
  std::string formula() const;

 private:
  std::int64_t whole(int n) const;

  Experiment there_;
  bool carried_;
  Quantity quantity_;
  std::int64_t Cost::* counter_;
};

// Who is less in the end, and from which length on.
struct Crossing {
  enum class Less : std::uint8_t { neither, first, other };
  Less less = Less::neither;  // at the longest length
  int from = 1;               // 1: at every length
  bool tie = false;           // equal just before
};
Crossing crossing(const Lengths& first, const Lengths& other, int longest);

// 16 for 16 numbers at any length; "8·n"; "8·n(n+1)/2"; "8·n²": how a quantity grows, read off its numbers.
struct Growth {
  enum class Kind : std::uint8_t { other, constant, linear, triangular, square };
  Kind kind = Kind::other;
  double factor = 0;

  std::string text() const;
};
Growth growth(const Lengths& lengths);

// "n > 16/8 = 2": where the lesser of two becomes so, from how both grow; empty where that is not simple.
std::string threshold(const Growth& lesser, const Growth& greater);

}  // namespace lookback::compare
