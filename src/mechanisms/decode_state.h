#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "base/assert.h"
#include "numbers/meter.h"

namespace lookback {

// What a generation carries from one token to the next: named lists of rows and a position. A copyable
// value. Every access goes through it, so that reads and writes are counted where they happen. A part either
// grows by a row a token, as a KV cache does, or has a fixed number of rows, as a recurrent state has.
template <class T>
class DecodeState {
 public:
  struct Part {
    std::string symbol;
    int width = 0;           // numbers in a row
    std::vector<T> numbers;  // rows one after another
    bool fixed = false;      // its rows are not tokens
  };

  // A part of fixed size, filled with one number.
  static Part fixed_part(std::string symbol, int rows, int width, const T& fill = T(0)) {
    const auto size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(width);
    return {std::move(symbol), width, std::vector<T>(size, fill), true};
  }

  DecodeState(std::vector<Part> parts, Meter<T> meter) : parts_(std::move(parts)), meter_(meter) {}

  const std::vector<Part>& parts() const { return parts_; }  // to look at: counts nothing

  int position() const { return position_; }    // of the next token
  int first_row() const { return first_row_; }  // position of the oldest row still held
  int rows() const { return position_ - first_row_; }

  // A part of fixed size, to be changed by one step (or one chunk): read whole once, written whole once.
  std::span<T> update(std::size_t part) {
    Part& changed = parts_[part];
    LOOKBACK_ASSERT(changed.fixed);
    meter_.state_read(static_cast<std::int64_t>(changed.numbers.size()));
    meter_.state_written(static_cast<std::int64_t>(changed.numbers.size()));
    meter_.state_held(numbers_held());
    return changed.numbers;
  }

  // Tokens have been taken into the parts of fixed size.
  void advance(int tokens = 1) { position_ += tokens; }

  // Appends one token: a row for each growing part, in their order.
  void append(std::initializer_list<std::span<const T>> rows) {
    auto part = parts_.begin();
    for (const std::span<const T> row : rows) {
      while (part != parts_.end() && part->fixed) {
        ++part;
      }
      LOOKBACK_ASSERT(part != parts_.end());
      LOOKBACK_ASSERT(static_cast<int>(row.size()) == part->width);
      part->numbers.insert(part->numbers.end(), row.begin(), row.end());
      meter_.state_written(part->width);
      ++part;
    }
    ++position_;
    meter_.state_held(numbers_held());
  }

  // Drops the rows of positions before `position`.
  void drop_before(int position) {
    for (; first_row_ < position && first_row_ < position_; ++first_row_) {
      for (Part& part : parts_) {
        if (!part.fixed) {
          part.numbers.erase(part.numbers.begin(), part.numbers.begin() + part.width);
        }
      }
    }
    meter_.state_held(numbers_held());
  }

  // The row of a token in a growing part.
  std::span<const T> read(std::size_t part, int position) const {
    LOOKBACK_ASSERT(position >= first_row_ && position < position_);
    const Part& source = parts_[part];
    LOOKBACK_ASSERT(!source.fixed);
    meter_.state_read(source.width);
    const auto width = static_cast<std::size_t>(source.width);
    return std::span<const T>(source.numbers)
        .subspan(static_cast<std::size_t>(position - first_row_) * width, width);
  }

  std::int64_t numbers_held() const {
    std::int64_t held = 0;
    for (const Part& part : parts_) {
      held += static_cast<std::int64_t>(part.numbers.size());
    }
    return held;
  }
  std::int64_t bytes(int bytes_per_number) const { return numbers_held() * bytes_per_number; }

 private:
  std::vector<Part> parts_;
  Meter<T> meter_;
  int position_ = 0;
  int first_row_ = 0;
};

}  // namespace lookback
