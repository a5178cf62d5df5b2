#include <doctest/doctest.h>

#include "kernels/attention_case.h"

using namespace lookback;
using namespace lookback::testing;
using kernels::Kernels;
using kernels::runnable_kernels;

namespace {

constexpr int widths[] = {1, 2, 3, 4, 8, 16, 32, 64, 80, 128};

void check_forward(const AttentionCase& given) {
  for (const Kernels* each : runnable_kernels()) {
    CAPTURE(each->instructions);
    const std::string wrong = difference(given, forward(*each, given));
    CHECK_MESSAGE(wrong.empty(), wrong);
  }
}

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE("attention forward is the definition at every length up to 130") {
  for (int tokens = 1; tokens <= 130; ++tokens) {
    AttentionCase given;
    given.shape = {1, 1, 1, tokens, tokens, widths[tokens % 10], widths[(tokens / 10 + tokens) % 10]};
    choose_mask(given, tokens * 7 / 3);
    fill(given, static_cast<std::uint64_t>(tokens), 2);
    CAPTURE(tokens);
    check_forward(given);
  }
}

TEST_CASE("attention forward is the definition for every width under every mask") {
  for (const int width : widths) {
    for (int turn = 0; turn < 5; ++turn) {
      AttentionCase given;
      given.shape = {1, 1, 1, 101, 101, width, width};
      choose_mask(given, turn);
      fill(given, static_cast<std::uint64_t>(width), 2);
      CAPTURE(width);
      CAPTURE(turn);
      check_forward(given);
    }
  }
}

TEST_CASE("attention forward is the definition at a few thousand tokens") {
  for (const int tokens : {1000, 2311}) {
    AttentionCase given;
    given.shape = {1, 1, 1, tokens, tokens, 8, 5};
    choose_mask(given, tokens == 1000 ? 2 : 0);
    fill(given, 5, 2);
    check_forward(given);
  }
}

TEST_CASE("attention forward shares heads of keys and values among consecutive query heads, batch by batch") {
  for (const int kv_heads : {1, 2, 6}) {
    AttentionCase given;
    given.shape = {2, 6, kv_heads, 37, 37, 16, 12};
    choose_mask(given, 0);
    fill(given, 11);
    check_forward(given);
  }
}

TEST_CASE("attention forward with more keys than queries, fewer, and rows that see nothing") {
  for (const auto& [queries, keys, offset] :
       {std::tuple{5, 70, 65}, {1, 200, 199}, {70, 5, 0}, {40, 20, -20}, {33, 7, 9}, {3, 1, -5}}) {
    for (const int turn : {0, 1, 3, 4}) {
      AttentionCase given;
      given.shape = {1, 2, 1, queries, keys, 6, 7};
      given.visible.offset = offset;
      choose_mask(given, turn);
      fill(given, 3);
      CAPTURE(queries);
      CAPTURE(turn);
      check_forward(given);
    }
  }
}

TEST_CASE("attention forward without keys gives zeros and -inf; without queries, nothing") {
  for (const Kernels* each : runnable_kernels()) {
    AttentionCase given;
    given.shape = {1, 1, 1, 3, 0, 4, 4};
    fill(given, 1);
    const AttentionResult result = forward(*each, given);
    for (const float x : result.output) {
      CHECK(x == 0);
    }
    for (const float x : result.log_sum_exp) {
      CHECK(x == -std::numeric_limits<float>::infinity());
    }
    given.shape.queries = 0;
    given.q.clear();
    CHECK(forward(*each, given).output.empty());
  }
}

TEST_CASE("attention forward holds logits of any size") {
  for (const double magnitude : {9.0, 40.0, 1e4}) {  // logits to about ±80, ±1600, ±10⁸
    AttentionCase given;
    given.shape = {1, 1, 1, 90, 90, 4, 4};
    choose_mask(given, 0);
    fill(given, 23, magnitude);
    CAPTURE(magnitude);
    check_forward(given);
  }
}

TEST_CASE("attention forward subtracts a maximum that grows from tile to tile, and one far below zero") {
  AttentionCase given;
  given.shape = {1, 1, 1, 20, 700, 1, 2};
  choose_mask(given, 2);
  fill(given, 29);
  given.scale = 1;
  for (std::size_t i = 0; i < given.q.size(); ++i) {
    given.q[i] = i % 3 == 0 ? -90.0F : 1.0F;
  }
  for (std::size_t j = 0; j < given.k.size(); ++j) {
    given.k[j] = 2 + static_cast<float>(j) / 20;
  }
  check_forward(given);
}

TEST_CASE("attention forward keeps NaN and infinity of hidden keys out of rows that do not see them") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    for (const int at : {0, 5, 40, 66}) {
      AttentionCase given;
      given.shape = {1, 1, 1, 67, 67, 5, 5};
      given.mask = Mask::window(11, 0);
      given.visible = {11, 0, 0};
      fill(given, 31);
      given.k[static_cast<std::size_t>(at) * 5 + 2] = bad;
      given.v[static_cast<std::size_t>(at) * 5 + 3] = bad;
      for (const Kernels* each : runnable_kernels()) {
        const AttentionResult result = forward(*each, given);
        for (int i = 0; i < 67; ++i) {
          const bool sees = i >= at && i - at <= 11;
          bool finite = true;
          for (int c = 0; c < 5; ++c) {
            finite = finite && std::isfinite(result.output[static_cast<std::size_t>(i) * 5 + c]);
          }
          if (!sees) {
            CHECK(finite);
          }
          if (sees && std::isnan(bad)) {
            CHECK(std::isnan(result.output[static_cast<std::size_t>(i) * 5]));
          }
        }
      }
    }
  }
}

TEST_CASE("attention forward in parts is attention forward") {
  AttentionCase given;
  given.shape = {1, 4, 2, 150, 150, 8, 8};
  choose_mask(given, 0);
  fill(given, 37);
  for (const Kernels* each : runnable_kernels()) {
    const AttentionResult whole = forward(*each, given);
    AttentionResult parts = whole;
    std::ranges::fill(parts.output, 0.0F);
    Floats scratch(static_cast<std::size_t>(each->attention_forward_scratch(given.shape)));
    for (int head = 0; head < 4; ++head) {
      for (const auto& [first, end] : {std::pair{0, 70}, {70, 71}, {71, 150}}) {
        each->attention_forward(given.shape, given.visible, given.inputs(), {parts.output.data(), nullptr},
                                {head, head + 1, first, end}, scratch.data());
      }
    }
    const std::string wrong = difference(given, parts);
    CHECK_MESSAGE(wrong.empty(), wrong);
  }
}

TEST_CASE("attention's scratch stays below a megabyte whatever the length") {
  for (const Kernels* each : runnable_kernels()) {
    const kernels::AttentionShape shape = {1, 8, 8, 16384, 16384, 256, 256};
    CHECK(each->attention_forward_scratch(shape) * 4 < 1 << 20);
    CHECK(each->attention_decode_scratch(shape) * 4 < 1 << 20);
  }
}

TEST_SUITE_END();
