#include "fuzz/claims.h"

#include <string>

#include "base/utf8.h"
#include "experiment/link.h"
#include "experiment/link_checksum.h"
#include "experiment/link_packed.h"
#include "experiment/misfit.h"
#include "experiment/same_bits.h"
#include "experiment/sources.h"

namespace lookback::fuzz {

void claim_sentence(std::string_view sentence) {
  constexpr std::size_t longest = 2000;
  FUZZ_CLAIM(sentence.size() > 10);
  FUZZ_CLAIM(sentence.size() < longest);
  FUZZ_CLAIM(sentence.ends_with('.'));
  FUZZ_CLAIM(is_utf8(sentence) && !has_control(sentence));
}

void claim_within_limits(const Experiment& experiment) {
  if (const std::string why = testing::misfit(experiment); !why.empty()) {
    disprove(why.c_str(), __FILE__, __LINE__);
  }
  FUZZ_CLAIM(check_sources(experiment).has_value());
}

void claim_link_holds(const Experiment& experiment, const SourceNumbers* files) {
  const std::string link = to_link(experiment);
  FUZZ_CLAIM(link.size() <= longest_link);
  const Expected<Experiment> back = from_link(link, files);
  FUZZ_CLAIM(back.has_value());
  FUZZ_CLAIM(testing::same_bits(*back, experiment));
  FUZZ_CLAIM(to_link(*back) == link);
  const Expected<Experiment> unpacked =
      from_link(with_checksum("version=1&z=" + pack(entries_of(experiment))), files);
  FUZZ_CLAIM(unpacked.has_value());
  FUZZ_CLAIM(testing::same_bits(*unpacked, experiment));
  FUZZ_CLAIM(sources_of(link) == experiment.sources);
}

void claim_numbers_are_there(const files::TensorFile& file) {
  FUZZ_CLAIM(!file.tensors.empty());
  for (const files::Tensor& tensor : file.tensors) {
    FUZZ_CLAIM(files::description_of(tensor).size() < 500);
    const Expected<files::Tables> tables = files::tables_of(tensor);
    if (!tensor.fault.empty()) {
      claim_sentence(tensor.fault);
      continue;
    }
    FUZZ_CLAIM(tensor.part < file.parts.size());
    const std::size_t there = file.parts[tensor.part].bytes.size();
    FUZZ_CLAIM(tensor.place <= there);
    FUZZ_CLAIM(
        files::bytes_of(tensor.shape, files::format_of(tensor.type).bytes, there - tensor.place).has_value());
    if (!claim_read(tables)) {
      continue;
    }
    // The first and the last table, of which all numbers are read.
    for (const bool last : {false, true}) {
      const Matrix<double> numbers = files::numbers_of(file, tensor,
                                                       {.batch = last ? tables->batches - 1 : 0,
                                                        .head = last ? tables->heads - 1 : 0,
                                                        .rows = static_cast<int>(tables->rows),
                                                        .columns = static_cast<int>(tables->columns)});
      FUZZ_CLAIM(numbers.rows() == tables->rows && numbers.columns() == tables->columns);
    }
  }
}

unsigned take_byte(std::string_view& input) {
  const unsigned byte = input.empty() ? 0 : static_cast<unsigned char>(input.front());
  input.remove_prefix(input.empty() ? 0 : 1);
  return byte;
}

}  // namespace lookback::fuzz
