#include <cmath>

#include "base/format.h"
#include "studies/future_gradients/view.h"
#include "tensor/difference.h"

namespace lookback::future_gradients {
namespace {

std::string queries(int count, std::string_view kind) {
  return std::to_string(count) + " " + std::string(kind) + (count == 1 ? " query" : " queries");
}

// "from 3 later queries and its own"
std::string sources(const Terms& terms) {
  std::vector<std::string> parts;
  if (terms.later > 0) {
    parts.push_back(queries(terms.later, "later"));
  }
  if (terms.earlier > 0) {
    parts.push_back(queries(terms.earlier, "earlier"));
  }
  if (terms.own > 0) {
    parts.emplace_back(parts.empty() ? "its own query alone" : "its own");
  }
  std::string text = "from " + parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    text += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return text;
}

std::string of_key(const View& view) {
  const std::string name = (view.by == By::keys ? "k" : "v") + subscript(view.key);
  const Terms terms = terms_of(view.head, view.key);
  if (terms.all() == 0) {
    return "No query with a loss looks at " + name + ": its gradient is exactly 0.";
  }
  const Parts parts = parts_of(view.parts, view.by, view.key);
  const double zero = rounding(view.head, view.by);
  const std::string text = name + " gets its gradient " + sources(terms);
  if (parts.own + parts.later + parts.earlier <= zero) {
    return text + ", and it is 0.";
  }
  if (terms.own == 0 || terms.later == 0) {
    return text + ".";
  }
  if (parts.own <= zero) {
    return text + ", whose part is 0" +
           (view.weights(view.key, view.key) == 1 ? ": a softmax over one key has no slope." : ".");
  }
  return text + "; the later part is " + brief(ratio(parts, zero)) + " times as large as its own.";
}

std::string of_all(const View& view) {
  const Terms terms = all_terms(view.head);
  std::string text = " All keys together: " + std::to_string(terms.later) +
                     (terms.later == 1 ? " term" : " terms") + " from later queries to " +
                     std::to_string(terms.own) + " own";
  const double by_length = ratio(all_parts(view.parts, view.by), rounding(view.head, view.by));
  if (std::isfinite(by_length)) {
    text += "; by length " + brief(by_length) + " to 1";
  }
  return text + ".";
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
    return "No token has arrived yet. Step, and see what each new query adds to the gradients.";
  }
  if (length(view.head.d_output.elements()) == 0) {
    return "No position that has arrived carries a loss, so every gradient is 0.";
  }
  if (only_own(view)) {
    return view.projections
               ? "Every query sees its own key alone: the output is X W_Vᵀ to the last digit, and the "
                 "gradients by W_Q and W_K are exactly 0."
               : "Every query sees its own key alone: the output is V to the last digit, and the gradients "
                 "by "
                 "Q and K are exactly 0.";
  }
  return of_key(view) + of_all(view);
}

}  // namespace lookback::future_gradients
