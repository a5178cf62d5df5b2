#include "experiment/link.h"
#include "experiment/link_bits.h"
#include "experiment/same_bits.h"
#include "fuzz/claims.h"

namespace lookback::fuzz {

// The packed part of a link, bit by bit: the first byte says how many letters are dropped from its end, as
// the bits need not fill whole bytes.
void read_packed_link(std::string_view input) {
  const unsigned dropped = take_byte(input) % 4;
  BitWriter bits;
  for (const char byte : input) {
    bits.write(static_cast<unsigned char>(byte), 8);
  }
  std::string letters = bits.text();
  letters.resize(letters.size() - std::min<std::size_t>(letters.size(), dropped));
  const std::string link = "version=1&z=" + letters;
  const Expected<Experiment> opened = from_link(link);
  if (claim_read(opened)) {
    claim_within_limits(*opened);
    claim_link_holds(*opened);
  }
  const Salvage found = salvage(link);
  FUZZ_CLAIM(opened.has_value() == found.left_out.empty());
  if (!opened) {
    claim_within_limits(found.experiment);
    claim_link_holds(found.experiment);
  }
  for (const std::string& sentence : found.left_out) {
    claim_sentence(sentence);
  }
}

}  // namespace lookback::fuzz
