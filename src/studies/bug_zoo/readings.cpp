#include "studies/bug_zoo/readings.h"

#include <algorithm>
#include <cmath>

#include "studies/bug_zoo/retain.h"
#include "tensor/difference.h"

namespace lookback::bug_zoo {
namespace {

std::vector<double> apart(const Matrix<double>& a, const Matrix<double>& b) {
  std::vector<double> rows;
  for (int r = 0; r < a.rows(); ++r) {
    rows.push_back(greatest_difference(a.slice(r, 1), b.slice(r, 1)));
  }
  return rows;
}

// 1 + … + n
std::int64_t triangle(std::int64_t n) { return n * (n + 1) / 2; }

// Every head sees t keys at token t; the keys and values in the cache are read once a call.
Cost right_softmax_cost(const Plan& plan, int tokens, int key_width, int value_width) {
  const std::int64_t pair = key_width + value_width;
  Cost cost;
  cost.score_dot_products = heads * triangle(tokens);
  cost.exp = cost.score_dot_products;
  cost.mac = cost.score_dot_products * pair;
  for_each_call(plan, tokens, [&](int first, int count) { cost.state_read += (first + count) * pair; });
  cost.state_held = tokens * pair;
  return cost;
}

// A chunk of c tokens: its own triangle, and c reads and c writes of the state; a step is one of each.
Cost right_retention_cost(const Plan& plan, int tokens, int key_width, int value_width) {
  const std::int64_t state = std::int64_t{key_width} * value_width;
  const std::int64_t whole = plan.prompt / chunk_size;
  const std::int64_t rest = plan.prompt % chunk_size;
  const std::int64_t updates = whole + (rest > 0 ? 1 : 0) + (tokens - plan.prompt);
  Cost cost;
  cost.score_dot_products = whole * triangle(chunk_size) + triangle(rest);
  cost.mac = cost.score_dot_products * (key_width + value_width) + 2 * state * tokens;
  cost.state_read = updates * state;
  cost.state_held = state;
  return cost;
}

bool belongs(const Brought& number, Through through) {
  constexpr Through of_matrix[] = {Through::queries, Through::keys, Through::values, Through::queries};
  return through == Through::everything || of_matrix[number.matrix] == through;
}

double size_through(const Jacobian& jacobian, int output, int token, Through through) {
  if (through == Through::everything) {
    return jacobian.largest(output, token);
  }
  const Matrix<double> block = jacobian.block(output, token);
  const std::vector<Brought>& numbers = jacobian.brought(token);
  double most = 0;
  for (int c = 0; c < block.rows(); ++c) {
    for (int n = 0; n < block.columns(); ++n) {
      const double slope = std::abs(block(c, n));
      if (belongs(numbers[static_cast<std::size_t>(n)], through) && !(slope <= most)) {
        most = slope;
      }
    }
  }
  return most;
}

}  // namespace

std::vector<std::vector<Brought>> brought_by_text(const Text& text) {
  struct Part {
    std::string_view name;
    int matrix;
    int width;
  };
  const Part parts[] = {{"q", 0, text.q.columns()},
                        {"q′", 3, text.more[0].columns()},
                        {"k", 1, text.k.columns()},
                        {"v", 2, text.v.columns()}};
  std::vector<std::vector<Brought>> all;
  for (int token = 0; token < text.v.rows(); ++token) {
    all.emplace_back();
    for (const Part& part : parts) {
      for (int c = 0; c < part.width; ++c) {
        all.back().push_back({std::string(part.name) + "[" + std::to_string(c) + "]", part.matrix, token, c});
      }
    }
  }
  return all;
}

DualPass pass_of(const Runs& runs, int tokens) {
  return [run = runs.in_dual, plan = generation_plan(tokens)](const HeadInputs<Dual>& text) {
    return run(text, plan, {});
  };
}

Parity parity_of(const Specimen& specimen, const Text& text) {
  const int tokens = text.v.rows();
  const Matrix<double> run = specimen.runs.in_double(text, generation_plan(tokens), {});
  const Matrix<double> prefill = specimen.runs.in_double(text, prefill_plan(tokens), {});
  const Matrix<double> right = right_runs(specimen.kernel).in_double(text, prefill_plan(tokens), {});
  return {.from_prefill = apart(run, prefill),
          .from_definition = apart(run, right),
          .rounding = 1e-12 * std::max(greatest_magnitude(right), greatest_magnitude(run))};
}

Cost counted_cost(const Specimen& specimen, const Text& text) {
  Cost cost;
  specimen.runs.in_counted(counted(text, cost), generation_plan(text.v.rows()), {&cost});
  return cost;
}

Cost right_cost(Kernel kernel, int tokens, int key_width, int value_width) {
  const Plan plan = generation_plan(tokens);
  return kernel == Kernel::softmax ? right_softmax_cost(plan, tokens, key_width, value_width)
                                   : right_retention_cost(plan, tokens, key_width, value_width);
}

Lamp lamp_of(const Jacobian& seen, const Jacobian& right, Through through) {
  const int tokens = seen.tokens();
  Lamp lamp = {.sizes = Matrix<double>(tokens, tokens), .wrong = Matrix<std::uint8_t>(tokens, tokens)};
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j < tokens && seen.knows(j) && right.knows(j); ++j) {
      lamp.sizes(i, j) = size_through(seen, i, j, through);
      const bool lit = lamp.sizes(i, j) != 0;
      const bool should = size_through(right, i, j, through) != 0;
      lamp.leaks += lit && !should ? 1 : 0;
      lamp.blind += should && !lit ? 1 : 0;
      lamp.wrong(i, j) = lit != should ? 1 : 0;
    }
  }
  return lamp;
}

Verdict verdict(const Lamp& lamp, const Parity& parity, const Cost& counted, const Cost& right) {
  Verdict result = {.lamp = lamp.leaks + lamp.blind};
  for (std::size_t t = 0; t < parity.from_prefill.size(); ++t) {
    const double most = std::max(parity.from_prefill[t], parity.from_definition[t]);
    result.parity += most <= parity.rounding ? 0 : 1;
  }
  for (const auto counter : counters) {
    result.counters += counted.*counter != right.*counter ? 1 : 0;
  }
  return result;
}

}  // namespace lookback::bug_zoo
