#include "experiment/link_checksum.h"

#include <optional>

#include "base/crc32.h"
#include "base/percent.h"
#include "base/say.h"
#include "base/split.h"

namespace lookback {
namespace {

constexpr std::string_view checksum_part = "c=";

std::string checksum_of(std::string_view fragment) {
  std::string rest;
  rest.reserve(fragment.size() + 1);
  for (const std::string_view part : split(fragment, '&')) {
    if (!part.starts_with(checksum_part)) {
      rest += '&';
      append_normal(rest, part);
    }
  }
  const std::uint32_t sum = crc32(rest);
  std::string text = "x";  // so that a key changed by a letter makes no number of it
  for (int shift = 28; shift >= 0; shift -= 4) {
    text += "0123456789abcdef"[sum >> shift & 15];
  }
  return text;
}

}  // namespace

std::string with_checksum(std::string_view fragment) {
  const std::size_t first = fragment.find('&');
  std::string link(fragment.substr(0, first));
  link += '&';
  link += checksum_part;
  link += checksum_of(fragment);
  return first == std::string_view::npos ? link : link.append(fragment.substr(first));
}

Expected<void> check_checksum(std::string_view fragment) {
  std::optional<std::string_view> said;
  for (const std::string_view part : split(fragment, '&')) {
    if (part.starts_with(checksum_part)) {
      said = part.substr(checksum_part.size());
    }
  }
  if (said && *said != checksum_of(fragment)) {
    return fail(
        say("This link was cut or altered on its way: its checksum c does not fit the rest. Copy the whole "
            "link again where it came from; one that you changed by hand opens without its c=…."));
  }
  return {};
}

}  // namespace lookback
