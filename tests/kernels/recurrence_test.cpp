#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "kernels/kernels.h"
#include "mechanisms/linear_attention/linear_attention.h"
#include "mechanisms/rwkv4_wkv/rwkv4_wkv.h"

using namespace lookback;
using kernels::Kernels;
using kernels::RecurrenceShape;
using kernels::runnable_kernels;

namespace {

using Floats = std::vector<float>;
constexpr int widths[] = {1, 2, 3, 4, 8, 16, 32, 64, 80, 128};
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

Floats random_floats(std::int64_t count, Random& random, double least = -1) {
  Floats result(static_cast<std::size_t>(count));
  for (float& x : result) {
    x = static_cast<float>(least + random.unit() * (1 - least));
  }
  return result;
}

Matrix<double> rows_of(const Floats& array, std::int64_t head, int rows, int width) {
  Matrix<double> result(rows, width);
  for (std::size_t i = 0; i < result.elements().size(); ++i) {
    result.elements()[i] = array[static_cast<std::size_t>(head * rows * width) + i];
  }
  return result;
}

// What a mechanism of this kind is given, and what it leaves.
struct Case {
  RecurrenceShape shape;
  Floats decays;
  float scale = 1;
  bool linear = false;
  Floats q;
  Floats k;
  Floats v;

