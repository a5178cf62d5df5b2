#include "studies/bug_zoo/zoo.h"
#include "base/say.h"

#include <utility>

namespace lookback::bug_zoo {
namespace {

constexpr std::array<std::string_view, 4> throughs = {"everything"_said, "queries"_said, "keys"_said,
                                                      "values"_said};

// "zoo_answer_1", …
template <int number>
struct AnswerId {
  static constexpr auto text = [] {
    std::array<char, 13> result = {'z', 'o', 'o', '_', 'a', 'n', 's', 'w', 'e', 'r', '_'};
    result[11] = number < 10 ? static_cast<char>('0' + number) : '1';
    result[12] = number < 10 ? '\0' : static_cast<char>('0' + number % 10);
    return result;
  }();
  static constexpr std::string_view id{text.data(), number < 10 ? 12U : 13U};
};

// Each specimen has an answer of its own, so that going back finds it again.
template <int number>
bool is_looked_at(const Parameters& chosen) {
  const auto found = chosen.find("specimen");
  return (found == chosen.end() ? 1 : static_cast<int>(found->second)) == number;
}

bool never(const Parameters& /*chosen*/) { return false; }

template <int number>
constexpr ParameterSpec answer_spec() {
  return {.id = AnswerId<number>::id,
          .label = "What is wrong?"_said,
          .minimum = 0,
          .maximum = static_cast<double>(answers.size()) - 1,
          .initial = not_answered,
          .meaning = "Your answer about this specimen."_said,
          .choices = answers,
          .read = is_looked_at<number>};
}

template <int... places>
constexpr std::array<ParameterSpec, 3 + specimen_count> all_parameters(
    std::integer_sequence<int, places...>) {
  return {
      {{"specimen", "Specimen"_said, 1, specimen_count, 1, "Which of the specimens is looked at."_said},
       {.id = "zoo_through",
        .label = "Lamp through"_said,
        .minimum = 0,
        .maximum = static_cast<double>(throughs.size()) - 1,
        .initial = 0,
        .meaning = "Which numbers of a token the lamp asks for: all that it brings, or a part of it."_said,
        .choices = throughs},
       {.id = "zoo_order",
        .label = "Order"_said,
        .minimum = 1,
        .maximum = largest_order,
        .initial = 1,
        .meaning = "The seed of the order in which the specimens are numbered."_said,
        .read = never},
       answer_spec<places + 1>()...}};
}

}  // namespace

constexpr std::array<ParameterSpec, 3 + specimen_count> parameters =
    all_parameters(std::make_integer_sequence<int, specimen_count>());

constexpr std::array<InputSpec, 1> inputs = {{
    {.id = "zoo_q",
     .title = "Q of the second head"_said,
     .meaning = "The queries of the second head, which shares keys and values with the first."_said,
     .rows = Size::tokens,
     .columns = Size::key_width,
     .start = Start::random},
}};

int number_of(const Experiment& experiment) { return static_cast<int>(parameter_of(experiment, "specimen")); }
int order_of(const Experiment& experiment) { return static_cast<int>(parameter_of(experiment, "zoo_order")); }
Through through_of(const Experiment& experiment) {
  return static_cast<Through>(static_cast<int>(parameter_of(experiment, "zoo_through")));
}

const Specimen& specimen_of(const Experiment& experiment) {
  return specimen_at(number_of(experiment), order_of(experiment));
}

std::string answer_id(int number) { return "zoo_answer_" + std::to_string(number); }

int answer_in(const Experiment& experiment, int number) {
  return static_cast<int>(parameter_of(experiment, answer_id(number)));
}

Score score_of(const Experiment& experiment) {
  Score score;
  for (int number = 1; number <= specimen_count; ++number) {
    const int answer = answer_in(experiment, number);
    const int right = specimen_at(number, order_of(experiment)).answer;
    score.named += answer != not_answered && answer != told ? 1 : 0;
    score.right += answer == right ? 1 : 0;
  }
  return score;
}

Text text_of(const Experiment& experiment) {
  Text text = experiment.inputs;
  text.more = {input_of(experiment, inputs.front())};
  return text;
}

ZooWork::ZooWork(const Experiment& experiment)
    : specimen_(&specimen_of(experiment)),
      text_(text_of(experiment)),
      seen_pass_(pass_of(specimen_->runs, experiment.token_count())),
      right_pass_(pass_of(right_runs(specimen_->kernel), experiment.token_count())),
      seen_(text_, brought_by_text(text_)),
      right_(text_, brought_by_text(text_)) {}

bool ZooWork::step(Clock /*clock*/) {
  if (seen_.passed() <= right_.passed()) {
    seen_.step(seen_pass_);
  } else {
    right_.step(right_pass_);
  }
  return !done();
}

double ZooWork::progress() const {
  return done() ? 1
                : static_cast<double>(seen_.passed() + right_.passed()) / (seen_.passes() + right_.passes());
}

bool ZooWork::serves(const Experiment& experiment) const {
  const Text text = text_of(experiment);
  return specimen_ == &specimen_of(experiment) && text.q == text_.q && text.k == text_.k &&
         text.v == text_.v && text.more == text_.more;
}

}  // namespace lookback::bug_zoo
