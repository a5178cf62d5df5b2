#pragma once

#include <span>
#include <string_view>

// Parsers under hostile input. A target reads any bytes and claims something about what came of them;
// libFuzzer looks for bytes that prove it wrong, and replay_test.cpp tries those that are kept in corpus/.
namespace lookback::fuzz {

struct Target {
  std::string_view name;  // and of its folder in corpus/
  void (*run)(std::string_view input);
};
std::span<const Target> targets();

// A claim was wrong: ends the run of this input.
[[noreturn]] void disprove(const char* claim, const char* file, int line);

#define FUZZ_CLAIM(claim) ((claim) ? void() : ::lookback::fuzz::disprove(#claim, __FILE__, __LINE__))

// One file each, NAME_target.cpp.
void read_condition(std::string_view input);
void read_derivative(std::string_view input);
void read_lesson(std::string_view input);
void read_link(std::string_view input);
void read_links_list(std::string_view input);
void read_map_link(std::string_view input);
void read_npy(std::string_view input);
void read_npz(std::string_view input);
void read_opened_file(std::string_view input);
void read_packed_link(std::string_view input);
void read_safetensors(std::string_view input);
void read_table(std::string_view input);
void read_typed(std::string_view input);

}  // namespace lookback::fuzz
