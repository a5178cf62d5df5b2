#include "tensor/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/format.h"
#include "base/hash.h"
#include "base/say.h"
#include "base/utf8.h"
#include "tensor/cells.h"
#include "tensor/npy.h"
#include "tensor/safetensors.h"

namespace lookback::files {
namespace {

bool ends_in(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) {
    return false;
  }
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(name.substr(name.size() - ending.size()), ending, {}, lower);
}

std::string without_ending(const std::string& name) { return name.substr(0, name.rfind('.')); }

std::uint64_t hash_of(const TensorFile& file, bool members) {
  std::uint64_t hash = fnv_start;
  for (const Part& part : file.parts) {
    if (members) {
      hash = fnv_hash(part.name + '\0', hash);
    }
    hash = fnv_hash(part.bytes, hash);
  }
  return hash;
}

Expected<void> read_text(TensorFile& file, CellSource source) {
  std::string& bytes = file.parts.front().bytes;
  Expected<Cells> cells = read_cells(bytes, source, in_quotes(file.name));
  if (!cells) {
    return std::unexpected(cells.error());
  }
  // From here on the numbers are what the file is.
  const std::span<const double> numbers = cells->numbers.elements();
  bytes.assign(numbers.size_bytes(), '\0');
  std::memcpy(bytes.data(), numbers.data(), numbers.size_bytes());
  file.tensors.push_back({.name = without_ending(file.name),
                          .type = NumberType::float64,
                          .shape = {cells->numbers.rows(), cells->numbers.columns()},
                          .big_endian = std::endian::native == std::endian::big});
  file.notes = std::move(cells->notes);
  file.row_names = std::move(cells->row_names);
  return {};
}

// A member that is no array is listed with its fault; a file of nothing else is broken.
Expected<void> read_members(TensorFile& file) {
  if (file.parts.empty() || file.parts.size() > most_members) {
    return fail(say("{0} has {1}; from 1 to {2} are read.", in_quotes(file.name),
                    plural("{0} member", "{0} members", static_cast<std::int64_t>(file.parts.size())),
                    grouped(most_members)));
  }
  std::string first_fault;
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    const Part& part = file.parts[i];
    Expected<Tensor> tensor = read_npy_header(part.bytes, in_quotes(file.name + ", " + part.name));
    if (!tensor) {
      first_fault = first_fault.empty() ? tensor.error().sentence : first_fault;
      tensor = Tensor{.fault = tensor.error().sentence};
    }
    tensor->name = ends_in(part.name, ".npy") ? without_ending(part.name) : part.name;
    if (!is_utf8(tensor->name)) {
      tensor->name = printable(tensor->name);
    }
    tensor->part = i;
    file.tensors.push_back(std::move(*tensor));
  }
  const auto is_broken = [](const Tensor& tensor) { return !tensor.fault.empty(); };
  return std::ranges::all_of(file.tensors, is_broken) ? Expected<void>(fail(first_fault)) : Expected<void>();
}

Expected<void> read_one(TensorFile& file) {
  const std::string what = in_quotes(file.name);
  const std::string_view bytes = file.parts.front().bytes;
  if (ends_in(file.name, ".npy")) {
    Expected<Tensor> tensor = read_npy_header(bytes, what);
    if (!tensor) {
      return std::unexpected(tensor.error());
    }
    tensor->name = without_ending(file.name);
    file.tensors.push_back(std::move(*tensor));
    return {};
  }
  if (ends_in(file.name, ".safetensors")) {
    Expected<std::vector<Tensor>> tensors = read_safetensors_header(bytes, what);
    if (!tensors) {
      return std::unexpected(tensors.error());
    }
    file.tensors = std::move(*tensors);
    return file.tensors.empty() ? Expected<void>(fail(say("{0} holds no tensors.", what))) : Expected<void>();
  }
  const bool tabs = ends_in(file.name, ".tsv");
  if (tabs || ends_in(file.name, ".csv") || ends_in(file.name, ".txt")) {
    return read_text(file, tabs ? CellSource::tab_file : CellSource::file);
  }
  return fail(
      say("{0} is of a kind that is not read. Files that end in .npy, .npz, .csv, .tsv, .txt and "
          ".safetensors are.",
          what));
}

// The place of an element, counted in elements, of a tensor with its leading axes filled up to four.
std::size_t element_place(const Tensor& tensor, const Tables& tables, const Slice& slice, std::int64_t row,
                          std::int64_t column) {
  const std::int64_t index[] = {slice.batch, slice.head, row, column};
  const std::int64_t length[] = {tables.batches, tables.heads, tables.rows, tables.columns};
  std::size_t place = 0;
  for (std::size_t axis = 0; axis < 4; ++axis) {
    const std::size_t one = tensor.fortran_order ? 3 - axis : axis;
    place = place * static_cast<std::size_t>(length[one]) + static_cast<std::size_t>(index[one]);
  }
  return place;
}

}  // namespace

