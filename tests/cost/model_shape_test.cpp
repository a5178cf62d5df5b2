#include <doctest/doctest.h>

#include <algorithm>

#include "cost/amount_text.h"
#include "cost/model_flops.h"
#include "cost/model_shapes.h"

namespace lookback {
namespace {

const ModelShape& shape_of(std::string_view title) {
  const auto* found = std::ranges::find(published_shapes, title, &ModelShape::title);
  REQUIRE(found != published_shapes.end());
  return *found;
}

constexpr double fp16 = 2;
constexpr double gib = 1024.0 * 1024 * 1024;

TEST_CASE("Weights of the published shapes are the published numbers of parameters") {
  struct Published {
    std::string_view title;
    double parameters;
    double tolerance;
  };
  // Counts of the released checkpoints, where not said otherwise; biases and norms are not in our sums.
  constexpr Published all[] = {
      {"GPT-2 small", 124'439'808, 1e-3},      // openai-community/gpt2
      {"GPT-2 XL", 1'557'611'200, 1e-3},       // openai-community/gpt2-xl
      {"Llama 2 7B", 6'738'415'616, 1e-4},     // meta-llama/Llama-2-7b-hf
      {"Llama 3 8B", 8'030'261'248, 1e-4},     // meta-llama/Meta-Llama-3-8B
      {"Llama 3 70B", 70'553'706'496, 1e-4},   // meta-llama/Meta-Llama-3-70B
      {"Llama 3 405B", 405e9, 3e-3},           // Grattafiori et al. 2024: "405B"
      {"Mistral 7B", 7'241'732'096, 1e-4},     // mistralai/Mistral-7B-v0.1
      {"Mixtral 8×7B", 46'702'792'704, 1e-4},  // mistralai/Mixtral-8x7B-v0.1
      {"RWKV-4 14B", 1.415e10, 1e-3},          // Peng et al. 2023, table 2
  };
  for (const Published& published : all) {
    CAPTURE(published.title);
    CHECK(weights(shape_of(published.title)) ==
          doctest::Approx(published.parameters).epsilon(published.tolerance));
  }
  // Sun et al. 2023, section 2.4: 8 d² in retention and 4 d² in the FFN of a layer.
  CHECK(weights(shape_of("RetNet 6.7B")) == 32 * 12 * 4096.0 * 4096.0);
}

TEST_CASE("Llama 3 70B in fp16: 320 KiB a token, 40 GiB = 42.9 GB at 131 072 tokens, 328 GB at a million") {
  const ModelShape& llama = shape_of("Llama 3 70B");
  CHECK(kv_cache_bytes_per_token(llama, fp16) == 327'680);
  CHECK(held_bytes(llama, 131072, fp16) == 40 * gib);
  CHECK(held_bytes(llama, 131072, fp16) / 1e9 == doctest::Approx(42.95).epsilon(1e-3));
  CHECK(held_bytes(llama, 1e6, fp16) == 327.68e9);
  CHECK(byte_text(held_bytes(llama, 131072, fp16), BytePrefix::binary) == "40 GiB");
  CHECK(byte_text(held_bytes(llama, 131072, fp16), BytePrefix::decimal) == "42.95 GB");
}

TEST_CASE("Numbers that went around, and the mistake that makes each") {
  const ModelShape& llama = shape_of("Llama 3 70B");
  // "64 heads, 1M tokens: about 80 GB": its own factors give 2.62 TB, the 8 key and value heads 328 GB.
  ModelShape all_heads = llama;
  all_heads.kv_heads = llama.heads;
  CHECK(held_bytes(all_heads, 1e6, fp16) == doctest::Approx(2.62e12).epsilon(1e-3));
  // "340 GB at 128K": the model's width in place of H_kv d, eight times too much.
  CHECK(2 * llama.layers * llama.width * fp16 * 131072 == 8 * held_bytes(llama, 131072, fp16));
  CHECK(2 * llama.layers * llama.width * fp16 * 131072 == doctest::Approx(343.6e9).epsilon(1e-3));
  // "512 MB for a 7B model at 32K": 32 times too little.
  CHECK(held_bytes(shape_of("Llama 2 7B"), 32768, fp16) == 16 * gib);
  CHECK(held_bytes(shape_of("Llama 2 7B"), 32768, fp16) / 32 == 512.0 * 1024 * 1024);
  // "39.06 GB at 128k" is GiB, of 128 000 tokens.
  CHECK(held_bytes(llama, 128000, fp16) / gib == 39.0625);
  // The 405B row of the same table is twice what 126 layers of 8 heads of 128 give.
  CHECK(held_bytes(shape_of("Llama 3 405B"), 1024, fp16) / gib == doctest::Approx(0.492).epsilon(1e-3));
}

TEST_CASE("A window stops the cache from growing; a state never grows") {
  const ModelShape& mistral = shape_of("Mistral 7B");
  CHECK(held_bytes(mistral, 4096, fp16) == gib / 2);
  CHECK(held_bytes(mistral, 1e6, fp16) == gib / 2);
  CHECK(held_bytes(shape_of("Mixtral 8×7B"), 8192, fp16) == gib);  // it has no window
  CHECK(pairs_seen(mistral, 4096) == 4096.0 * 4097 / 2);
  CHECK(pairs_seen(mistral, 8192) == 4096.0 * 8192 - 4096.0 * 4095 / 2);

  const double retnet = held_bytes(shape_of("RetNet 6.7B"), 1, fp16);
  CHECK(retnet == 32.0 * 16 * 256 * 512 * 2);
  CHECK(retnet == 128.0 * 1024 * 1024);
  CHECK(held_bytes(shape_of("RetNet 6.7B"), 1e6, fp16) == retnet);
  CHECK(held_bytes(shape_of("RWKV-4 14B"), 1e6, fp16) == 5.0 * 40 * 5120 * 2);
  CHECK(kv_cache_bytes_per_token(shape_of("RWKV-4 14B"), fp16) == 0);
}

TEST_CASE("A head's retention state is smaller than its cache from S > d/2 on") {
  ModelShape head;  // one layer, one head
  head.head_width = head.value_head_width = 64;
  ModelShape state = head;
  state.mixer = TokenMixer::retention;
  CHECK(held_bytes(head, 32, fp16) == held_bytes(state, 32, fp16));
  CHECK(held_bytes(head, 33, fp16) > held_bytes(state, 33, fp16));
  // A step: equal multiply–adds at t = d.
  CHECK(mixing_macs(head, 64) == mixing_macs(state, 64));
}

TEST_CASE("Conventions of counting") {
  const ModelShape& gpt = shape_of("GPT-2 small");
  const double tokens = 1024;
  const auto count = [&](Convention convention) { return *flops_per_token(gpt, tokens, convention); };
  const double linear = linear_macs_per_token(gpt);
  CHECK(linear == 12 * 12 * 768.0 * 768 + 50257 * 768.0);

  // Causal exactly: 4 B H d S(S+1)/2 a layer, which halving the square nearly is.
  const double exact = 4.0 * 12 * 12 * 64 * tokens * (tokens + 1) / 2;
  CHECK(tokens * (count(Convention::twice_macs) - 2 * linear) == exact);
  CHECK(2 * count(Convention::macs) == count(Convention::twice_macs));
  CHECK(tokens * count(Convention::flash_attention) == 4.0 * 12 * 12 * 64 * tokens * tokens / 2);
  CHECK(exact / (tokens * count(Convention::flash_attention)) == doctest::Approx(1025.0 / 1024));

  // nanoGPT, estimate_mfu: N without the positions' table, which the biases would add 0.1 % to.
  const double n = weights(gpt) - 1024 * 768.0;
  CHECK(count(Convention::palm) == 6 * n + 12.0 * 12 * 12 * 64 * 1024);
  CHECK(count(Convention::llm_viewer) == 2 * linear + 12 * 12 * (4 * 64 + 5) * tokens);
  CHECK(count(Convention::megatron_full) == 3 * (2 * linear + 4.0 * 12 * 768 * tokens));
  CHECK(count(Convention::megatron_full) - count(Convention::megatron_halved) == 3 * 2.0 * 12 * 768 * tokens);
  // Tied tables are counted once in N: the only difference between PaLM's formula and Megatron's is none.
  CHECK(count(Convention::palm) == count(Convention::megatron_full));
}

TEST_CASE("What has no scores is not counted by formulas of scores") {
  for (const std::string_view title : {"RetNet 6.7B", "RWKV-4 14B"}) {
    const ModelShape& shape = shape_of(title);
    CHECK(flops_per_token(shape, 4096, Convention::twice_macs) ==
          flops_per_token(shape, 8192, Convention::twice_macs));
    for (const Convention convention : {Convention::flash_attention, Convention::palm, Convention::llm_viewer,
                                        Convention::megatron_full, Convention::megatron_halved}) {
      CHECK_FALSE(flops_per_token(shape, 4096, convention).has_value());
    }
  }
  // Peng et al. 2023, table 2: 2.778e10 a token, which is 2 (V D + 13 D² L); the formula printed there has 2
  // V D.
  CHECK(*flops_per_token(shape_of("RWKV-4 14B"), 1024, Convention::twice_macs) ==
        doctest::Approx(2.778e10).epsilon(1e-3));
}

TEST_CASE("A decode step of one sequence reads every weight for two operations") {
  const ModelShape& llama = shape_of("Llama 3 8B");
  const DecodeStep one = decode_step(llama, 1, 1, fp16);
  CHECK(one.flops_per_byte == doctest::Approx(1).epsilon(1e-3));
  const DecodeStep many = decode_step(llama, 1, 64, fp16);
  CHECK(many.weight_bytes == one.weight_bytes);
  CHECK(many.flops == 64 * one.flops);
  CHECK(many.flops_per_byte > 60);
  // The cache is read by each sequence alone, so it bounds what a batch can win: 4 heads share a key.
  CHECK(decode_step(llama, 1e7, 1024, fp16).flops_per_byte < 4.1);
  // More sequences reach more experts.
  const ModelShape& mixtral = shape_of("Mixtral 8×7B");
  CHECK(decode_step(mixtral, 1, 4, fp16).weight_bytes > 3 * decode_step(mixtral, 1, 1, fp16).weight_bytes);
  CHECK(decode_step(mixtral, 1, 5, fp16).weight_bytes == decode_step(mixtral, 1, 4, fp16).weight_bytes);
}

TEST_CASE("Amounts as text") {
  CHECK(byte_text(1023, BytePrefix::binary) == "1023 B");
  CHECK(byte_text(1024, BytePrefix::binary) == "1 KiB");
  CHECK(byte_text(327680, BytePrefix::binary) == "320 KiB");
  CHECK(byte_text(1e15, BytePrefix::decimal) == "1 PB");
  CHECK(amount_text(0.16471) == "0.1647");
  CHECK(amount_text(16777216) == "16\u202f777\u202f216");
  CHECK(amount_text(1.5e15) == "1.5e+15");
}

}  // namespace
}  // namespace lookback
