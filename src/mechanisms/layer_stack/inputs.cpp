#include <array>

#include "base/say.h"
#include "mechanisms/layer_stack/mechanism.h"

namespace lookback::layer_stack {
namespace {

bool has_second(const Parameters& chosen) { return layers_of(chosen) >= 2; }
bool has_third(const Parameters& chosen) { return layers_of(chosen) >= 3; }
bool has_fourth(const Parameters& chosen) { return layers_of(chosen) >= 4; }

constexpr InputSpec weights_input(std::string_view id, std::string_view title, std::string_view meaning,
                                  bool (*read)(const Parameters&)) {
  return {.id = id,
          .title = title,
          .meaning = meaning,
          .rows = Size::key_width,
          .columns = Size::key_width,
          .start = Start::random,
          .read = read};
}

constexpr std::string_view makes_queries = "Makes the queries of a layer; each head owns its rows."_said;
constexpr std::string_view makes_keys =
    "Makes the keys of a layer; with fewer key/value heads, by its first rows."_said;
constexpr std::string_view makes_values =
    "Makes the values of a layer; with fewer key/value heads, by its first rows."_said;
constexpr std::string_view mixes_heads = "Mixes the heads' outputs to what the layer adds to its input."_said;

constexpr std::array<InputSpec, first_given> projections = {{
    {.id = "X",
     .title = "X",
     .meaning = "The tokens that the first layer reads, a row each."_said,
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random},
    weights_input("w_q1", "W_Q of layer 1"_said, makes_queries, nullptr),
    weights_input("w_k1", "W_K of layer 1"_said, makes_keys, nullptr),
    weights_input("w_v1", "W_V of layer 1"_said, makes_values, nullptr),
    weights_input("w_o1", "W_O of layer 1"_said, mixes_heads, nullptr),
    weights_input("w_q2", "W_Q of layer 2"_said, makes_queries, has_second),
    weights_input("w_k2", "W_K of layer 2"_said, makes_keys, has_second),
    weights_input("w_v2", "W_V of layer 2"_said, makes_values, has_second),
    weights_input("w_o2", "W_O of layer 2"_said, mixes_heads, has_second),
    weights_input("w_q3", "W_Q of layer 3"_said, makes_queries, has_third),
    weights_input("w_k3", "W_K of layer 3"_said, makes_keys, has_third),
    weights_input("w_v3", "W_V of layer 3"_said, makes_values, has_third),
    weights_input("w_o3", "W_O of layer 3"_said, mixes_heads, has_third),
    weights_input("w_q4", "W_Q of layer 4"_said, makes_queries, has_fourth),
    weights_input("w_k4", "W_K of layer 4"_said, makes_keys, has_fourth),
    weights_input("w_v4", "W_V of layer 4"_said, makes_values, has_fourth),
    weights_input("w_o4", "W_O of layer 4"_said, mixes_heads, has_fourth),
}};

constexpr std::string_view letters = "qkv";

// "q_1_0" and "Q of layer 1, head 0".
struct GivenName {
  std::array<char, 5> id = {'q', '_', '1', '_', '0'};
  std::array<char, 20> title = {'Q', ' ', 'o', 'f', ' ', 'l', 'a', 'y', 'e', 'r',
                                ' ', '1', ',', ' ', 'h', 'e', 'a', 'd', ' ', '0'};
};

constexpr std::array<GivenName, given_count> given_names = [] {
  std::array<GivenName, given_count> names = {};
  for (int layer = 0; layer < most_layers; ++layer) {
    for (std::size_t letter = 0; letter < letters.size(); ++letter) {
      for (int head = 0; head < most_heads; ++head) {
        GivenName& name = names[given_place(letter, layer, head) - first_given];
        name.id[0] = letters[letter];
        name.title[0] = static_cast<char>(letters[letter] - 'a' + 'A');
        name.id[2] = name.title[11] = static_cast<char>('1' + layer);
        name.id[4] = name.title[19] = static_cast<char>('0' + head);
      }
    }
  }
  return names;
}();

}  // namespace

constexpr std::array<InputSpec, first_given + given_count> own_inputs = [] {
  std::array<InputSpec, first_given + given_count> specs = {};
  for (std::size_t i = 0; i < first_given; ++i) {
    specs[i] = projections[i];
  }
  for (std::size_t i = 0; i < given_count; ++i) {
    const GivenName& name = given_names[i];
    specs[first_given + i] = {.id = {name.id.data(), name.id.size()},
                              .title = {name.title.data(), name.title.size()},
                              .meaning =
                                  "Q, K or V of a layer (from 1) and a head (from 0), given by hand "
                                  "where it should not be what the layer projects."_said,
                              .rows = Size::tokens,
                              .columns = Size::key_width,
                              .optional = true};
  }
  return specs;
}();

const InputSpec* given_input(std::string_view table, const Parameters& chosen) {
  const Options options = options_in(chosen, static_cast<int>(parameter(mechanism, chosen, "heads")) * 2);
  const std::size_t letter = table == "Q" ? 0 : table == "K" ? 1 : 2;
  const int shown = multi_head_layer::shown_head(mechanism, chosen);
  const int head = letter == 0 ? shown : multi_head_layer::kv_head_of(shown, options);
  return &own_inputs[given_place(letter, shown_layer(chosen), head)];
}

}  // namespace lookback::layer_stack
