#include "fuzz/target.h"

namespace lookback::fuzz {

std::span<const Target> targets() {
  static constexpr Target all[] = {
#ifndef __EMSCRIPTEN__  // the page has no command line
      {"derivative", read_derivative},
#endif
      {"condition", read_condition},
      {"lesson", read_lesson},
      {"link", read_link},
      {"links_list", read_links_list},
      {"map_link", read_map_link},
      {"npy", read_npy},
      {"npz", read_npz},
      {"opened_file", read_opened_file},
      {"packed_link", read_packed_link},
      {"safetensors", read_safetensors},
      {"table", read_table},
      {"typed", read_typed},
  };
  return all;
}

}  // namespace lookback::fuzz
