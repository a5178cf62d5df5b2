#include "tensor/npy.h"

#include <set>

#include "base/format.h"
#include "base/say.h"
#include "tensor/scanner.h"

namespace lookback {
namespace files {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t smallest_file = 10;  // bytes: magic, version, the header's length in two bytes

// Which bytes are the header, a Python literal: {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }
struct Place {
  std::size_t first = 0;
  std::size_t count = 0;
};

std::string byte_text(std::size_t place) {
  return say("byte {0}", grouped(static_cast<std::int64_t>(place)));
}

Expected<Place> header_place(std::string_view bytes, const std::string& what) {
  if (!bytes.starts_with(magic)) {
    return fail(say("{0} does not begin like a .npy file, with the bytes 93 4E 55 4D 50 59.", what));
  }
  const auto byte = [&bytes](std::size_t i) {
    return i < bytes.size() ? static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) : 0;
  };
  const std::size_t version = byte(magic.size());
  if (bytes.size() > magic.size() && (version < 1 || version > 3)) {
    return fail(say("{0} is a .npy file of format {1}.0; formats 1.0, 2.0 and 3.0 are read.", what, version));
  }
  const bool short_length = version == 1;
  const std::size_t first = short_length ? smallest_file : smallest_file + 2;
  std::size_t count = byte(8) | byte(9) << 8;
  if (!short_length) {
    count |= byte(10) << 16 | byte(11) << 24;
  }
  if (bytes.size() < first || bytes.size() - first < count) {
    return fail(say("{0} is cut within its header, at {1}.", what, byte_text(bytes.size())));
  }
  return Place{first, count};
}

// "<f4", "|b1", ">i8", "=f8".
bool read_type(const std::string& text, Tensor& tensor) {
  const NumberFormat* format = text.empty() ? nullptr : find_numpy_format(std::string_view(text).substr(1));
  if (format == nullptr || std::string_view("<>=|").find(text[0]) == std::string_view::npos ||
      (text[0] == '|') != (format->bytes == 1)) {
    return false;
  }
  tensor.type = format->type;
  tensor.big_endian = text[0] == '>';
  return true;
}

bool read_shape(Scanner& header, Tensor& tensor) {
  if (!header.take('(')) {
    return false;
  }
  while (!header.take(')')) {
    const std::optional<std::int64_t> length = header.whole();
    header.take('L');  // of Python 2
    if (!length || (!header.take(',') && !header.next_is(')'))) {
      return false;
    }
    tensor.shape.push_back(*length);
    if (tensor.shape.size() > most_axes) {
      return false;
    }
  }
  return true;
}

Expected<Tensor> read_header(std::string_view text, std::size_t first, const std::string& what) {
  Scanner header(text);
  Tensor tensor;
  const auto broken = [&](std::string_view key) {
    return fail(
        say("{0}: the header's {1} cannot be read, at {2}; what NumPy writes is {'descr': '<f8', "
            "'fortran_order': False, 'shape': (3, 4), }.",
            what, key, byte_text(first + header.place())));
  };
  std::set<std::string> found;
  int keys = 0;
  if (!header.take('{')) {
    return broken(say("beginning"));
  }
  while (!header.take('}')) {
    const std::optional<std::string> key = header.quoted(header.next_is('"') ? '"' : '\'');
    if (!key || !header.take(':')) {
      return broken(say("keys"));
    }
    if (*key == "descr") {
      const std::optional<std::string> type = header.quoted(header.next_is('"') ? '"' : '\'');
      if (!type || !read_type(*type, tensor)) {
        return fail(
            say("{0} holds elements of type {1}; whole numbers, floating point numbers and booleans of "
                "at most 8 bytes are read, such as <f4, >f8, <f2, <i8 or |b1.",
                what, type ? in_quotes(*type) : "“[…]”"));
      }
    } else if (*key == "fortran_order") {
      tensor.fortran_order = header.take("True");
      if (!tensor.fortran_order && !header.take("False")) {
        return broken("fortran_order");
      }
    } else if (*key != "shape" || !read_shape(header, tensor)) {
      return broken(*key == "shape" ? *key : say("keys"));
    }
    found.insert(*key);
    ++keys;
    if (!header.take(',') && !header.next_is('}')) {
      return broken(say("keys"));
    }
  }
  if (keys != 3 || found.size() != 3) {
    return broken(say("keys"));
  }
  return header.at_end() ? Expected<Tensor>(tensor) : broken(say("end"));
}

}  // namespace

Expected<Tensor> read_npy_header(std::string_view bytes, std::string_view what) {
  const std::string name(what);
  const Expected<Place> place = header_place(bytes, name);
  if (!place) {
    return std::unexpected(place.error());
  }
  Expected<Tensor> tensor = read_header(bytes.substr(place->first, place->count), place->first, name);
  if (!tensor) {
    return tensor;
  }
  tensor->place = place->first + place->count;
  const std::size_t there = bytes.size() - tensor->place;
  const std::optional<std::size_t> wanted = bytes_of(tensor->shape, format_of(tensor->type).bytes, there);
  if (wanted != there) {
    const std::string shape = shape_text(tensor->shape);
    const std::string bytes_there = plural("{0} byte", "{0} bytes", static_cast<std::int64_t>(there));
    const std::string after = byte_text(tensor->place);
    return fail(wanted ? say("{0} is of shape {1}, but {2} of numbers stand after {3}: {4} are expected.",
                             name, shape, bytes_there, after, grouped(static_cast<std::int64_t>(*wanted)))
                       : say("{0} is of shape {1}, but {2} of numbers stand after {3}: it is cut.", name,
                             shape, bytes_there, after));
  }
  return tensor;
}

}  // namespace files

namespace {

// The row-major place of an element whose place in Fortran order is `at`.
std::size_t row_major(const std::vector<std::int64_t>& shape, std::size_t at) {
  std::size_t place = 0;
  std::size_t stride = 1;
  for (const std::int64_t length : shape) {
    stride *= static_cast<std::size_t>(length);
  }
  for (const std::int64_t length : shape) {
    stride /= static_cast<std::size_t>(length);
    place += at % static_cast<std::size_t>(length) * stride;
    at /= static_cast<std::size_t>(length);
  }
  return place;
}

}  // namespace

Expected<NpyArray> read_npy(std::string_view bytes) {
  const Expected<files::Tensor> tensor = files::read_npy_header(bytes, "The .npy file");
  if (!tensor) {
    return std::unexpected(tensor.error());
  }
  const std::size_t size = files::format_of(tensor->type).bytes;
  const std::size_t count = (bytes.size() - tensor->place) / size;
  NpyArray array{tensor->shape, std::vector<double>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    array.values[tensor->fortran_order ? row_major(tensor->shape, i) : i] =
        files::number_at(bytes.data() + tensor->place + i * size, tensor->type, tensor->big_endian);
  }
  return array;
}

}  // namespace lookback