Expected<void> check_size(std::string_view name, double bytes) {
  if (!(bytes >= 0 && bytes <= static_cast<double>(largest_file_bytes))) {
    return fail(say("{0} has {1} bytes; at most {2} are read.", in_quotes(name),
                    grouped(static_cast<std::int64_t>(std::clamp(bytes, 0.0, 1e15))),
                    grouped(largest_file_bytes)));
  }
  return {};
}

Expected<TensorFile> read_tensors(std::string name, std::vector<Part> parts) {
  double size = 0;
  for (const Part& part : parts) {
    size += static_cast<double>(part.bytes.size());
  }
  if (const Expected<void> taken = check_size(name, size); !taken) {
    return std::unexpected(taken.error());
  }
  const bool members = ends_in(name, ".npz");
  if (!members && parts.size() != 1) {
    return fail(say("{0} should be one file, but has {1}.", in_quotes(name),
                    plural("{0} part", "{0} parts", static_cast<std::int64_t>(parts.size()))));
  }
  TensorFile file{.name = std::move(name), .parts = std::move(parts)};
  if (members) {
    std::ranges::sort(file.parts, {}, &Part::name);
  }
  file.hash = hash_of(file, members);
  const Expected<void> read = members ? read_members(file) : read_one(file);
  if (!read) {
    return std::unexpected(read.error());
  }
  return file;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t length : shape) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(length);
  }
  return text + "]";
}

std::string description_of(const Tensor& tensor) {
  if (!tensor.fault.empty()) {
    return shape_text(tensor.shape);
  }
  const NumberFormat& format = format_of(tensor.type);
  return std::string(format.title) + ", " + shape_text(tensor.shape) +
         (tensor.big_endian && format.bytes > 1 ? ", " + say("big-endian") : "") +
         (tensor.fortran_order ? ", " + say("Fortran order") : "");
}

std::optional<std::size_t> bytes_of(const std::vector<std::int64_t>& shape, std::size_t number_bytes,
                                    std::size_t available) {
  if (std::ranges::count(shape, 0) > 0) {
    return 0;
  }
  std::uint64_t bytes = number_bytes;  // a length may be more than a std::size_t of 32 bits holds
  for (const std::int64_t length : shape) {
    if (bytes > available / static_cast<std::uint64_t>(length)) {
      return std::nullopt;
    }
    bytes *= static_cast<std::uint64_t>(length);
  }
  return bytes <= available ? std::optional(static_cast<std::size_t>(bytes)) : std::nullopt;
}

Expected<Tables> tables_of(const Tensor& tensor) {
  constexpr std::size_t table_axes = 4;
  const std::size_t axes = tensor.shape.size();
  if (axes > table_axes) {
    return fail(say("It has {0} axes; at most four are read: batch, head, row and column.", axes));
  }
  const auto length = [&](std::size_t from_the_end) {
    return axes >= from_the_end ? tensor.shape[axes - from_the_end] : 1;
  };
  const Tables tables{length(4), length(3), length(2), length(1)};
  if (tables.batches == 0 || tables.heads == 0 || tables.rows == 0 || tables.columns == 0) {
    return fail(say("It holds no numbers."));
  }
  return tables;
}

Matrix<double> numbers_of(const TensorFile& file, const Tensor& tensor, const Slice& slice) {
  const Expected<Tables> tables = tables_of(tensor);
  LOOKBACK_ASSERT(tables && tensor.fault.empty() && tensor.part < file.parts.size());
  LOOKBACK_ASSERT(slice.batch >= 0 && slice.batch < tables->batches && slice.head >= 0 &&
                  slice.head < tables->heads && slice.first_row >= 0 && slice.first_column >= 0 &&
                  slice.rows >= 0 && slice.first_row + slice.rows <= tables->rows && slice.columns >= 0 &&
                  slice.first_column + slice.columns <= tables->columns);
  const char* bytes = file.parts[tensor.part].bytes.data() + tensor.place;
  const std::size_t size = format_of(tensor.type).bytes;
  Matrix<double> numbers(slice.rows, slice.columns);
  for (int r = 0; r < slice.rows; ++r) {
    for (int c = 0; c < slice.columns; ++c) {
      const std::size_t place =
          element_place(tensor, *tables, slice, slice.first_row + r, slice.first_column + c);
      numbers(r, c) = number_at(bytes + place * size, tensor.type, tensor.big_endian);
    }
  }
  return numbers;
}

}  // namespace lookback::files
