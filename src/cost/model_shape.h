#pragma once

#include <cstdint>
#include <string_view>

// What a model of a published shape holds and computes. Every size is a double: exact up to 2^53, rounded to
// sixteen digits beyond, where 64 bits would overflow.
namespace lookback {

// What mixes the tokens of a layer, and so what a generation keeps.
enum class TokenMixer : std::uint8_t {
  attention,  // a KV cache that grows
  retention,  // a state of d_k x d_v a head
  wkv,        // RWKV-4: three numbers a channel, and the previous inputs of both blocks
};

struct ModelShape {
  std::string_view title;
  std::string_view source;
  TokenMixer mixer = TokenMixer::attention;
  double layers = 1;
  double heads = 1;             // of queries
  double kv_heads = 1;          // fewer where queries share keys and values
  double head_width = 1;        // d_k
  double value_head_width = 1;  // d_v
  double width = 1;             // of the residual stream
  double ffn_width = 1;
  double vocabulary = 0;  // 0: not published, so neither embedding nor logits are counted
  double window = 0;      // keys that a query sees at most; 0: all
  double positions = 0;   // rows of a learned table of positions
  int ffn_matrices = 3;   // 2: up and down; 3: a gate beside them
  int experts = 1;        // feed-forward blocks of a layer
  int experts_used = 1;   // by one token
  bool tied = false;      // the embedding is the logits' matrix too

  friend bool operator==(const ModelShape&, const ModelShape&) = default;
};

// Weights in matrices and tables; biases and norms, below 0.1 %, are left out.
double weights(const ModelShape& shape);

// The weights that one token is multiplied with: one multiply–add each. Tables are only looked up.
double linear_macs_per_token(const ModelShape& shape);

// Multiply–adds between the tokens, for a token that sees `keys` keys, its own included.
double mixing_macs(const ModelShape& shape, double keys);

// Keys that the token at the end of `context_tokens` sees, and pairs that all of them see together.
double keys_seen(const ModelShape& shape, double context_tokens);
double pairs_seen(const ModelShape& shape, double context_tokens);

// What one more token adds to the cache, 2 L H_kv d bytes where d_k = d_v; 0 for a state of fixed size.
double kv_cache_bytes_per_token(const ModelShape& shape, double bytes_per_number);

// What one sequence holds after `context_tokens`: its KV cache, as far as the window lets it grow, or its
// state.
double held_bytes(const ModelShape& shape, double context_tokens, double bytes_per_number);

// One decode step of `batch` sequences, each at its own context of `context_tokens`.
struct DecodeStep {
  double flops = 0;           // 2 a multiply–add
  double weight_bytes = 0;    // read once for the whole batch
  double held_bytes = 0;      // read, and where it is a state written back
  double flops_per_byte = 0;  // the arithmetic intensity
};
DecodeStep decode_step(const ModelShape& shape, double context_tokens, double batch, double bytes_per_number);

}  // namespace lookback
