#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "studies/future_gradients/view.h"
#include "tensor/difference.h"

namespace lookback::future_gradients {
namespace {

// "3 later queries and its own"
std::string sources(const Terms& terms) {
  const std::string later = plural("{0} later query", "{0} later queries", terms.later);
  const std::string earlier = plural("{0} earlier query", "{0} earlier queries", terms.earlier);
  if (terms.later > 0 && terms.earlier > 0) {
    return terms.own > 0 ? say("{0}, {1} and its own", later, earlier) : say("{0} and {1}", later, earlier);
  }
  if (terms.later == 0 && terms.earlier == 0) {
    return say("its own query alone");
  }
  const std::string others = terms.later > 0 ? later : earlier;
  return terms.own > 0 ? say("{0} and its own", others) : others;
}

std::string of_key(const View& view) {
  const std::string name = (view.by == By::keys ? "k" : "v") + subscript(view.key);
  const Terms terms = terms_of(view.head, view.key);
  if (terms.all() == 0) {
    return say("No query with a loss looks at {0}: its gradient is exactly 0.", name);
  }
  const Parts parts = parts_of(view.parts, view.by, view.key);
  const double zero = rounding(view.head, view.by);
  const std::string from = sources(terms);
  if (parts.own + parts.later + parts.earlier <= zero) {
    return say("{0} gets its gradient from {1}, and it is 0.", name, from);
  }
  if (terms.own == 0 || terms.later == 0) {
    return say("{0} gets its gradient from {1}.", name, from);
  }
  if (parts.own <= zero) {
    return view.weights(view.key, view.key) == 1
               ? say("{0} gets its gradient from {1}, whose part is 0: a softmax over one key has no slope.",
                     name, from)
               : say("{0} gets its gradient from {1}, whose part is 0.", name, from);
  }
  return say("{0} gets its gradient from {1}; the later part is {2} times as large as its own.", name, from,
             brief(ratio(parts, zero)));
}

std::string of_all(const View& view) {
  const Terms terms = all_terms(view.head);
  const std::string later =
      plural("{0} term from later queries", "{0} terms from later queries", terms.later);
  const double by_length = ratio(all_parts(view.parts, view.by), rounding(view.head, view.by));
  return std::isfinite(by_length) ? say("All keys together: {0} to {1} own; by length {2} to 1.", later,
                                        terms.own, brief(by_length))
                                  : say("All keys together: {0} to {1} own.", later, terms.own);
}

// Every query sees its own key and no other.
bool only_own(const View& view) {
  const int tokens = view.head.tokens();
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j < tokens; ++j) {
      if (view.head.visible(i, j) != (i == j)) {
        return false;
      }
    }
  }
  return view.output == view.head.inputs.v && greatest_magnitude(view.parts.whole.q) == 0 &&
         greatest_magnitude(view.parts.whole.k) == 0;
}

}  // namespace

std::string finding(const View& view) {
  if (view.head.tokens() == 0) {
    return say("No token has arrived yet. Step, and see what each new query adds to the gradients.");
  }
  if (length(view.head.d_output.elements()) == 0) {
    return say("No position that has arrived carries a loss, so every gradient is 0.");
  }
  if (only_own(view)) {
    return view.projections
               ? say("Every query sees its own key alone: the output is X W_Vᵀ to the last digit, and the "
                     "gradients by W_Q and W_K are exactly 0.")
               : say("Every query sees its own key alone: the output is V to the last digit, and the "
                     "gradients by Q and K are exactly 0.");
  }
  return of_key(view) + " " + of_all(view);
}

}  // namespace lookback::future_gradients
