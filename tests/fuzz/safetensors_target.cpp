#include <set>

#include "base/utf8.h"
#include "fuzz/claims.h"
#include "tensor/safetensors.h"

namespace lookback::fuzz {

void read_safetensors(std::string_view input) {
  const std::string name = "model.safetensors";
  const Expected<files::TensorFile> file = files::read_tensors(name, {{name, std::string(input)}});
  if (!claim_read(file)) {
    return;
  }
  claim_numbers_are_there(*file);
  std::set<std::string> names;
  std::size_t end = 0;
  for (const files::Tensor& tensor : file->tensors) {
    FUZZ_CLAIM(is_utf8(tensor.name) && names.insert(tensor.name).second);
    FUZZ_CLAIM(tensor.place >= end);  // no two share bytes
    if (tensor.fault.empty()) {
      end = tensor.place +
            files::bytes_of(tensor.shape, files::format_of(tensor.type).bytes, input.size()).value();
    }
  }
}

}  // namespace lookback::fuzz
