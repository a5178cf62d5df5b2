#include "tensor/safetensors.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "base/say.h"
#include "base/utf8.h"
#include "tensor/scanner.h"

// The header's grammar is a corner of JSON, objects of strings and whole numbers, so it is read here: the
// core knows no JSON library.
namespace lookback::files {
namespace {

constexpr std::size_t length_bytes = 8;
constexpr std::size_t most_tensors = 10'000;  // each is described in some hundred bytes

// Where a tensor's numbers begin and end, in bytes after the header; as the file says it, which may be more
// than a std::size_t of 32 bits holds.
struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend auto operator<=>(const Extent&, const Extent&) = default;
};

struct Entry {
  Tensor tensor;
  Extent extent;
};

class HeaderReader {
 public:
  HeaderReader(std::string_view header, std::size_t numbers, std::string what)
      : header_(header), numbers_(numbers), what_(std::move(what)) {}

  Expected<std::vector<Entry>> read();

 private:
  std::unexpected<Error> broken(std::string_view expected) {
    return fail(say("{0}: the header cannot be read at byte {1}: {2} is expected.", what_,
                    grouped(static_cast<std::int64_t>(length_bytes + header_.place())), expected));
  }
  Expected<void> skip_metadata();
  Expected<Entry> read_entry(const std::string& name);
  Expected<void> read_field(const std::string& key, Entry& entry);
  Expected<void> check(const Entry& entry);
  std::optional<std::vector<std::int64_t>> read_numbers();

  Scanner header_;
  std::size_t numbers_;  // bytes of them
  std::string what_;
};

std::optional<std::vector<std::int64_t>> HeaderReader::read_numbers() {
  std::vector<std::int64_t> numbers;
  if (!header_.take('[')) {
    return std::nullopt;
  }
  while (!header_.take(']')) {
    const std::optional<std::int64_t> number =
        numbers.empty() || header_.take(',') ? header_.whole() : std::nullopt;
    if (!number) {
      return std::nullopt;
    }
    numbers.push_back(*number);
  }
  return numbers;
}

Expected<void> HeaderReader::skip_metadata() {
  if (!header_.take('{')) {
    return broken(say("an object of texts"));
  }
  for (bool first = true; !header_.take('}'); first = false) {
    if ((!first && !header_.take(',')) || !header_.quoted('"') || !header_.take(':') ||
        !header_.quoted('"')) {
      return broken(say("a text"));
    }
  }
  return {};
}

Expected<void> HeaderReader::read_field(const std::string& key, Entry& entry) {
  if (key == "dtype") {
    const std::optional<std::string> type = header_.quoted('"');
    if (!type) {
      return broken(say("the name of a number type"));
    }
    const NumberFormat* format = find_safetensors_format(*type);
    if (format != nullptr) {
      entry.tensor.type = format->type;
    } else {
      entry.tensor.fault =
          say("Its numbers are of type {0}; F16, BF16, F32, F64, I8 to I64, U8 to U64 and BOOL are read.",
              in_quotes(*type));
    }
    return {};
  }
  const std::optional<std::vector<std::int64_t>> numbers = read_numbers();
  if (!numbers) {
    return broken(say("a list of whole numbers that are not negative"));
  }
  if (key == "shape") {
    if (numbers->size() > most_axes) {
      return broken(say("a shape of at most {0} axes", most_axes));
    }
    entry.tensor.shape = *numbers;
    return {};
  }
  if (key != "data_offsets" || numbers->size() != 2) {
    return broken(say("dtype, shape or data_offsets with a beginning and an end"));
  }
  entry.extent = {static_cast<std::uint64_t>((*numbers)[0]), static_cast<std::uint64_t>((*numbers)[1])};
  return {};
}

Expected<Entry> HeaderReader::read_entry(const std::string& name) {
  Entry entry;
  entry.tensor.name = name;
  std::set<std::string> keys;
  if (!header_.take('{')) {
    return broken(say("the description of a tensor"));
  }
  while (!header_.take('}')) {
    if (!keys.empty() && !header_.take(',')) {
      return broken(say("a comma"));
    }
    const std::optional<std::string> key = header_.quoted('"');
    if (!key || !header_.take(':') || !keys.insert(*key).second) {
      return broken(say("a key that has not come yet"));
    }
    if (const auto done = read_field(*key, entry); !done) {
      return std::unexpected(done.error());
    }
  }
  if (keys.size() != 3) {
    return broken(say("dtype, shape and data_offsets"));
  }
  return entry;
}

Expected<void> HeaderReader::check(const Entry& entry) {
  const auto text = [](std::uint64_t number) { return grouped(static_cast<std::int64_t>(number)); };
  const std::string tensor = in_quotes(entry.tensor.name);
  if (entry.extent.begin > entry.extent.end || entry.extent.end > numbers_) {
    return fail(
        say("{0}: the tensor {1} should stand from byte {2} to {3} of the numbers, of which there are "
            "{4} bytes.",
            what_, tensor, text(entry.extent.begin), text(entry.extent.end), text(numbers_)));
  }
  const auto there = static_cast<std::size_t>(entry.extent.end - entry.extent.begin);
  if (entry.tensor.fault.empty() &&
      bytes_of(entry.tensor.shape, format_of(entry.tensor.type).bytes, there) != there) {
    return fail(say("{0}: the tensor {1} has {2} bytes, which is not what {3} takes.", what_, tensor,
                    text(there), description_of(entry.tensor)));
  }
  return {};
}

Expected<std::vector<Entry>> HeaderReader::read() {
  std::vector<Entry> entries;
  std::set<std::string> names;
  if (!header_.take('{')) {
    return broken("{");
  }
  while (!header_.take('}')) {
    if (!names.empty() && !header_.take(',')) {
      return broken(say("a comma"));
    }
    const std::optional<std::string> name = header_.quoted('"');
    if (!name || !is_utf8(*name) || !header_.take(':') || !names.insert(*name).second) {
      return broken(say("the name of a tensor that has not come yet"));
    }
    if (*name == "__metadata__") {
      if (const auto done = skip_metadata(); !done) {
        return std::unexpected(done.error());
      }
      continue;
    }
    Expected<Entry> entry = read_entry(*name);
    const Expected<void> checked = entry ? check(*entry) : std::unexpected(entry.error());
    if (!checked) {
      return std::unexpected(checked.error());
    }
    entries.push_back(std::move(*entry));
    if (entries.size() > most_tensors) {
      return fail(say("{0} names more than {1} tensors.", what_, grouped(most_tensors)));
    }
  }
  if (!header_.at_end()) {
    return broken(say("the end of the header"));
  }
  return entries;
}

}  // namespace

