#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "mechanisms/array_case.h"
#include "mechanisms/decode_state.h"
#include "mechanisms/head_inputs.h"

namespace lookback {

// A number that a mechanism lets the learner choose. The slider, the link and the command line read it here.
struct ParameterSpec {
  std::string_view id;  // in links
  std::string_view label;
  double minimum = 0;
  double maximum = 1;
  double initial = 0;
  std::string_view meaning;  // one sentence
  bool is_switch = false;    // 0 or 1
};

// Values by id; what is absent has its spec's initial value.
using Parameters = std::map<std::string, double, std::less<>>;

// What a matrix is for, in any mechanism. Views know roles and never mechanisms.
enum class MatrixRole : std::uint8_t { query, key, value, score, weight, state, output, plain };

// A piece of an explanation, coloured by the role of what it names.
struct Term {
  std::string text;
  MatrixRole role = MatrixRole::plain;
};
using Line = std::vector<Term>;

// A pair of positions, or an element of one row: what the learner points at.
struct CellReference {
  MatrixRole role = MatrixRole::weight;
  int row = 0;
  int column = 0;
};

// How a generation is run.
enum class Strategy : std::uint8_t {
  cached,      // one step a token, against the state
  recomputed,  // one pass over all tokens so far, for every token
};

// One way of computing a mechanism, in one pass over all rows.
struct Form {
  std::string_view id;
  std::string_view title;
  std::string_view meaning;
  bool holds_scores = false;  // its score matrix really exists while it computes

  // The ids of the parameters that only this form has.
  std::span<const std::string_view> own_parameters;

  // Nothing when the form exists for the mask; otherwise why it does not.
  std::optional<std::string_view> (*absent)(const Mask& mask, int tokens);

  HeadOutputs<double> (*evaluate)(const HeadInputs<double>&, const Mask&, const Parameters&);
  void (*count)(const HeadInputs<Counted>&, const Mask&, const Parameters&, Cost&);
};

// What the board writes over its matrices. `turned`: columns are queries.
struct BoardTitles {
  std::string scores;
  std::string weights;
  std::string output;
  std::string arrow;  // how weights come from scores
};

struct Mechanism {
  std::string_view id;
  std::string_view title;
  std::string_view equation;  // plain text
  std::span<const ParameterSpec> parameters;
  std::span<const Form> forms;

  BoardTitles (*titles)(const Parameters&, bool turned);

  // The picture: every intermediate, whether or not the chosen form holds it.
  HeadOutputs<double> (*trace)(const HeadInputs<double>&, const Mask&, const Parameters&);

  // The state before the first token, and the step that takes the next token of `inputs`.
  DecodeState<Counted> (*initial_state)(int key_width, int value_width, Cost&);
  void (*count_step)(DecodeState<Counted>&, const HeadInputs<Counted>&, const Mask&, const Parameters&,
                     Cost&);

  // The cost of generating `tokens` tokens, from formulas instead of counting. `form` is that of a pass.
  Cost (*closed_form)(Strategy, const Form& form, const Mask&, int tokens, int key_width, int value_width,
                      const Parameters&);

  // The formula behind one counter of closed_form, as text ("n(n+1)/2"); empty where none is short.
  std::string_view (*formula)(std::string_view counter, Strategy, const Mask&);

  // How the number in a cell comes about, with its actual numbers.
  std::vector<Line> (*explain)(const CellReference&, const HeadInputs<double>&,
                               const HeadOutputs<double>& trace, const Mask&, const Parameters&);

  // The same definition on whole arrays, for golden data: the forms that a case has, and one of them.
  std::vector<std::string_view> (*array_forms)(const ArrayCase&);
  Expected<NamedArrays> (*evaluate_arrays)(std::string_view form, const ArrayCase&, Precision);
};

double parameter(const Mechanism& mechanism, const Parameters& parameters, std::string_view id);
const ParameterSpec* find_parameter(const Mechanism& mechanism, std::string_view id);
const Form* find_form(const Mechanism& mechanism, std::string_view id);

}  // namespace lookback
