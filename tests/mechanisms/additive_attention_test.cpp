#include "mechanisms/additive_attention/additive_attention.h"

#include <doctest/doctest.h>

#include <cmath>

#include "mechanisms/inputs.h"

using namespace lookback;
using namespace lookback::testing;
namespace additive = lookback::additive_attention;

namespace {

struct Sizes {
  int queries, keys, query_width, key_width, attention_width, value_width;
};

struct Problem {
  HeadInputs<double> inputs;
  additive::Weights<double> weights;
};

Problem random_problem(const Sizes& s, std::uint64_t seed) {
  Random random(seed);
  return {
      {random_matrix(s.queries, s.query_width, random),
       random_matrix(s.keys, s.key_width, random),
       random_matrix(s.keys, s.value_width, random),
       {}},
      {random_matrix(s.attention_width, s.query_width, random),
       random_matrix(s.attention_width, s.key_width, random), random_matrix(1, s.attention_width, random)}};
}

template <class Run>
Cost cost_of(const Problem& problem, Run run) {
  Cost cost;
  const auto to = [&cost](double x) { return Counted(x, &cost); };
  const additive::Weights<Counted> weights = {problem.weights.w_q.map<Counted>(to),
                                              problem.weights.w_k.map<Counted>(to),
                                              problem.weights.w_v.map<Counted>(to)};
  run(counted(problem.inputs, cost), weights, Mask::none(), Meter<Counted>{&cost});
  return cost;
}

}  // namespace

TEST_CASE("additive attention straight from the equation, with widths that all differ") {
  const Problem p = random_problem({3, 5, 4, 2, 6, 3}, 1);
  const HeadOutputs<double> once = additive::projected_once<double>(p.inputs, p.weights, Mask::none(), {});
  for (int i = 0; i < 3; ++i) {
    long double sum = 0;
    std::vector<long double> e(5);
    for (int j = 0; j < 5; ++j) {
      long double score = 0;
      for (int a = 0; a < 6; ++a) {
        long double inner = 0;
        for (int c = 0; c < 4; ++c) {
          inner += static_cast<long double>(p.weights.w_q(a, c)) * p.inputs.q(i, c);
        }
        for (int c = 0; c < 2; ++c) {
          inner += static_cast<long double>(p.weights.w_k(a, c)) * p.inputs.k(j, c);
        }
        score += p.weights.w_v(0, a) * std::tanh(inner);
      }
      CHECK(once.scores(i, j) == doctest::Approx(static_cast<double>(score)).epsilon(1e-14));
      e[static_cast<std::size_t>(j)] = std::exp(score);
      sum += e[static_cast<std::size_t>(j)];
    }
    for (int c = 0; c < 3; ++c) {
      long double o = 0;
      for (int j = 0; j < 5; ++j) {
        o += e[static_cast<std::size_t>(j)] / sum * p.inputs.v(j, c);
      }
      CHECK(std::abs(once.output(i, c) - static_cast<double>(o)) < 1e-15);
    }
  }
}

TEST_CASE("projecting once or for every pair: the same context, the counts of golden/costs.json") {
  struct Expected {
    Sizes sizes;
    std::int64_t once, once_add, each, each_add, tanh, pairs;
  };
  for (const Expected& expected :
       {Expected{{3, 5, 4, 3, 6, 3}, 297, 417, 765, 795, 90, 15},
        Expected{{20, 30, 64, 64, 64, 64}, 281600, 321200, 4992000, 4993200, 38400, 600}}) {
    const Problem p = random_problem(expected.sizes, 2);
    CHECK(largest_difference(
              additive::projected_once<double>(p.inputs, p.weights, Mask::none(), {}).output,
              additive::projected_each_step<double>(p.inputs, p.weights, Mask::none(), {}).output) < 1e-14);
    const Cost once = cost_of(p, additive::projected_once<Counted>);
    CHECK(once.mul == expected.once);
    CHECK(once.mac == expected.once);
    CHECK(once.add == expected.once_add);
    const Cost each = cost_of(p, additive::projected_each_step<Counted>);
    CHECK(each.mul == expected.each);
    CHECK(each.mac == expected.each);
    CHECK(each.add == expected.each_add);
    for (const Cost& cost : {once, each}) {
      CHECK(cost.tanh == expected.tanh);
      CHECK(cost.exp == expected.pairs);
      CHECK(cost.div == expected.pairs);
      CHECK(cost.cmp == expected.pairs);
    }
  }
}

TEST_CASE("a bias on the query is added once, in both forms") {
  Problem p = random_problem({2, 3, 2, 2, 3, 2}, 3);
  p.weights.b_q = {{0.5, -0.25, 1}};
  const Matrix<double> biased =
      additive::projected_once<double>(p.inputs, p.weights, Mask::none(), {}).scores;
  CHECK(largest_difference(
            biased, additive::projected_each_step<double>(p.inputs, p.weights, Mask::none(), {}).scores) <
        1e-15);
  // The same as a query with one more number, 1, that the bias is the weight of.
  Problem wider = p;
  wider.weights.b_q = {};
  wider.weights.w_q = Matrix<double>(3, 3);
  wider.inputs.q = Matrix<double>(2, 3, 1);
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 2; ++c) {
      wider.weights.w_q(r, c) = p.weights.w_q(r, c);
    }
    wider.weights.w_q(r, 2) = p.weights.b_q(0, r);
  }
  for (int i = 0; i < 2; ++i) {
    std::ranges::copy(p.inputs.q.row(i), wider.inputs.q.row(i).begin());
  }
  CHECK(largest_difference(
            biased, additive::projected_once<double>(wider.inputs, wider.weights, Mask::none(), {}).scores) <
        1e-15);
}

TEST_CASE("scores far below zero are no trouble, and a query that may look at nothing has context zero") {
  Problem p = random_problem({2, 2, 2, 2, 2, 2}, 4);
  for (double& x : p.weights.w_v.elements()) {
    x = -1e6;
  }
  const HeadOutputs<double> low = additive::projected_once<double>(p.inputs, p.weights, Mask::none(), {});
  CHECK(low.weights(0, 0) + low.weights(0, 1) == doctest::Approx(1));
  const HeadOutputs<double> blind =
      additive::projected_once<double>(p.inputs, p.weights, Mask::bits({{1, 1}, {0, 0}}), {});
  CHECK(blind.output(1, 0) == 0);
  CHECK(blind.output(0, 0) != 0);
  CHECK(additive::projected_once<double>({p.inputs.q, Matrix<double>(0, 2), Matrix<double>(0, 2), {}},
                                         p.weights, Mask::none(), {})
            .output == Matrix<double>(2, 2));
}