Expected<std::vector<Tensor>> read_safetensors_header(std::string_view bytes, std::string_view what) {
  std::uint64_t length = 0;
  for (std::size_t i = length_bytes; bytes.size() >= length_bytes && i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  if (bytes.size() < length_bytes) {
    return fail(say("{0} is no .safetensors file: it has fewer than eight bytes.", what));
  }
  if (length > bytes.size() - length_bytes) {
    constexpr std::uint64_t readable = 1'000'000'000'000'000;
    const std::string announced =
        length > readable ? say("more than 10¹⁵") : grouped(static_cast<std::int64_t>(length));
    return fail(
        say("{0} is no .safetensors file, or it is cut: its first eight bytes announce a header of {1} "
            "bytes, and {2} bytes are there in all.",
            what, announced, grouped(static_cast<std::int64_t>(bytes.size()))));
  }
  const std::size_t start = length_bytes + static_cast<std::size_t>(length);
  Expected<std::vector<Entry>> entries =
      HeaderReader(bytes.substr(length_bytes, static_cast<std::size_t>(length)), bytes.size() - start,
                   std::string(what))
          .read();
  if (!entries) {
    return std::unexpected(entries.error());
  }
  // Two tensors never share bytes; one without numbers stands before those that begin where it does.
  std::ranges::sort(*entries, {}, &Entry::extent);
  std::vector<Tensor> tensors;
  std::uint64_t end = 0;
  for (Entry& entry : *entries) {
    if (entry.extent.begin < end) {
      return fail(say("{0}: the tensor {1} shares bytes with the one before it.", what,
                      in_quotes(entry.tensor.name)));
    }
    end = entry.extent.end;
    entry.tensor.place = start + static_cast<std::size_t>(entry.extent.begin);
    tensors.push_back(std::move(entry.tensor));
  }
  return tensors;
}

}  // namespace lookback::files
