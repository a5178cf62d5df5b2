#include "fuzz/claims.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "experiment/link.h"
#include "experiment/link_checksum.h"
#include "experiment/link_packed.h"
#include "experiment/same_bits.h"
#include "experiment/sources.h"

namespace lookback::fuzz {
namespace {

// The limits once more, not by the functions that are to be caught.
bool is_between(double number, double minimum, double maximum) {
  return std::isfinite(number) && number >= minimum && number <= maximum;
}

void claim_parameters(const Parameters& parameters, std::span<const ParameterSpec> specs) {
  for (const auto& [id, value] : parameters) {
    const auto spec = std::ranges::find(specs, id, &ParameterSpec::id);
    FUZZ_CLAIM(spec != specs.end());
    FUZZ_CLAIM(is_between(value, spec->minimum, spec->maximum) && value != spec->initial);
    FUZZ_CLAIM((!spec->is_switch && spec->step != 1) || value == std::trunc(value));
    FUZZ_CLAIM(spec->choices.empty() || static_cast<std::size_t>(value) < spec->choices.size());
  }
}

void claim_board_matrix(const Matrix<double>& matrix, int rows, int columns) {
  FUZZ_CLAIM(matrix.rows() == rows && matrix.columns() == columns);
  for (const double number : matrix.elements()) {
    FUZZ_CLAIM(is_between(number, -1e9, 1e9));
  }
}

void claim_own_input(const Experiment& experiment, const std::string& id, const Matrix<double>& matrix) {
  const InputSpec* spec = find_input(experiment, id);
  FUZZ_CLAIM(spec != nullptr);
  FUZZ_CLAIM(matrix.rows() > 0 && matrix.columns() > 0);
  if (!spec->optional) {
    const Matrix<double> start =
        start_matrix(*spec, experiment.token_count(), experiment.key_width(), experiment.value_width());
    FUZZ_CLAIM(matrix.rows() == start.rows() && matrix.columns() == start.columns());
  }
  for (const double number : matrix.elements()) {
    FUZZ_CLAIM(is_between(number, spec->minimum, spec->maximum));
  }
}

}  // namespace

void claim_sentence(std::string_view sentence) {
  constexpr std::size_t longest = 2000;
  FUZZ_CLAIM(sentence.size() > 10);
  FUZZ_CLAIM(sentence.size() < longest);
  FUZZ_CLAIM(sentence.ends_with('.'));
  FUZZ_CLAIM(is_utf8(sentence) && !has_control(sentence));
}

void claim_within_limits(const Experiment& experiment) {
  const int tokens = experiment.token_count();
  FUZZ_CLAIM(find_study_spec(experiment.study) != nullptr);
  FUZZ_CLAIM(find_mechanism(experiment.mechanism) != nullptr);
  FUZZ_CLAIM(find_form(mechanism_of(experiment), experiment.form) != nullptr);
  FUZZ_CLAIM(!form_of(experiment).absent(setting_of(experiment)));
  FUZZ_CLAIM(is_between(tokens, 1, 64));
  FUZZ_CLAIM(is_between(experiment.key_width(), 1, 16) && is_between(experiment.value_width(), 1, 16));
  FUZZ_CLAIM(experiment.position >= 0 && experiment.position <= tokens);
  for (const std::string& token : experiment.tokens) {
    FUZZ_CLAIM(is_utf8(token) && !has_control(token) && is_between(character_count(token), 1, 32));
  }
  if (experiment.mask.kind() == Mask::Kind::bits) {
    FUZZ_CLAIM(experiment.mask.bits().rows() == tokens && experiment.mask.bits().columns() == tokens);
  }
  FUZZ_CLAIM(is_between(experiment.mask.left(), 0, 64) && is_between(experiment.mask.right(), 0, 64));
  claim_parameters(experiment.parameters, mechanism_of(experiment).parameters);
  claim_parameters(experiment.study_parameters, study_spec_of(experiment).parameters);
  claim_board_matrix(experiment.inputs.q, tokens, experiment.key_width());
  claim_board_matrix(experiment.inputs.k, tokens, experiment.key_width());
  claim_board_matrix(experiment.inputs.v, tokens, experiment.value_width());
  FUZZ_CLAIM(experiment.inputs.more.empty());
  for (const auto& [id, matrix] : experiment.more) {
    claim_own_input(experiment, id, matrix);
  }
  for (const auto& [id, source] : experiment.sources) {
    const Matrix<double>* shown = held_matrix(experiment, id);
    FUZZ_CLAIM(shown != nullptr);
    FUZZ_CLAIM(shown->rows() == window_length(source.rows, largest_tokens));
    FUZZ_CLAIM(source.first_row >= 0 && source.first_row + shown->rows() <= source.rows);
    FUZZ_CLAIM(source.first_column >= 0 && source.first_column + shown->columns() <= source.columns);
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
