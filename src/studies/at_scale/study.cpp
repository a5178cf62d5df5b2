#include "studies/at_scale/study.h"

#include <cmath>

#include "base/format.h"
#include "base/say.h"
#include "cost/amount_text.h"
#include "experiment/edit.h"
#include "studies/at_scale/asked.h"

namespace lookback::at_scale {
namespace {

constexpr int llama_3_70b = 4;
constexpr int longest_context = 1 << 20;
constexpr int largest_batch = 1024;

template <class Specs, class Name>
consteval auto names_of(const Specs& specs, Name name) {
  std::array<std::string_view, std::tuple_size_v<Specs>> names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = specs[i].*name;
  }
  return names;
}

constexpr auto model_names = names_of(published_shapes, &ModelShape::title);
constexpr auto convention_names = names_of(conventions, &ConventionSpec::title);
constexpr std::array<std::string_view, 2> topics = {"Memory"_said, "Operations"_said};
constexpr std::array<std::string_view, 3> byte_names = {"1 byte"_said, "2 bytes"_said, "4 bytes"_said};
constexpr std::array<std::string_view, 2> kilo_names = {"K = 1024", "K = 1000"};

bool of_memory(const Parameters& chosen) {
  const auto found = chosen.find("topic");
  return found == chosen.end() || found->second == 0;
}
bool of_operations(const Parameters& chosen) { return !of_memory(chosen); }

constexpr std::array<ParameterSpec, 7> parameters = {{
    {.id = "topic",
     .label = "Show"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "What a model holds while it generates, or how its operations are counted."_said,
     .choices = topics},
    {.id = "model",
     .label = "Model"_said,
     .maximum = model_names.size() - 1,
     .initial = llama_3_70b,
     .meaning = "A published shape to begin with."_said,
     .choices = model_names},
    {.id = "context",
     .label = "Context, tokens"_said,
     .minimum = 1,
     .maximum = longest_context,
     .initial = 131072,
     .meaning = "Tokens in one sequence."_said,
     .logarithmic = true},
    {.id = "batch",
     .label = "Sequences"_said,
     .minimum = 1,
     .maximum = largest_batch,
     .initial = 1,
     .meaning = "Sequences that are generated side by side."_said,
     .logarithmic = true},
    {.id = "number_bytes",
     .label = "A number takes"_said,
     .maximum = 2,
     .initial = 1,
     .meaning = "fp8 takes 1 byte, fp16 and bfloat16 take 2, fp32 takes 4."_said,
     .choices = byte_names},
    {.id = "kilo",
     .label = "128K tokens"_said,
     .maximum = 1,
     .initial = 0,
     .meaning = "Whether 128K are 131072 tokens or 128000."_said,
     .choices = kilo_names,
     .read = of_memory},
    {.id = "convention",
     .label = "Count"_said,
     .maximum = conventions.size() - 1,
     .initial = 1,
     .meaning = "How operations are counted."_said,
     .choices = convention_names,
     .read = of_operations},
}};

constexpr std::array<InputSpec, 1> inputs = {shape_input};

std::size_t choice(const Experiment& experiment, std::string_view id) {
  return static_cast<std::size_t>(parameter_of(experiment, id));
}

Asked asked_of(const Experiment& experiment) {
  return {.model = chosen_shape(experiment),
          .context_tokens = parameter_of(experiment, "context"),
          .batch = parameter_of(experiment, "batch"),
          .bytes_per_number = bytes_per_number[choice(experiment, "number_bytes")],
          .kilo = choice(experiment, "kilo") == 0 ? 1024.0 : 1000.0,
          .convention = static_cast<Convention>(choice(experiment, "convention"))};
}

// What no real model is like, after a space; empty when there is nothing.
std::string oddity(const ModelShape& shape) {
  for (const ShapeColumn& column : shape_columns) {
    if (const double size = shape.*column.size; size != std::floor(size)) {
      return " " + say("{0} {1} is not whole: no real model is like that.", say(column.title), brief(size));
    }
  }
  if (std::fmod(shape.heads, shape.kv_heads) == 0) {
    return "";
  }
  return " " + say("{0} heads cannot share {1} key and value heads evenly: no real model is like that.",
                   amount_text(shape.heads), amount_text(shape.kv_heads));
}

Section shape_section(const Asked& asked) {
  const ChosenShape& model = asked.model;
  const int count = static_cast<int>(shape_columns.size());
  SheetTable table = {.id = std::string(shape_input.id),
                      .title = say(shape_input.title),
                      .meaning = say(shape_input.meaning),
                      .look = SheetTable::Look::list,
                      .tone = Tone::plain,
                      .values = Matrix<double>(1, count),
                      .rows = {name_of(model)},
                      .marked = Matrix<std::uint8_t>(1, count),
                      .editable = true,
                      .minimum = shape_input.minimum,
                      .maximum = shape_input.maximum,
                      .step = 1};
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    table.values(0, i) = model.shape.*shape_columns[place].size;
    table.texts.push_back(shortest(table.values(0, i)));
    table.columns.push_back(say(shape_columns[place].title));
    table.marked(0, i) = model.typed[place] ? 1 : 0;
  }
  const double all = weights(model.shape);
  Prose source = {
      .id = "shape.source",
      .lines = {{{say("Weights in its matrices: {0} × 10⁹, {1}. Source: {2}.", amount_text(all / 1e9),
                      byte_text(all * asked.bytes_per_number, BytePrefix::binary), model.shape.source),
                  Tone::dim}}}};
  Section section = {"shape", say("Model"), {std::move(table), std::move(source)}};
  section.blocks.emplace_back(
      Buttons{"shape.buttons",
              {{.id = "shape.published",
                .title = say("As published"),
                .why_not = model.changed() ? "" : say("Every number is as published.")}}});
  return section;
}

Sheet sheet(const Experiment& experiment, const Evaluation& /*evaluation*/, const Work* /*work*/) {
  const Asked asked = asked_of(experiment);
  Sheet result = choice(experiment, "topic") == 0 ? memory_sheet(asked) : operations_sheet(asked);
  result.finding += oddity(asked.model.shape);
  result.sections.insert(result.sections.begin(), shape_section(asked));
  return result;
}

Expected<Experiment> press(const Experiment& experiment, const SheetPress& press) {
  if (press.id == "conventions") {
    return apply(experiment, SetParameter{"convention", static_cast<double>(press.row)});
  }
  Experiment next = experiment;
  next.more.erase(std::string(shape_input.id));
  return next;
}

}  // namespace

std::vector<double> chart_lengths() {
  std::vector<double> lengths;
  for (int tokens = 1; tokens <= longest_context; tokens *= 2) {
    lengths.push_back(tokens);
  }
  return lengths;
}

std::string name_of(const ChosenShape& model) {
  return model.changed() ? say("{0}, changed", model.shape.title) : std::string(model.shape.title);
}

const Study study = {
    {
        .id = "at_scale",
        .title = "At scale"_said,
        .question = "What do real models hold and compute at real lengths, and why do published numbers "
                    "disagree?"_said,
        .shelf = Shelf::size,
        .start = "mechanism=softmax_attention",
        .parameters = parameters,
        .inputs = inputs,
    },
    sheet,
    press,
};

}  // namespace lookback::at_scale
