#include "studies/stale_cache/finding.h"

#include <algorithm>

#include "base/format.h"

namespace lookback::stale_cache {
namespace {

double largest(std::span<const double> values) { return values.empty() ? 0 : std::ranges::max(values); }

std::string layer(int index) { return "layer " + std::to_string(index + 1); }

// Why what is kept stays right.
std::string why_right(const Choice& choice) {
  if (choice.layers() == 1) {
    return "The keys and values of the only layer depend on each token alone.";
  }
  return std::ranges::count(choice.causal, false) == 0
             ? "Every layer is causal, so a new token changes no earlier row."
             : "Every layer below the last is causal, so no row that becomes a key or a value changes.";
}

std::string why_wrong(const Choice& choice) {
  const int spoiling = choice.spoiling_layer();
  return layer(spoiling) + " looks ahead, so every new token changes the rows that " + layer(spoiling + 1) +
         " reads";
}

std::string of_older_outputs(const Comparison& comparison) {
  const double off = comparison.older.back();
  return off == 0 ? ""
                  : " Only the outputs of older tokens are out of date, by up to " + brief(off) +
                        ", and no later token reads those.";
}

std::string of_differences(const Choice& choice, const Comparison& comparison) {
  const double kept = largest(comparison.kept.elements());
  const double newest = largest(comparison.newest);
  if (choice.spoiling_layer() < 0) {
    return "What is kept differs from a recomputation by exactly 0. " + why_right(choice) +
           of_older_outputs(comparison);
  }
  if (kept == 0) {
    return "Nothing that is kept differs yet, but it may: " + why_wrong(choice) + ".";
  }
  std::string text = "Keys and values kept from " + layer(choice.spoiling_layer() + 1) +
                     " on are wrong by up to " + brief(kept) + ", the newest output by up to " +
                     brief(newest) + ": " + why_wrong(choice) + ".";
  if (choice.use == CacheUse::refreshed && std::ranges::count(comparison.recomputed, true) > 0) {
    text += " Right after each recomputation the difference is exactly 0.";
  }
  return text;
}

}  // namespace

std::string finding(const Choice& choice, const Comparison& comparison) {
  if (choice.use == CacheUse::off || (choice.use == CacheUse::refreshed && choice.refresh == 1)) {
    return "Nothing is kept: every step computes all tokens again, so nothing can be out of date.";
  }
  if (choice.refused()) {
    return "The cache is not used: " + why_wrong(choice) + ". Every step computes all tokens again.";
  }
  return of_differences(choice, comparison);
}

}  // namespace lookback::stale_cache
