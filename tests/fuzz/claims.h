#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "experiment/experiment.h"
#include "fuzz/target.h"
#include "tensor/tensor_file.h"

// What several targets claim.
namespace lookback::fuzz {

// A sentence for people: some readable text of a screen at most that ends as sentences do.
void claim_sentence(std::string_view sentence);

// The same of an error, if there is one. True when there is none.
template <class T>
bool claim_read(const Expected<T>& read) {
  if (!read) {
    claim_sentence(read.error().sentence);
  }
  return read.has_value();
}

// What the board takes (experiment/misfit.h), with sources that fit each other.
void claim_within_limits(const Experiment& experiment);

// The link of an experiment, readable and packed, is read as the same experiment.
void claim_link_holds(const Experiment& experiment, const SourceNumbers* files = nullptr);

// Every tensor without a fault lies in its part, its numbers can all be read, and it says what it is in
// short.
void claim_numbers_are_there(const files::TensorFile& file);

// JSON as another program would have written it; "" where it is none.
std::string rewritten(std::string_view json);

// The first byte, for what is not text; 0 where there is none.
unsigned take_byte(std::string_view& input);

}  // namespace lookback::fuzz
