#pragma once

#include <array>

#include "base/say.h"
#include "map/long_spec.h"
#include "mechanisms/parameter.h"

// What of the map can be set.
namespace lookback::long_map {

enum class Masking : std::uint8_t { causal, every_pair, window };

inline constexpr std::array<std::string_view, 5> generator_names = {
    "Random"_said, "Induction"_said, "Clustered"_said, "Copied"_said, "Files"_said};
inline constexpr int files_generator = 4;
inline constexpr std::array<std::string_view, 2> mechanism_names = {"Softmax attention"_said,
                                                                    "Retention"_said};
inline constexpr std::array<std::string_view, 3> mask_names = {"Causal"_said, "Every pair"_said,
                                                               "Window"_said};
inline constexpr std::array<std::string_view, 2> pooling_names = {"Mean"_said, "Maximum"_said};
inline constexpr std::array<std::string_view, 2> colour_names = {"Linear"_said, "Logarithmic"_said};

// What only says what is looked at; and what the picture and its buttons set.
inline constexpr std::array<std::string_view, 7> looking = {
    "map_pooling", "map_colours", "map_query", "map_key", "map_row", "map_column", "map_span"};
inline constexpr std::array<std::string_view, 11> set_up = {
    "map_width", "map_seed", "map_period", "map_topics",  "map_segments", "map_mechanism",
    "map_gamma", "map_mask", "map_window", "map_pooling", "map_colours"};
inline constexpr std::array<std::string_view, 3> unlisted = {"map_row", "map_column", "map_span"};

// Which parameters are read.
bool is_generated(const Parameters& chosen);
bool repeats(const Parameters& chosen);
bool has_topics(const Parameters& chosen);
bool has_segments(const Parameters& chosen);
bool is_softmax(const Parameters& chosen);
bool fades(const Parameters& chosen);
bool has_window(const Parameters& chosen);

inline constexpr std::array<ParameterSpec, 18> parameters = {{
    {.id = "map_generator",
     .label = "Numbers"_said,
     .maximum = generator_names.size() - 1,
     .initial = 1,
     .meaning =
         "What makes q, k and v. Files: Q, K and V as they were opened, up to 65536 tokens of them."_said,
     .choices = generator_names},
    {.id = "map_tokens",
     .label = "Tokens"_said,
     .minimum = 1,
     .maximum = most_map_tokens,
     .initial = 4096,
     .meaning = "The length S of the sequence. The map has S × S cells."_said,
     .logarithmic = true,
     .read = is_generated},
    {.id = "map_width",
     .label = "Width d"_said,
     .minimum = 1,
     .maximum = most_map_width,
     .initial = 64,
     .meaning = "Numbers in a query, a key and a value. Tokens × width go up to 4194304."_said,
     .logarithmic = true,
     .read = is_generated},
    {.id = "map_seed",
     .label = "Seed"_said,
     .minimum = 1,
     .maximum = 9999,
     .initial = 1,
     .meaning = "The same seed gives the same numbers, everywhere."_said,
     .read = is_generated},
    {.id = "map_period",
     .label = "Period"_said,
     .minimum = 0,
     .maximum = most_map_tokens,
     .initial = 0,
     .meaning = "Tokens until the sequence repeats; 0 is a quarter of them."_said,
     .read = repeats},
    {.id = "map_topics",
     .label = "Topics"_said,
     .minimum = 0,
     .maximum = 16,
     .initial = 0,
     .meaning = "Among which runs of tokens change; 0 is 8."_said,
     .read = has_topics},
    {.id = "map_segments",
     .label = "Segments"_said,
     .minimum = 0,
     .maximum = most_map_tokens / 16,
     .initial = 0,
     .meaning =
         "How many of the first half stand in the second again; 0 is 4, or what there is room for."_said,
     .read = has_segments},
    {.id = "map_mechanism",
     .label = "Mechanism"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "Cells are softmax attention's weights, or retention's scores, faded by their distance."_said,
     .choices = mechanism_names},
    {.id = "map_gamma",
     .label = "Decay γ"_said,
     .minimum = 0.001,
     .maximum = 1,
     .initial = 0.96875,
     .meaning = "What is left of a score after each token."_said,
     .step = 0.001,
     .read = fades},
    {.id = "map_mask",
     .label = "Mask"_said,
     .maximum = 2,
     .initial = 0,
     .meaning = "Which keys a query sees: up to its own, all of them, or the last few."_said,
     .choices = mask_names,
     .read = is_softmax},
    {.id = "map_window",
     .label = "Window"_said,
     .minimum = 1,
     .maximum = most_map_tokens,
     .initial = 256,
     .meaning = "Keys that a query sees, its own the last of them."_said,
     .logarithmic = true,
     .read = has_window},
    {.id = "map_pooling",
     .label = "Pooling"_said,
     .maximum = 1,
     .initial = 0,
     .meaning =
         "What stands for many cells: their mean, or the largest of them, as far as they are visible."_said,
     .choices = pooling_names},
    {.id = "map_colours",
     .label = "Colours"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "Linear from 0 on, or logarithmic over four powers of ten."_said,
     .choices = colour_names},
    {.id = "map_query",
     .label = "Query"_said,
     .minimum = 0,
     .maximum = most_map_tokens - 1,
     .initial = 0,
     .meaning = "The row of the cell that is explained, counted from 0."_said},
    {.id = "map_key",
     .label = "Key"_said,
     .minimum = 0,
     .maximum = most_map_tokens - 1,
     .initial = 0,
     .meaning = "The column of the cell that is explained, counted from 0."_said},
    {.id = "map_row",
     .label = "Row in the middle"_said,
     .minimum = 0,
     .maximum = most_map_tokens,
     .initial = 0,
     .meaning = "Of the view, where that is not the whole map."_said,
     .step = 0.5},
    {.id = "map_column",
     .label = "Column in the middle"_said,
     .minimum = 0,
     .maximum = most_map_tokens,
     .initial = 0,
     .meaning = "Of the view, where that is not the whole map."_said,
     .step = 0.5},
    {.id = "map_span",
     .label = "Cells in view"_said,
     .minimum = 0,
     .maximum = most_map_tokens,
     .initial = 0,
     .meaning = "Along the shorter side of the picture; 0 is the whole map."_said,
     .step = 0.5},
}};

}  // namespace lookback::long_map
