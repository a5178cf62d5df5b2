#pragma once

#include <algorithm>

#include "mechanisms/head_inputs.h"
#include "numbers/dual.h"
#include "numbers/meter.h"
#include "numbers/scalars.h"

// What every specimen does with a text: a prompt is prefilled in one call, the other tokens come a few a
// call, and what earlier calls left is kept.
namespace lookback::bug_zoo {

inline constexpr int heads = 2;       // query heads that share one key/value head
inline constexpr int chunk_size = 2;  // of retention's prompt

struct Plan {
  int prompt = 0;      // tokens of the first call
  int rows = 2;        // tokens of every other call
  bool again = false;  // another text was run before
};

// Half of the text is the prompt; and everything is.
inline Plan generation_plan(int tokens) { return {.prompt = (tokens + 1) / 2, .again = true}; }
inline Plan prefill_plan(int tokens) { return {.prompt = tokens}; }

// Calls take(first, count) for each call of the plan.
template <class Take>
void for_each_call(const Plan& plan, int tokens, Take take) {
  for (int first = 0; first < tokens;) {
    const int count = std::min(first == 0 ? plan.prompt : plan.rows, tokens - first);
    take(first, count);
    first += count;
  }
}

// The outputs [S, ·]. `text` has the second head's queries as its first own input.
template <class T>
using Run = Matrix<T> (*)(const HeadInputs<T>& text, const Plan&, Meter<T>);

// One way of running a text, for the picture, the counters and the lamp.
struct Runs {
  Run<double> in_double = nullptr;
  Run<Counted> in_counted = nullptr;
  Run<Dual> in_dual = nullptr;
};

// Of a struct with `template <Transcendental T> static Matrix<T> run(text, plan, meter)`.
template <class R>
constexpr Runs runs_of() {
  return {&R::template run<double>, &R::template run<Counted>, &R::template run<Dual>};
}

}  // namespace lookback::bug_zoo
