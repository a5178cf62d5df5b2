#include <algorithm>
#include <functional>

#include "fuzz/claims.h"
#include "fuzz/members.h"

namespace lookback::fuzz {

std::vector<files::Part> members_of(std::string_view input) {
  std::vector<files::Part> members;
  const auto take = [&input](std::size_t count) {
    const std::string_view taken = input.substr(0, count);
    input.remove_prefix(taken.size());
    return std::string(taken);
  };
  while (!input.empty()) {
    std::string name = take(take_byte(input));
    const unsigned low = take_byte(input);
    members.push_back({std::move(name), take(low | take_byte(input) << 8)});
  }
  return members;
}

void read_npz(std::string_view input) {
  std::vector<files::Part> members = members_of(input);
  const Expected<files::TensorFile> file = files::read_tensors("arrays.npz", members);
  if (!claim_read(file)) {
    return;
  }
  claim_numbers_are_there(*file);
  FUZZ_CLAIM(file->tensors.size() == members.size());
  // Whoever zips may take them in any order.
  std::ranges::reverse(members);
  std::ranges::sort(members, {}, &files::Part::name);
  const Expected<files::TensorFile> again = files::read_tensors("renamed.npz", members);
  FUZZ_CLAIM(again.has_value());
  const auto differs = [](const files::Part& a, const files::Part& b) { return a.name != b.name; };
  if (std::ranges::adjacent_find(members, std::not_fn(differs)) == members.end()) {
    FUZZ_CLAIM(again->hash == file->hash);
  }
}

}  // namespace lookback::fuzz
