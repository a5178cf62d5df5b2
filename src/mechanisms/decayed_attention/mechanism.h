#pragma once

#include <array>
#include <string_view>

#include "mechanisms/decayed_attention/forms.h"
#include "mechanisms/mechanism.h"

namespace lookback::decayed_attention {

extern const Mechanism mechanism;

// The choices of the parameter "rotation", of every mechanism that has it.
inline constexpr std::array<std::string_view, 4> rotation_choices = {"none", "RoPE", "RoPE half split",
                                                                     "RetNet"};
std::optional<Rotation> rotation_of(int choice, int key_width);

inline constexpr std::array<std::string_view, 1> chunk_parameter = {"chunk"};
inline constexpr ParameterSpec chunk_spec = {
    "chunk", "Chunk size", 1, 64, 2, "How many tokens the chunkwise form takes at once, in parallel."};
inline constexpr ParameterSpec rotation_spec = {
    "rotation",
    "Rotation",
    0,
    3,
    0,
    "Turns queries and keys by angles that grow with the position, so that a score depends on the distance.",
    false,
    1,
    rotation_choices};

// Why the forms do not exist in a setting, for a decay from token to token and a rotation of pairs.
inline constexpr std::string_view decay_looks_back =
    "The decay γ^(i−j) fades what is past; it has no meaning for a key that comes later.";
inline constexpr std::string_view rotation_needs_pairs =
    "A rotation turns pairs of channels, so it needs an even number of them in queries and keys.";

}  // namespace lookback::decayed_attention
