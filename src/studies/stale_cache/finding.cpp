#include "studies/stale_cache/finding.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"

namespace lookback::stale_cache {
namespace {

double largest(std::span<const double> values) { return values.empty() ? 0 : std::ranges::max(values); }

// Why what is kept stays right.
std::string why_right(const Choice& choice) {
  if (choice.layers() == 1) {
    return say("The keys and values of the only layer depend on each token alone.");
  }
  return std::ranges::count(choice.causal, false) == 0
             ? say("Every layer is causal, so a new token changes no earlier row.")
             : say("Every layer below the last is causal, so no row that becomes a key or a value changes.");
}

std::string of_older_outputs(const Comparison& comparison) {
  const double off = comparison.older.back();
  return off == 0
             ? ""
             : " " + say("Only the outputs of older tokens are out of date, by up to {0}, and no later token "
                         "reads those.",
                         brief(off));
}

std::string of_differences(const Choice& choice, const Comparison& comparison) {
  const double kept = largest(comparison.kept.elements());
  const double newest = largest(comparison.newest);
  if (choice.spoiling_layer() < 0) {
    return say("What is kept differs from a recomputation by exactly 0.") + " " + why_right(choice) +
           of_older_outputs(comparison);
  }
  const int spoiling = choice.spoiling_layer() + 1;  // counted from 1
  if (kept == 0) {
    return say(
        "Nothing that is kept differs yet, but it may: layer {0} looks ahead, so every new token changes "
        "the rows that layer {1} reads.",
        spoiling, spoiling + 1);
  }
  std::string text =
      say("Keys and values kept from layer {1} on are wrong by up to {2}, the newest output by up "
          "to {3}: layer {0} looks ahead, so every new token changes the rows that layer {1} reads.",
          spoiling, spoiling + 1, brief(kept), brief(newest));
  if (choice.use == CacheUse::refreshed && std::ranges::count(comparison.recomputed, true) > 0) {
    text += " " + say("Right after each recomputation the difference is exactly 0.");
  }
  return text;
}

}  // namespace

std::string finding(const Choice& choice, const Comparison& comparison) {
  if (choice.use == CacheUse::off || (choice.use == CacheUse::refreshed && choice.refresh == 1)) {
    return say("Nothing is kept: every step computes all tokens again, so nothing can be out of date.");
  }
  if (choice.refused()) {
    const int spoiling = choice.spoiling_layer() + 1;
    return say(
        "The cache is not used: layer {0} looks ahead, so every new token changes the rows that layer {1} "
        "reads. Every step computes all tokens again.",
        spoiling, spoiling + 1);
  }
  return of_differences(choice, comparison);
}

}  // namespace lookback::stale_cache
