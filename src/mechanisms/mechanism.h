#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/say.h"
#include "mechanisms/form.h"
#include "mechanisms/input_spec.h"
#include "mechanisms/parameter.h"
#include "mechanisms/passes.h"
#include "mechanisms/trace.h"

namespace lookback {

// A piece of an explanation, coloured by the role of what it names.
struct Term {
  std::string text;
  MatrixRole role = MatrixRole::plain;
};
using Line = std::vector<Term>;

// A number that the learner points at: its table ("Q", "K", "V", "scores", "weights", "output", an input's or
// a traced matrix' id) and its place in it.
struct CellReference {
  std::string_view table = "weights";
  MatrixRole role = MatrixRole::weight;
  int row = 0;
  int column = 0;
};

// How a generation is run.
enum class Strategy : std::uint8_t {
  cached,      // one step a token, against the state
  recomputed,  // one pass over all tokens so far, for every token
};

// What the board writes over its matrices. `turned`: columns are queries.
struct BoardTitles {
  std::string scores;
  std::string weights;
  std::string output;
  std::string arrow;  // how weights come from scores
};

// Which of Q, K and V a mechanism reads; the board hides the others.
struct Reads {
  bool q = true;
  bool k = true;
  bool v = true;
};

// Where a mechanism stands on the road from softmax to a state of constant size; the choice groups by it.
enum class Road : std::uint8_t { softmax, other_scores, no_softmax, decay, gates, layers };
inline constexpr std::string_view road_titles[] = {
    "Softmax"_said, "Other scores"_said,          "Softmax left behind"_said,
    "Decay"_said,   "Gates and delta rules"_said, "Whole layers"_said};

struct Mechanism {
  std::string_view id;
  std::string_view title;
  std::string_view equation;  // plain text
  Road road = Road::softmax;
  std::span<const ParameterSpec> parameters = {};
  std::span<const InputSpec> inputs = {};  // beside Q, K and V
  Reads reads = {};
  std::span<const Form> forms;

  // What a generation keeps from one token to the next, where it can.
  std::string_view state_title = "State"_said;  // "KV cache", "State S"
  Refusal (*steps_absent)(const Setting&) = nullptr;
  Steps steps = {};

  BoardTitles (*titles)(const Parameters&, bool turned);

  // The picture: every intermediate, whether or not the chosen form holds it.
  Trace (*trace)(const HeadInputs<double>&, const Mask&, const Parameters&);

  // Where Q, K and V are computed: the optional input that holds "Q", "K" or "V" of what is shown once the
  // learner gives it by hand. Absent: they cannot be given.
  const InputSpec* (*given)(std::string_view table, const Parameters&) = nullptr;

  // Whether counts depend on the numbers too, under these parameters; absent: never.
  bool (*cost_depends_on_numbers)(const Parameters&) = nullptr;

  // What one pass over `tokens` tokens costs, and what taking them step by step costs, from formulas instead
  // of counting; tokens_projected included.
  Cost (*pass_cost)(const Form& form, const Setting&);
  Cost (*steps_cost)(const Setting&) = nullptr;

  // The formula behind one counter of a generation of n tokens, as text ("n(n+1)/2"); empty where none is
  // short.
  std::string_view (*formula)(std::string_view counter, Strategy, const Setting&) = nullptr;

  // How the number in a cell comes about, with its actual numbers. Nothing for a cell that is edited.
  std::vector<Line> (*explain)(const CellReference&, const HeadInputs<double>&, const Trace&, const Mask&,
                               const Parameters&);
};

double parameter(const Mechanism& mechanism, const Parameters& parameters, std::string_view id);
const ParameterSpec* find_parameter(const Mechanism& mechanism, std::string_view id);
const InputSpec* find_input(const Mechanism& mechanism, std::string_view id);
const Form* find_form(const Mechanism& mechanism, std::string_view id);

// Why no form of the mechanism exists in a setting; nothing when one does.
Refusal refusal(const Mechanism& mechanism, const Setting& setting);

// Why a generation cannot keep its state in a setting.
Refusal steps_refusal(const Mechanism& mechanism, const Setting& setting);

// The cost of generating `setting.tokens` tokens, from formulas.
Cost closed_form(const Mechanism& mechanism, Strategy strategy, const Form& form, const Setting& setting);

}  // namespace lookback
