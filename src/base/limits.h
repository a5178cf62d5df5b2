#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// Every limit that a learner can meet, each number once. `lookback limits` prints them: the page's scripts
// and the site's page about limits are built from that.
namespace lookback {

// The board. The mechanisms themselves have no such limits.
inline constexpr int largest_tokens = 64;
inline constexpr int largest_width = 16;
inline constexpr double largest_magnitude = 1e9;  // of a number in Q, K or V
inline constexpr int longest_token = 32;          // characters
inline constexpr int largest_seed = 999'999;
inline constexpr int most_layers = 4;
inline constexpr int most_heads = 4;

// Undo: of a study, and of all studies together. The latest two steps of a study stay, whatever they hold.
inline constexpr std::size_t most_steps = 2000;
inline constexpr std::size_t most_step_bytes = 24U << 20;

inline constexpr std::size_t longest_link = 1'000'000;  // bytes

// Files: of one with all its parts, of all that are open, of a table as text, and of one line of it.
inline constexpr std::size_t largest_file_bytes = 64U << 20;  // bytes
inline constexpr std::size_t most_open_bytes = 96U << 20;
inline constexpr std::size_t most_table_numbers = 1U << 22;
inline constexpr std::size_t most_cells_of_a_line = 1U << 20;
inline constexpr std::size_t most_members = 4096;  // of an .npz file
inline constexpr std::size_t most_axes = 64;       // of a shape that is read at all: NumPy's own limit

// The map of attention at length.
inline constexpr int most_map_tokens = 65'536;
inline constexpr int most_map_width = 128;
inline constexpr int most_map_numbers = 1 << 22;  // of q, of k and of v: 16 MiB each
inline constexpr int most_replaced = 16;          // rows

// The page around the lab.
inline constexpr int longest_message = 65'536;  // characters of JSON
inline constexpr int most_messages = 30;        // in a second
inline constexpr int most_changes_told = 4;     // in a second
inline constexpr int most_kept_steps = 200;     // on the device, of a study
inline constexpr int most_kept_characters = 200'000;
inline constexpr int most_kept_tabs = 6;
inline constexpr int longest_answer = 100;   // characters, of a number in a lesson
inline constexpr int widest_picture = 8000;  // pixels
// Of the WebAssembly, in bytes: on the board, and with the largest map or a table of text besides.
inline constexpr std::size_t most_memory = 128U << 20;
inline constexpr std::size_t most_memory_with_a_map = 192U << 20;

struct Limit {
  std::string_view name;  // on the page
  double value;
};

inline constexpr std::array all_limits = {
    Limit{"tokens", largest_tokens},
    Limit{"width", largest_width},
    Limit{"magnitude", largest_magnitude},
    Limit{"tokenCharacters", longest_token},
    Limit{"seed", largest_seed},
    Limit{"layers", most_layers},
    Limit{"heads", most_heads},
    Limit{"steps", most_steps},
    Limit{"stepBytes", most_step_bytes},
    Limit{"linkCharacters", longest_link},
    Limit{"fileBytes", largest_file_bytes},
    Limit{"openFileBytes", most_open_bytes},
    Limit{"fileNumbers", most_table_numbers},
    Limit{"lineCells", most_cells_of_a_line},
    Limit{"fileMembers", most_members},
    Limit{"fileAxes", most_axes},
    Limit{"mapTokens", most_map_tokens},
    Limit{"mapWidth", most_map_width},
    Limit{"mapNumbers", most_map_numbers},
    Limit{"mapRows", most_replaced},
    Limit{"messageCharacters", longest_message},
    Limit{"messagesPerSecond", most_messages},
    Limit{"changesPerSecond", most_changes_told},
    Limit{"keptSteps", most_kept_steps},
    Limit{"keptCharacters", most_kept_characters},
    Limit{"keptTabs", most_kept_tabs},
    Limit{"answerCharacters", longest_answer},
    Limit{"pictureWidth", widest_picture},
    Limit{"memoryBytes", most_memory},
    Limit{"largestMemoryBytes", most_memory_with_a_map},
};

}  // namespace lookback
