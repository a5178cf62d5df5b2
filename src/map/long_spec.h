#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "kernels/attention.h"

// Inputs of real length have a name: a generator, sizes and a seed. The numbers follow from it, on every
// machine the same.
namespace lookback::map {

struct LongSpec {
  std::string generator = "random";  // or "file"
  int tokens = 4096;
  int width = 64;  // of q, k and v
  std::uint64_t seed = 1;
  int structure = 0;  // what the generator's own parameter says: the period, the topics, the segments

  friend bool operator==(const LongSpec&, const LongSpec&) = default;
};

// The numbers of q, k and v, each [S, d].
struct LongArrays {
  std::vector<float> q;
  std::vector<float> k;
  std::vector<float> v;
};

struct Generator {
  std::string_view id;
  std::string_view title;
  std::string_view meaning;
  int least_width;             // narrower, codes of tokens could not be told apart
  std::string_view parameter;  // empty: it has none
  std::string_view parameter_meaning;
  int (*initial)(int tokens);  // of the parameter
  int (*most)(int tokens);     //
  LongArrays (*arrays)(const LongSpec&);
  // The token's label, by which what repeats can be seen to repeat.
  std::string (*token)(const LongSpec&, int index);
  // The known answer: the keys, among those that the query sees, that hold nearly all of its softmax weight.
  // Empty where the generator promises nothing.
  std::vector<int> (*expected_keys)(const LongSpec&, int query, const kernels::VisibleKeys&);
};

std::span<const Generator> generators();

// Null when there is none of that name.
const Generator* find_generator(std::string_view id);

// The spec with its parameter, if that is 0, at the generator's start; or a sentence that says what is
// accepted.
Expected<LongSpec> checked(LongSpec spec);

}  // namespace lookback::map
