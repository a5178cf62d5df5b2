#include "tensor/npy.h"

#include <cstring>
#include <string>

#include "base/format.h"
#include "base/split.h"

namespace lookback {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::string_view accepted =
    " A .npy file in C order with elements <f8, <f4, <i8, |u1 or |b1 is accepted.";

std::unexpected<Error> broken(std::string_view what) {
  return fail("The .npy file " + std::string(what) + "." + std::string(accepted));
}

// The text after 'key': in the header, up to the end; empty when the key is missing.
std::string_view after_key(std::string_view header, std::string_view key) {
  const std::string quoted_key = "'" + std::string(key) + "':";
  const std::size_t at = header.find(quoted_key);
  if (at == std::string_view::npos) {
    return {};
  }
  std::string_view rest = header.substr(at + quoted_key.size());
  while (rest.starts_with(' ')) {
    rest.remove_prefix(1);
  }
  return rest;
}

template <class T>
double element(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

struct ElementType {
  std::string_view name;
  std::size_t size;
  double (*read)(const char*);
};
constexpr ElementType element_types[] = {
    {"<f8", 8, element<double>},       {"<f4", 4, element<float>},        {"<i8", 8, element<std::int64_t>},
    {"|u1", 1, element<std::uint8_t>}, {"|b1", 1, element<std::uint8_t>},
};

const ElementType* find_type(std::string_view description) {
  for (const ElementType& type : element_types) {
    if (description.starts_with("'" + std::string(type.name) + "'")) {
      return &type;
    }
  }
  return nullptr;
}

Expected<std::vector<std::int64_t>> read_shape(std::string_view text) {
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos) {
    return broken("has no shape");
  }
  std::vector<std::int64_t> shape;
  for (std::string_view part : split(text.substr(1, end - 1), ',')) {
    while (part.starts_with(' ')) {
      part.remove_prefix(1);
    }
    if (part.empty()) {
      continue;  // (5,) and ()
    }
    const Expected<int> length = parse_whole(part, "A length in the .npy file's shape", 0, 999'999'999);
    if (!length) {
      return std::unexpected(length.error());
    }
    shape.push_back(*length);
  }
  return shape;
}

}  // namespace

Expected<NpyArray> read_npy(std::string_view bytes) {
  if (!bytes.starts_with(magic) || bytes.size() < 12) {
    return broken("does not begin like one");
  }
  const auto byte = [&bytes](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) {
    return broken("has an unknown version");
  }
  const std::size_t start = version == 1 ? 10 : 12;
  std::size_t header_size = byte(8) | byte(9) << 8;
  if (version > 1) {
    header_size |= byte(10) << 16 | byte(11) << 24;
  }
  if (bytes.size() - start < header_size) {
    return broken("is cut within its header");
  }
  const std::string_view header = bytes.substr(start, header_size);
  const ElementType* type = find_type(after_key(header, "descr"));
  if (type == nullptr) {
    return broken("has elements of another type");
  }
  if (!after_key(header, "fortran_order").starts_with("False")) {
    return broken("is not in C order");
  }
  Expected<std::vector<std::int64_t>> shape = read_shape(after_key(header, "shape"));
  if (!shape) {
    return std::unexpected(shape.error());
  }
  const std::string_view data = bytes.substr(start + header_size);
  std::size_t count = 1;
  for (const std::int64_t length : *shape) {
    if (length != 0 && count > data.size() / static_cast<std::size_t>(length)) {
      return broken("holds fewer numbers than its shape says");
    }
    count *= static_cast<std::size_t>(length);
  }
  if (data.size() != count * type->size) {
    return broken("does not hold as many numbers as its shape says");
  }
  NpyArray array{std::move(*shape), std::vector<double>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    array.values[i] = type->read(data.data() + i * type->size);
  }
  return array;
}

}  // namespace lookback