  int heads() const { return shape.batch * shape.heads; }
  HeadInputs<double> head(int h) const {
    return {rows_of(q, h, shape.tokens, shape.key_width),
            rows_of(k, h, shape.tokens, shape.key_width),
            rows_of(v, h, shape.tokens, shape.value_width),
            {}};
  }
};

constexpr float epsilon = 1e-3F;

Case random_case(const RecurrenceShape& shape, bool linear, std::uint64_t seed) {
  Random random(seed);
  Case given{shape, {}, 1, linear, {}, {}, {}};
  constexpr float decays[] = {0.97F, 0.5F, 1.0F, 0.0F, 0.999F};
  for (int h = 0; h < shape.heads; ++h) {
    given.decays.push_back(decays[(h + seed) % 5]);
  }
  given.scale = linear ? 1 : static_cast<float>(1 / std::sqrt(shape.key_width));
  const std::int64_t rows = std::int64_t{given.heads()} * shape.tokens;
  given.q = random_floats(rows * shape.key_width, random);
  given.k = random_floats(rows * shape.key_width, random);
  given.v = random_floats(rows * shape.value_width, random);
  return given;
}

struct State {
  Floats s;
  Floats z;
};

State start(const Case& given) {
  const RecurrenceShape& shape = given.shape;
  return {Floats(static_cast<std::size_t>(given.heads()) * shape.key_width * shape.value_width),
          Floats(static_cast<std::size_t>(given.heads()) * shape.key_width)};
}

Floats by_chunks(const Kernels& kernels, const Case& given, State& state) {
  const RecurrenceShape& shape = given.shape;
  Floats output(given.v.size(), not_a_number);
  Floats scratch(static_cast<std::size_t>(kernels.chunkwise_scratch(shape)), not_a_number);
  const kernels::RecurrenceArrays arrays = {given.q.data(), given.k.data(), given.v.data(),
                                            output.data(),  state.s.data(), state.z.data()};
  const int middle = shape.tokens / 2;
  for (const auto& [first, end] : {std::pair{0, middle}, {middle, shape.tokens}}) {
    const kernels::RecurrencePart part = {0, given.heads(), first, end};
    if (given.linear) {
      kernels.linear_attention_chunkwise(shape, {epsilon}, arrays, part, scratch.data());
    } else {
      kernels.retention_chunkwise(shape, {given.decays.data(), given.scale}, arrays, part, scratch.data());
    }
  }
  return output;
}

// Token by token; only for one head.
Floats by_steps(const Kernels& kernels, const Case& given, State& state) {
  RecurrenceShape one = given.shape;
  one.tokens = 1;
  Floats output(given.v.size(), not_a_number);
  Floats scratch(static_cast<std::size_t>(kernels.linear_attention_step_scratch(one)), not_a_number);
  for (std::ptrdiff_t t = 0; t < given.shape.tokens; ++t) {
    const kernels::RecurrenceArrays arrays = {given.q.data() + t * one.key_width,
                                              given.k.data() + t * one.key_width,
                                              given.v.data() + t * one.value_width,
                                              output.data() + t * one.value_width,
                                              state.s.data(),
                                              state.z.data()};
    if (given.linear) {
      kernels.linear_attention_step(one, {epsilon}, arrays, 0, 1, scratch.data());
    } else {
      kernels.retention_step(one, {given.decays.data(), given.scale}, arrays, 0, 1);
    }
  }
  return output;
}

HeadOutputs<double> definition(const Case& given, int head) {
  HeadInputs<double> inputs = given.head(head);
  if (given.linear) {
    return linear_attention::parallel<double>(linear_attention::featured<double>(inputs), Mask::causal(),
                                              epsilon, Meter<double>());
  }
  const double decay = given.decays[static_cast<std::size_t>(head % given.shape.heads)];
  return decayed_attention::parallel<double>(
      decayed_attention::prepared<double>(std::move(inputs), {decay, given.scale, {}}), Mask::causal(), decay,
      Meter<double>());
}

// Of the outputs, relative to the largest number that is summed: |q| |k| |v| times the tokens that still
// count.
double error(const Case& given, const Floats& output) {
  double worst = 0;
  for (int h = 0; h < given.heads(); ++h) {
    const Matrix<double> should = definition(given, h).output;
    double largest = 1;
    for (const double x : should.elements()) {
      largest = std::max(largest, std::abs(x));
    }
    for (std::size_t i = 0; i < should.elements().size(); ++i) {
      const double difference =
          std::abs(output[static_cast<std::size_t>(h) * should.elements().size() + i] - should.elements()[i]);
      worst = std::isnan(difference) ? std::numeric_limits<double>::infinity()
                                     : std::max(worst, difference / largest);
    }
  }
  return worst;
}

constexpr double allowed = 4e-6;

void check_recurrence(const Case& given) {
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    State chunked = start(given);
    CHECK(error(given, by_chunks(*each, given, chunked)) < allowed);
    if (given.heads() != 1) {
      continue;
    }
    State stepped = start(given);
    CHECK(error(given, by_steps(*each, given, stepped)) < allowed);
    for (std::size_t i = 0; i < stepped.s.size(); ++i) {
      CHECK(std::abs(stepped.s[i] - chunked.s[i]) <= 1e-5 * (1 + given.shape.tokens / 20.0));
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE(
    "retention and linear attention, by chunks and by steps, are the definition at every length up to 130") {
  for (int tokens = 1; tokens <= 130; ++tokens) {
    const RecurrenceShape shape = {1, 1, tokens, widths[tokens % 10], widths[(tokens / 10 + tokens) % 10]};
    CAPTURE(tokens);
    check_recurrence(random_case(shape, tokens % 2 == 0, static_cast<std::uint64_t>(tokens)));
    check_recurrence(random_case(shape, tokens % 2 == 1, static_cast<std::uint64_t>(tokens + 1)));
  }
}

TEST_CASE(
    "retention and linear attention of several heads and batches, each with its decay, at a thousand "
    "tokens") {
  for (const bool linear : {false, true}) {
    check_recurrence(random_case({2, 5, 70, 6, 9}, linear, 3));
    check_recurrence(random_case({1, 1, 1200, 8, 8}, linear, 0));
    check_recurrence(random_case({1, 1, 0, 4, 4}, linear, 0));
  }
}

TEST_CASE("retention and linear attention keep a later token's NaN and infinity out of earlier rows") {
  for (const bool linear : {false, true}) {
    for (const float bad : {not_a_number, std::numeric_limits<float>::infinity()}) {
      for (const int at : {3, 20, 64}) {
        Case given = random_case({1, 1, 66, 4, 4}, linear, 0);
        given.k[static_cast<std::size_t>(at) * 4 + 1] = bad;
        given.v[static_cast<std::size_t>(at) * 4 + 2] = bad;
        for (const Kernels* each : runnable_kernels()) {
          State state = start(given);
          const Floats output = by_chunks(*each, given, state);
          for (int i = 0; i < at * 4; ++i) {
            CHECK(std::isfinite(output[static_cast<std::size_t>(i)]));
          }
        }
      }
    }
  }
}

TEST_CASE("RWKV-4's wkv is the definition, for logits of any size, in one go and token by token") {
  for (const int channels : {1, 3, 4, 8, 17, 64, 80}) {
    for (const double magnitude : {1.0, 80.0, 1000.0}) {
      const int tokens = 30 + channels;
      Random random(static_cast<std::uint64_t>(channels));
      Floats k = random_floats(2 * tokens * channels, random);
      for (float& x : k) {
        x *= static_cast<float>(magnitude);
      }
      const Floats v = random_floats(2 * tokens * channels, random);
      const Floats decay = random_floats(channels, random, 0);
      const Floats bonus = random_floats(channels, random);
      for (const Kernels* each : runnable_kernels()) {
        CAPTURE(each->instructions);
        Floats output(v.size(), not_a_number);
        Floats a(static_cast<std::size_t>(2 * channels));
        Floats b = a;
        Floats p(a.size(), -std::numeric_limits<float>::infinity());
        each->rwkv4_wkv(
            2, tokens, channels,
            {k.data(), v.data(), decay.data(), bonus.data(), output.data(), a.data(), b.data(), p.data()});
        const Matrix<double> w = rows_of(decay, 0, 1, channels);
        const Matrix<double> u = rows_of(bonus, 0, 1, channels);
        for (int i = 0; i < 2; ++i) {
          const auto should =
              rwkv4_wkv::parallel<double>(rows_of(k, i, tokens, channels), rows_of(v, i, tokens, channels),
                                          {w.row(0), u.row(0)}, Mask::causal(), Meter<double>());
          for (std::size_t e = 0; e < should.output.elements().size(); ++e) {
            const double is = output[static_cast<std::size_t>(i) * should.output.elements().size() + e];
            CHECK(std::abs(is - should.output.elements()[e]) <= 2e-6 * (1 + magnitude / 4));
          }
        }
        // The second sequence again, token by token.
        Floats stepped(static_cast<std::size_t>(channels));
        Floats a1(stepped.size());
        Floats b1 = a1;
        Floats p1(a1.size(), -std::numeric_limits<float>::infinity());
        for (int t = 0; t < tokens; ++t) {
          const std::ptrdiff_t at = std::ptrdiff_t{tokens + t} * channels;
          each->rwkv4_wkv(1, 1, channels,
                          {k.data() + at, v.data() + at, decay.data(), bonus.data(), stepped.data(),
                           a1.data(), b1.data(), p1.data()});
          CHECK(std::equal(stepped.begin(), stepped.end(), output.begin() + at));
        }
      }
    }
  }
}

TEST_SUITE_END();
