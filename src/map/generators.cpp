#include <algorithm>
#include <array>
#include <cmath>

#include "base/format.h"
#include "base/random.h"
#include "base/say.h"
#include "map/long_spec.h"

// Only exact operations and square roots, which round alike on every machine.
namespace lookback::map {
namespace {

// The scaled score of a query and the key that it looks for. Against others it is that times the overlap of
// two codes, about 1/√d.
constexpr double match_score = 32;
constexpr double topic_score = 24;
constexpr double topic_noise = 0.25;

enum Purpose : std::uint64_t { q_numbers = 1, k_numbers, v_numbers, codes, topics, runs, slots };

Random stream(std::uint64_t seed, Purpose purpose, std::uint64_t index = 0) {
  Random mixed(seed * 0x2545F4914F6CDD1DU + purpose);
  return Random(mixed.bits() ^ index * 0xD1342543DE82EF95U);
}

// A bell of variance 1: the sum of four uniform numbers of 16 bits.
float bell(Random& random) {
  const std::uint64_t bits = random.bits();
  double sum = -2 + 4 * 0x1.0p-17;
  for (int part = 0; part < 64; part += 16) {
    sum += static_cast<double>(bits >> part & 0xFFFF) * 0x1.0p-16;
  }
  return static_cast<float>(sum * std::sqrt(3.0));
}

std::vector<float> bells(const LongSpec& spec, Purpose purpose) {
  Random random = stream(spec.seed, purpose);
  std::vector<float> numbers(static_cast<std::size_t>(spec.tokens) * static_cast<std::size_t>(spec.width));
  for (float& number : numbers) {
    number = bell(random);
  }
  return numbers;
}

// Row by row: `write(i, row)`.
template <class Write>
std::vector<float> by_rows(const LongSpec& spec, Write write) {
  const auto width = static_cast<std::size_t>(spec.width);
  std::vector<float> numbers(static_cast<std::size_t>(spec.tokens) * width);
  for (int i = 0; i < spec.tokens; ++i) {
    write(i, std::span<float>(numbers).subspan(static_cast<std::size_t>(i) * width, width));
  }
  return numbers;
}

// The code of a token: d signs, times a factor.
void write_code(const LongSpec& spec, int token, double factor, std::span<float> row) {
  Random random = stream(spec.seed, codes, static_cast<std::uint64_t>(token));
  std::uint64_t bits = 0;
  for (std::size_t c = 0; c < row.size(); ++c) {
    bits = c % 64 == 0 ? random.bits() : bits >> 1;
    row[c] = static_cast<float>((bits & 1) != 0 ? factor : -factor);
  }
}

// σ q·k of two equal codes is match_score, q having this factor and k 1.
double query_factor(const LongSpec& spec) { return match_score / std::sqrt(spec.width); }

bool sees(const kernels::VisibleKeys& visible, int query, int key, int tokens) {
  return key >= visible.begin(query, tokens) && key < visible.end(query, tokens);
}

std::string numbered(const char* name, int index) { return name + std::to_string(index); }

// random

LongArrays random_arrays(const LongSpec& spec) {
  return {bells(spec, q_numbers), bells(spec, k_numbers), bells(spec, v_numbers)};
}

std::vector<int> nothing_expected(const LongSpec& /*spec*/, int /*query*/,
                                  const kernels::VisibleKeys& /*visible*/) {
  return {};
}

// induction: token i is i mod period. A key says which token came before it, and a query asks for what came
// after its own: the keys i − period + 1, i − 2 period + 1, … (Olsson et al. 2022).

int word_of(const LongSpec& spec, int index) { return index % spec.structure; }

LongArrays induction_arrays(const LongSpec& spec) {
  const auto before = [&spec](int i) { return i == 0 ? spec.structure : word_of(spec, i - 1); };
  return {
      by_rows(spec, [&](int i, auto row) { write_code(spec, word_of(spec, i), query_factor(spec), row); }),
      by_rows(spec, [&](int i, auto row) { write_code(spec, before(i), 1, row); }),
      by_rows(spec, [&](int i, auto row) { write_code(spec, word_of(spec, i), 1, row); })};
}

std::vector<int> induction_keys(const LongSpec& spec, int query, const kernels::VisibleKeys& visible) {
  std::vector<int> keys;
  for (int j = word_of(spec, query) + 1; j < spec.tokens; j += spec.structure) {
    if (sees(visible, query, j, spec.tokens)) {
      keys.push_back(j);
    }
  }
  return keys;
}

// clustered: runs of tokens of one topic; tokens look for their topic.

constexpr int runs_of_a_topic = 4;

int topic_of(const LongSpec& spec, int index) {
  const int length = std::max(1, spec.tokens / (spec.structure * runs_of_a_topic));
  const int run = index / length;
  return stream(spec.seed, runs, static_cast<std::uint64_t>(run)).below(spec.structure);
}

// Signs that overlap little: no two topics share more than (1/2 + 1/8) of them.
std::vector<float> topic_centres(const LongSpec& spec) {
  constexpr int tries = 1000;
  std::vector<float> centres;
  Random random = stream(spec.seed, topics);
  const auto width = static_cast<std::size_t>(spec.width);
  for (int topic = 0; topic < spec.structure; ++topic) {
    std::vector<float> centre(width);
    for (int attempt = 0; attempt < tries; ++attempt) {
      for (float& sign : centre) {
        sign = (random.bits() >> 63) != 0 ? 1.0F : -1.0F;
      }
      bool apart = true;
      for (std::size_t other = 0; other < centres.size(); other += width) {
        float overlap = 0;
        for (std::size_t c = 0; c < width; ++c) {
          overlap += centre[c] * centres[other + c];
        }
        apart = apart && overlap <= static_cast<float>(spec.width) / 4;
      }
      if (apart) {
        break;
      }
    }
    centres.insert(centres.end(), centre.begin(), centre.end());
  }
  return centres;
}

LongArrays clustered_arrays(const LongSpec& spec) {
  const std::vector<float> centres = topic_centres(spec);
  const double factor = std::sqrt(topic_score / std::sqrt(spec.width));
  const auto around = [&](Purpose purpose) {
    return by_rows(spec, [&, random = stream(spec.seed, purpose)](int i, std::span<float> row) mutable {
      const auto centre = static_cast<std::size_t>(topic_of(spec, i)) * row.size();
      for (std::size_t c = 0; c < row.size(); ++c) {
        row[c] = static_cast<float>(factor *
                                    (static_cast<double>(centres[centre + c]) + topic_noise * bell(random)));
      }
    });
  };
  return {around(q_numbers), around(k_numbers), bells(spec, v_numbers)};
}

std::vector<int> topic_keys(const LongSpec& spec, int query, const kernels::VisibleKeys& visible) {
  const int topic = topic_of(spec, query);
  std::vector<int> keys;
  for (auto j = visible.begin(query, spec.tokens); j < visible.end(query, spec.tokens); ++j) {
    if (topic_of(spec, static_cast<int>(j)) == topic) {
      keys.push_back(static_cast<int>(j));
    }
  }
  return keys;
}

// copied: each slot of the second half begins with a copy of three quarters of a slot of the first half, in
// another order. A token looks for itself, wherever it stands.

struct Copying {
  int slot = 0;                // tokens
  int length = 0;              // of them copied
  int half = 0;                // where the copies begin
  std::vector<int> from = {};  // the slot that slot n of the second half copies
};

Copying copying(const LongSpec& spec) {
  Copying plan{.half = spec.tokens / 2};
  plan.slot = plan.half / spec.structure;
  plan.length = plan.slot * 3 / 4;
  Random random = stream(spec.seed, slots);
  for (int n = 0; n < spec.structure; ++n) {
    plan.from.push_back(n);
    std::swap(plan.from.back(), plan.from[static_cast<std::size_t>(random.below(n + 1))]);
  }
  return plan;
}

// What a token is a copy of; itself where it is none.
int origin(const LongSpec& spec, const Copying& plan, int index) {
  const int after = index - plan.half;
  if (after < 0 || plan.slot == 0 || after / plan.slot >= spec.structure ||
      after % plan.slot >= plan.length) {
    return index;
  }
  return plan.from[static_cast<std::size_t>(after / plan.slot)] * plan.slot + after % plan.slot;
}

LongArrays copied_arrays(const LongSpec& spec) {
  const Copying plan = copying(spec);
  const auto coded = [&](double factor) {
    return by_rows(spec, [&](int i, auto row) { write_code(spec, origin(spec, plan, i), factor, row); });
  };
  return {coded(query_factor(spec)), coded(1), bells(spec, v_numbers)};
}

std::vector<int> copied_keys(const LongSpec& spec, int query, const kernels::VisibleKeys& visible) {
  const Copying plan = copying(spec);
  const int wanted = origin(spec, plan, query);
  std::vector<int> keys;
  const auto take = [&](int j) {
    if (sees(visible, query, j, spec.tokens)) {
      keys.push_back(j);
    }
  };
  take(wanted);
  for (int n = 0; plan.slot > 0 && n < spec.structure; ++n) {
    const int j = plan.half + n * plan.slot + wanted % plan.slot;
    if (j != wanted && origin(spec, plan, j) == wanted) {
      take(j);
    }
  }
  return keys;
}

std::string plain_token(const LongSpec& /*spec*/, int index) { return numbered("t", index); }
std::string word_token(const LongSpec& spec, int index) { return numbered("w", word_of(spec, index)); }
std::string topic_token(const LongSpec& spec, int index) {
  return say("topic {0} · {1}", topic_of(spec, index), index);
}
std::string copied_token(const LongSpec& spec, int index) {
  return numbered("w", origin(spec, copying(spec), index));
}

constexpr std::array<Generator, 4> all = {{
    {"random", "Random"_said, "every number from a bell curve of variance 1"_said, 1, "", "",
     [](int) { return 0; }, [](int) { return 0; }, random_arrays, plain_token, nothing_expected},
    {"induction", "Induction"_said,
     "a sequence of different tokens, repeated; a query looks for what followed its token before"_said, 32,
     "period", "tokens until the sequence repeats"_said, [](int tokens) { return std::max(1, tokens / 4); },
     [](int tokens) { return tokens; }, induction_arrays, word_token, induction_keys},
    {"clustered", "Clustered"_said, "runs of tokens of one topic; a query looks for its topic"_said, 32,
     "topics", "topics"_said, [](int) { return 8; }, [](int) { return 16; }, clustered_arrays, topic_token,
     topic_keys},
    {"copied", "Copied"_said,
     "segments of the first half stand in the second again, in another order; a query looks for its "
     "token"_said,
     32, "segments", "segments that are copied"_said,
     [](int tokens) { return std::clamp(tokens / 16, 1, 4); },
     [](int tokens) { return std::max(1, tokens / 16); }, copied_arrays, copied_token, copied_keys},
}};

}  // namespace

std::span<const Generator> generators() { return all; }

const Generator* find_generator(std::string_view id) {
  const auto found = std::ranges::find(all, id, &Generator::id);
  return found == all.end() ? nullptr : &*found;
}

Expected<LongSpec> checked(LongSpec spec) {
  const Generator* generator = find_generator(spec.generator);
  if (generator == nullptr) {
    return fail(say("There is no generator {0}. There are random, induction, clustered and copied.",
                    in_quotes(spec.generator)));
  }
  if (spec.tokens < 1 || spec.tokens > most_map_tokens) {
    return fail(say("tokens is {0}; it goes from 1 to {1}.", spec.tokens, grouped(most_map_tokens)));
  }
  if (spec.width < generator->least_width || spec.width > most_map_width) {
    return fail(say("width is {0}; for {1} it goes from {2} to {3}.", spec.width, spec.generator,
                    generator->least_width, most_map_width));
  }
  if (spec.structure == 0) {
    spec.structure = generator->initial(spec.tokens);
  }
  const int most = generator->most(spec.tokens);
  if (!generator->parameter.empty() && (spec.structure < 1 || spec.structure > most)) {
    return fail(say("{0} is {1}; with {2} it goes from 1 to {3}.", generator->parameter, spec.structure,
                    plural("{0} token", "{0} tokens", spec.tokens), most));
  }
  return spec;
}

}  // namespace lookback::map
