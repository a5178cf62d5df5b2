#pragma once

#include <array>
#include <string_view>

#include "base/say.h"
#include "mechanisms/decayed_attention/closed_form.h"
#include "mechanisms/decayed_attention/forms.h"
#include "mechanisms/decayed_attention/picture.h"

// What a mechanism that is an instance of decayed attention tells the registry, given what its parameters
// mean.
namespace lookback::decayed_attention {

// The choices of the parameter "rotation".
inline constexpr std::array<std::string_view, 4> rotation_choices = {"none"_said, "RoPE"_said,
                                                                     "RoPE half split"_said, "RetNet"_said};
inline constexpr ParameterSpec rotation_spec = {
    "rotation",
    "Rotation"_said,
    0,
    3,
    0,
    "Turns queries and keys by angles that grow with the position, so that a score depends on the distance."_said,
    false,
    1,
    rotation_choices};
inline constexpr ParameterSpec chunk_spec = {
    "chunk", "Chunk size"_said,
    1,       64,
    2,       "How many tokens the chunkwise form takes at once, in parallel."_said};
inline constexpr std::array<std::string_view, 1> chunk_parameter = {"chunk"};

std::optional<Rotation> rotation_of(int choice, int key_width);

inline constexpr std::string_view decay_looks_back =
    "The decay γ^(i−j) fades what is past; it has no meaning for a key that comes later."_said;
inline constexpr std::string_view rotation_needs_pairs =
    "A rotation turns pairs of channels, so it needs an even number of them in queries and keys."_said;

// Why a form that weights pairs by γ^(i−j), or one that carries a state, does not exist.
Refusal parallel_refusal(const Setting& setting, bool rotates);
Refusal recurrent_refusal(const Setting& setting, bool rotates);

template <Choose choose>
struct Instance {
  static BoardTitles titles(const Parameters& parameters, bool turned) {
    return decayed_attention::titles(choose(2, parameters), turned);
  }
  static Trace trace(const HeadInputs<double>& inputs, const Mask& mask, const Parameters& parameters) {
    return decayed_attention::trace(inputs, mask, choose(inputs.k.columns(), parameters));
  }
  static Cost pass_cost(const Form& form, const Setting& s) {
    const Chosen chosen = choose(s.key_width, s.parameters);
    return form.id == "recurrent"   ? recurrent_cost(s, chosen)
           : form.id == "chunkwise" ? chunkwise_cost(s, chosen, chosen.chunk_size)
                                    : parallel_cost(s, chosen);
  }
  static Cost steps_cost(const Setting& s) { return recurrent_cost(s, choose(s.key_width, s.parameters)); }
  static std::vector<Line> explain(const CellReference& cell, const HeadInputs<double>& inputs,
                                   const Trace& trace, const Mask& mask, const Parameters& parameters) {
    return decayed_attention::explain(cell, inputs, trace, mask, choose(inputs.k.columns(), parameters));
  }
};

}  // namespace lookback::decayed_attention
