#include "studies/bug_zoo/study.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "experiment/edit.h"
#include "studies/bug_zoo/zoo.h"
#include "studies/lamp_text.h"

namespace lookback::bug_zoo {
namespace {

constexpr int enough_tokens = 6;  // a prompt of two chunks, and a call of two

Prose said(std::string id, std::vector<std::string> lines) {
  Prose prose = {.id = std::move(id)};
  for (std::string& line : lines) {
    prose.lines.push_back({{std::move(line)}});
  }
  return prose;
}

// What it is meant to be, without saying what it is.
Prose meant(const Experiment& experiment) {
  const int tokens = experiment.token_count();
  const Plan plan = generation_plan(tokens);
  const std::string kernel =
      specimen_of(experiment).kernel == Kernel::softmax
          ? say("It is meant to be causal softmax attention: {0} query heads share one key/value head, RoPE, "
                "a KV cache.",
                heads)
          : say("It is meant to be retention: the prompt in chunks of {0} tokens, then step by step, with a "
                "state S.",
                chunk_size);
  const std::string prompt = plural("{0} token", "{0} tokens", plan.prompt);
  std::string run = plan.prompt == tokens
                        ? say("{0} of prompt are prefilled in one call; there are no more.", prompt)
                        : say("{0} of prompt are prefilled in one call; the other {1} come {2} a call.",
                              prompt, tokens - plan.prompt, plan.rows);
  if (tokens < enough_tokens) {
    run += " " + say("In so short a text some bugs leave no trace.");
  }
  return said("zoo_meant", {kernel, run});
}

SheetTable lamp_table(const Experiment& experiment, const Lamp& lamp, const ZooWork& work) {
  const int tokens = work.seen().tokens();
  SheetTable table = {
      .id = "zoo_lamp",
      .title = say("Lamp ∂oᵢ/∂xⱼ"),
      .meaning = say("Rows are outputs, columns tokens. Marked: lit where the definition is dark, or "
                     "dark where it is lit."),
      .tone = Tone::score,
      .values = lamp.sizes,
      .rows = numbered_tokens(experiment, tokens),
      .columns = numbered_tokens(experiment, tokens),
      .hidden = Matrix<std::uint8_t>(tokens, tokens),
      .marked = lamp.wrong};
  for (int i = 0; i < tokens; ++i) {
    for (int j = 0; j < tokens; ++j) {
      const bool known = work.seen().knows(j) && work.right().knows(j);
      table.hidden(i, j) = known ? 0 : 1;
      table.texts.push_back(known ? size_text(lamp.sizes(i, j)) : "…");
    }
  }
  return table;
}

SheetTable parity_table(const Experiment& experiment, const Parity& parity) {
  const int tokens = experiment.token_count();
  SheetTable table = {
      .id = "zoo_parity",
      .title = say("Parity: largest difference of an output"),
      .meaning = say(
          "This run against one prefill of the whole text by the same specimen, and against the definition."),
      .tone = Tone::output,
      .values = Matrix<double>(2, tokens),
      .rows = {say("from its prefill"), say("from the definition")},
      .columns = numbered_tokens(experiment, tokens),
      .marked = Matrix<std::uint8_t>(2, tokens)};
  const std::vector<double>* rows[] = {&parity.from_prefill, &parity.from_definition};
  for (int r = 0; r < 2; ++r) {
    for (int t = 0; t < tokens; ++t) {
      table.values(r, t) = (*rows[r])[static_cast<std::size_t>(t)];
      table.texts.push_back(size_text(table.values(r, t)));
      table.marked(r, t) = table.values(r, t) <= parity.rounding ? 0 : 1;
    }
  }
  return table;
}

SheetTable counter_table(const Cost& counted, const Cost& right) {
  constexpr int rows = std::size(counters);
  SheetTable table = {.id = "zoo_counters",
                      .title = say("Counters"),
                      .meaning = say("What the run counted, beside the formula of a right one."),
                      .look = SheetTable::Look::list,
                      .values = Matrix<double>(rows, 2),
                      .columns = {say("counted"), say("right")},
                      .marked = Matrix<std::uint8_t>(rows, 2)};
  for (int r = 0; r < rows; ++r) {
    const auto counter = counters[r];
    const auto* field = std::ranges::find(cost_fields, counter, &CostField::count);
    table.rows.push_back(say(field->label));
    int column = 0;
    for (const std::int64_t count : {counted.*counter, right.*counter}) {
      table.values(r, column++) = static_cast<double>(count);
      table.texts.push_back(grouped(count));
    }
    table.marked(r, 0) = counted.*counter == right.*counter ? 0 : 1;
  }
  return table;
}

// "Lamp: 2 cells are wrong. Parity: …"
std::string reading_text(const Lamp& lamp, const Verdict& verdict, bool lamp_done) {
  const std::string unfinished = lamp_done ? "" : say("The lamp is still being lit.") + " ";
  if (verdict.lamp + verdict.parity + verdict.counters == 0) {
    return unfinished +
           (lamp_done ? say("No detector sees a fault.") : say("No detector sees a fault so far."));
  }
  return unfinished +
         (verdict.lamp == 0 ? say("Lamp: right.")
                            : say("Lamp: {0} lit, {1} dark that should not be.", lamp.leaks, lamp.blind)) +
         " " +
         (verdict.parity == 0
              ? say("Parity: right.")
              : say("Parity: {0} off.", plural("{0} output", "{0} outputs", verdict.parity))) +
         " " +
         (verdict.counters == 0 ? say("Counters: right.")
                                : say("Counters: {0} of {1} off.", verdict.counters, std::size(counters)));
}

std::string finding(const Experiment& experiment, const std::string& readings) {
  const int number = number_of(experiment);
  const int answer = answer_in(experiment, number);
  const Specimen& specimen = specimen_of(experiment);
  if (answer == not_answered) {
    return say("Specimen {0} of {1}.", number, specimen_count) + " " + readings;
  }
  if (answer == told) {
    return say("Specimen {0} is: {1}.", number, say(specimen.name()));
  }
  if (answer == specimen.answer) {
    return say("Right: {0}.", say(specimen.name())) + " " + say(specimen.seen);
  }
  const Specimen& named = named_by(answer);
  return say("Not “{0}”. That would show: {1}", say(named.name()), say(named.seen));
}

bool is_open(const Experiment& experiment) {
  const int answer = answer_in(experiment, number_of(experiment));
  return answer == told || answer == specimen_of(experiment).answer;
}

Section answer_section(const Experiment& experiment) {
  Section section = {.id = "zoo_answer", .title = say("What it is")};
  const Specimen& specimen = specimen_of(experiment);
  const bool open = is_open(experiment);
  if (open) {
    section.blocks.push_back(
        specimen.source.empty()
            ? said("zoo_story", {say(specimen.seen)})
            : said("zoo_story", {say(specimen.seen), say("It happened: {0}. {1}", say(specimen.source),
                                                         say(specimen.happened))}));
  }
  const Score score = score_of(experiment);
  section.blocks.push_back(
      said("zoo_score", {say("{0} of {1} specimens named rightly, {2} wrong.", score.right, specimen_count,
                             plural("{0} answer", "{0} answers", score.named - score.right))}));
  const std::string last = say("This is the last specimen.");
  section.blocks.push_back(Buttons{
      .id = "zoo_buttons",
      .buttons = {
          {.id = "zoo_tell", .title = say("Tell me"), .why_not = open ? say("It is told already.") : ""},
          {.id = "zoo_next",
           .title = say("Next specimen"),
           .why_not = number_of(experiment) == specimen_count ? last : ""},
          {.id = "zoo_shuffle", .title = say("Another order")}}});
  return section;
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* work) {
  const auto* lit = static_cast<const ZooWork*>(work);
  if (lit == nullptr) {
    return {};
  }
  const Specimen& specimen = specimen_of(experiment);
  const Text text = text_of(experiment);
  const Lamp lamp = lamp_of(lit->seen(), lit->right(), through_of(experiment));
  const Parity parity = parity_of(specimen, text);
  const Cost counted = counted_cost(specimen, text);
  const Cost right =
      right_cost(specimen.kernel, experiment.token_count(), experiment.key_width(), experiment.value_width());
  const std::string readings = reading_text(lamp, verdict(lamp, parity, counted, right), lit->done());
  return {.finding = finding(experiment, readings),
          .sections = {{.id = "zoo_specimen",
                        .title = say("Specimen {0}", number_of(experiment)),
                        .blocks = {meant(experiment), counter_table(counted, right)}},
                       {.id = "zoo_detectors",
                        .blocks = {lamp_table(experiment, lamp, *lit), parity_table(experiment, parity)}},
                       answer_section(experiment)}};
}

// Another order begins anew: what was answered belonged to the old one.
Experiment shuffled(Experiment experiment) {
  const int order = order_of(experiment) % largest_order + 1;
  const auto through = experiment.study_parameters.find("zoo_through");
  Parameters kept;
  if (through != experiment.study_parameters.end()) {
    kept.insert(*through);
  }
  if (order != 1) {
    kept["zoo_order"] = order;
  }
  experiment.study_parameters = std::move(kept);
  return experiment;
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  const int number = number_of(experiment);
  if (press.id == "zoo_shuffle") {
    return shuffled(experiment);
  }
  if (press.id == "zoo_next") {
    return apply(experiment, SetParameter{"specimen", static_cast<double>(number + 1)});
  }
  return apply(experiment, SetParameter{answer_id(number), static_cast<double>(told)});
}

std::unique_ptr<Work> work(const Experiment& experiment) { return std::make_unique<ZooWork>(experiment); }

}  // namespace

const Study study = {
    {
        .id = "bug_zoo",
        .title = "Bug zoo"_said,
        .question = "Which bug does this attention kernel have, by what it leaks, repeats and counts?"_said,
        .shelf = Shelf::leaks,
        .start = "mechanism=softmax_attention&form=materialised&mask=causal&tokens=the,cat,sat,on,the,mat,"
                 "and,slept",
        .parameters = parameters,
        .inputs = inputs,
        .settings = {.numbers = true},
    },
    sheet,
    press,
    work,
    true,
};

}  // namespace lookback::bug_zoo
