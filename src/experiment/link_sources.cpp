#include "experiment/link_sources.h"

#include <optional>
#include <span>
#include <vector>

#include "base/format.h"
#include "base/percent.h"
#include "base/say.h"
#include "base/split.h"

namespace lookback {
namespace {

constexpr std::string_view beginning = "file:";

std::optional<std::int64_t> count_in(std::string_view text) {
  constexpr std::size_t most_digits = 12;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
    if (value > 999'999'999'999) {
      return std::nullopt;
    }
  }
  return text.empty() || text.size() > most_digits ? std::nullopt : std::optional(value);
}

std::optional<std::uint64_t> hash_in(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t hash = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) {
      return std::nullopt;
    }
    hash = hash << 4 | digit;
  }
  return text.size() == 16 ? std::optional(hash) : std::nullopt;
}

// Two numbers with something between them.
bool read_pair(std::string_view text, char between, std::int64_t& first, std::int64_t& second) {
  const std::size_t at = text.find(between);
  const std::optional<std::int64_t> one = count_in(text.substr(0, at));
  const std::optional<std::int64_t> other =
      at == std::string_view::npos ? std::nullopt : count_in(text.substr(at + 1));
  if (!one || !other) {
    return false;
  }
  first = *one;
  second = *other;
  return true;
}

Expected<Source> read_source(std::string_view text, const std::string& id) {
  constexpr std::size_t parts = 7;
  const std::vector<std::string_view> words = split(text.substr(beginning.size()), ':');
  Source source;
  if (words.size() == parts) {
    const Expected<std::string> file = percent_decode(words[1], id);
    const Expected<std::string> tensor = percent_decode(words[2], id);
    const std::optional<std::uint64_t> hash = hash_in(words[0]);
    const std::optional<std::int64_t> batch = count_in(words[3]);
    const std::optional<std::int64_t> head = count_in(words[4]);
    if (file && tensor && hash && batch && head && read_pair(words[5], 'x', source.rows, source.columns) &&
        read_pair(words[6], ',', source.first_row, source.first_column)) {
      source.hash = *hash;
      source.file = *file;
      source.tensor = *tensor;
      source.batch = *batch;
      source.head = *head;
      if (source.rows > 0 && source.columns > 0 &&
          source.first_row + window_length(source.rows, largest_tokens) <= source.rows &&
          source.first_column + window_length(source.columns, largest_width) <= source.columns) {
        return source;
      }
    }
  }
  return fail(say(
      "{0} names its file as {1}, but must be "
      "file:HASH:NAME:TENSOR:BATCH:HEAD:ROWSxCOLUMNS:FIRST_ROW,FIRST_COLUMN with a window that lies in the "
      "whole.",
      id, in_quotes(text)));
}

std::string numbers_text(const Matrix<double>& matrix) {
  std::string text;
  for (int r = 0; r < matrix.rows(); ++r) {
    for (int c = 0; c < matrix.columns(); ++c) {
      text += c > 0 ? "," : (r > 0 ? ";" : "");
      text += percent_encode(shortest(matrix(r, c)));
    }
  }
  return text;
}

}  // namespace

std::string source_text(const Source& source) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  return std::string(beginning) + hash_text(source.hash) + ":" + percent_encode(source.file) + ":" +
         percent_encode(source.tensor) + ":" + number(source.batch) + ":" + number(source.head) + ":" +
         number(source.rows) + "x" + number(source.columns) + ":" + number(source.first_row) + "," +
         number(source.first_column);
}

Read<Sources> read_sources(const LinkFields& fields) {
  Sources sources;
  for (const auto& [id, text] : fields) {
    const bool whole = text.starts_with(beginning);
    if ((!whole && !text.starts_with("file%3A")) || id == "tokens") {
      continue;
    }
    // What was packed is encoded once more.
    const Expected<std::string> plain = whole ? text : percent_decode(text, id);
    Expected<Source> source = plain ? read_source(*plain, id) : std::unexpected(plain.error());
    if (!source) {
      return fault(id, source.error().sentence);
    }
    sources[id] = std::move(*source);
  }
  return sources;
}

Read<Sources> take_sources(LinkFields& fields, const SourceNumbers* files) {
  Read<Sources> sources = read_sources(fields);
  if (!sources) {
    return sources;
  }
  for (const auto& [id, source] : *sources) {
    const Expected<Matrix<double>> numbers =
        files == nullptr ? fail(awaited_text(source, id)) : files->read(source);
    if (!numbers) {
      return fault(id, numbers.error().sentence);
    }
    fields[id] = numbers_text(*numbers);
  }
  return sources;
}

std::string awaited_text(const Source& source, std::string_view id) {
  return say("{0} comes from the file {1}, which is not open: open that file, and the link opens with it.",
             id, file_text(source));
}

}  // namespace lookback
