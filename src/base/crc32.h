#pragma once

#include <cstdint>
#include <string_view>

namespace lookback {

// CRC-32 as in zip, PNG and RFC 1952, section 8. No change within any 32 bits in a row leaves it as it was.
std::uint32_t crc32(std::string_view bytes);

}  // namespace lookback
