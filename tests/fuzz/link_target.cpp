#include <iterator>
#include <limits>

#include "experiment/link.h"
#include "experiment/same_bits.h"
#include "experiment/sources.h"
#include "fuzz/claims.h"

namespace lookback::fuzz {
namespace {

// Files that hold whatever the last digit of their hash asks for.
class AnyFiles : public SourceNumbers {
 public:
  Expected<Matrix<double>> read(const Source& source) const override {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr double numbers[] = {0.25, -0.0, none, infinite, -infinite, 2e9, 1e-320, 1e9};
    if (source.hash % 16 >= std::size(numbers)) {
      return fail("The file is not open.");
    }
    Matrix<double> window(window_length(source.rows, largest_tokens),
                          window_length(source.columns, largest_width));
    window(window.rows() - 1, 0) = numbers[source.hash % 16];
    return window;
  }
};

}  // namespace

// The fragment of an address, as anyone may write or cut it.
void read_link(std::string_view input) {
  const Expected<Experiment> opened = from_link(input);
  if (claim_read(opened)) {
    claim_within_limits(*opened);
    claim_link_holds(*opened);
    FUZZ_CLAIM(opened->sources.empty());
  }
  const Salvage found = salvage(input);
  FUZZ_CLAIM(opened.has_value() == found.left_out.empty());
  if (opened) {
    FUZZ_CLAIM(testing::same_bits(*opened, found.experiment));
  } else {
    claim_within_limits(found.experiment);
    claim_link_holds(found.experiment);
  }
  for (const std::string& sentence : found.left_out) {
    claim_sentence(sentence);
  }
  const LinkSubject subject = subject_of(input);
  FUZZ_CLAIM(!opened || (subject.study == opened->study));
  if (sources_of(input).empty()) {
    return;
  }
  const AnyFiles files;
  const Expected<Experiment> with_files = from_link(input, &files);
  if (claim_read(with_files)) {
    claim_within_limits(*with_files);
    claim_link_holds(*with_files, &files);
  }
}

}  // namespace lookback::fuzz
