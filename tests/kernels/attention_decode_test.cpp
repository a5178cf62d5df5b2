#include <doctest/doctest.h>

#include "kernels/attention_case.h"

using namespace lookback;
using namespace lookback::testing;
using kernels::Kernels;
using kernels::runnable_kernels;

namespace {

// The cache has room for more than it holds: what lies behind is NaN.
AttentionResult decode(const Kernels& kernels, const AttentionCase& given, int capacity) {
  const kernels::AttentionShape& s = given.shape;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const int kv_rows = s.batch * s.kv_heads;
  const auto with_room = [&](const Floats& rows, int width) {
    Floats result(static_cast<std::size_t>(kv_rows) * capacity * width, nan);
    for (int h = 0; h < kv_rows; ++h) {
      std::copy_n(rows.begin() + std::ptrdiff_t{h} * s.keys * width, s.keys * width,
                  result.begin() + std::ptrdiff_t{h} * capacity * width);
    }
    return result;
  };
  const Floats k = with_room(given.k, s.key_width);
  const Floats v = with_room(given.v, s.value_width);
  AttentionResult result{Floats(static_cast<std::size_t>(given.rows() * s.value_width), nan),
                         Floats(static_cast<std::size_t>(given.rows()), nan)};
  Floats scratch(static_cast<std::size_t>(kernels.attention_decode_scratch(s)), nan);
  kernels.attention_decode(s, given.visible, {given.q.data(), k.data(), v.data(), given.scale}, capacity,
                           {result.output.data(), result.log_sum_exp.data()}, 0, kv_rows, scratch.data());
  return result;
}

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE("a decode step is the definition's row, at every length of the cache") {
  constexpr int widths[] = {1, 2, 3, 4, 8, 16, 32, 64, 80, 128};
  for (int keys = 0; keys <= 130; ++keys) {
    for (const Kernels* each : runnable_kernels()) {
      AttentionCase given;
      given.shape = {1, 2, 1, 1, keys, widths[keys % 10], widths[(keys / 10 + keys) % 10]};
      given.visible.offset = keys - 1;
      choose_mask(given, keys % 3);
      fill(given, static_cast<std::uint64_t>(keys), 2);
      CAPTURE(each->instructions);
      CAPTURE(keys);
      const std::string wrong = difference(given, decode(*each, given, keys + keys % 4));
      CHECK_MESSAGE(wrong.empty(), wrong);
    }
  }
}

TEST_CASE("decode steps of a batch, with shared heads, a long cache and large logits") {
  for (const double magnitude : {1.0, 30.0}) {
    for (const int kv_heads : {1, 2, 4}) {
      AttentionCase given;
      given.shape = {3, 4, kv_heads, 1, 1700, 16, 20};
      given.visible.offset = 1699;
      choose_mask(given, 0);
      fill(given, 41, magnitude);
      for (const Kernels* each : runnable_kernels()) {
        CAPTURE(each->instructions);
        const std::string wrong = difference(given, decode(*each, given, 1705));
        CHECK_MESSAGE(wrong.empty(), wrong);
      }
    }
  }
}

TEST_CASE("decode steps against caches of many tiles, near and so large that they are read from far away") {
  struct Cache {
    int keys, width, heads;
  };
  for (const auto& [keys, width, heads] :
       {Cache{9001, 64, 1}, {16501, 64, 3}, {8203, 128, 3}, {13113, 80, 3}, {150001, 7, 3}}) {
    AttentionCase given;
    given.shape = {1, heads, heads, 1, keys, width, width};
    given.visible.offset = keys - 1;
    choose_mask(given, 0);
    fill(given, 43, 2);
    CAPTURE(width);
    for (const Kernels* each : runnable_kernels()) {
      CAPTURE(each->instructions);
      const std::string wrong = difference(given, decode(*each, given, keys));
      CHECK_MESSAGE(wrong.empty(), wrong);
    }
  }
}

TEST_SUITE_END();
