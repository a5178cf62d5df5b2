#include "studies/model/sheet.h"

#include <algorithm>

#include "base/format.h"
#include "base/say.h"
#include "mechanisms/layer_stack/mechanism.h"
#include "studies/model/presets.h"
#include "studies/model/unembedding.h"

namespace lookback::model {
namespace {

std::string head_name(int layer, int head) { return say("layer {0}, head {1}", layer + 1, head); }

std::string token_name(const Experiment& experiment, int index) {
  return say("token {0} “{1}”", index, experiment.tokens[static_cast<std::size_t>(index)]);
}

// Every head's weights, over the tokens that have arrived.
Pictures map_of(const Experiment& experiment) {
  const Parameters& chosen = experiment.parameters;
  const HeadInputs<double> inputs = inputs_of(experiment, experiment.position);
  const layer_stack::Options options = layer_stack::options_in(chosen, experiment.key_width());
  const layer_stack::Stack<double> stack = layer_stack::materialised<double>(
      inputs.more[0], layer_stack::weights_of(inputs, chosen), experiment.mask, options, {});
  const int shown_layer = layer_stack::shown_layer(chosen);
  const int shown_head = multi_head_layer::shown_head(layer_stack::mechanism, chosen);
  Pictures map = {
      .id = "map",
      .meaning =
          say("The weights of every head, a row of pictures a layer; in each, rows are queries. A press "
              "shows that head on the board."),
      .tone = Tone::weight,
      .columns = options.heads,
      .pictures = {}};
  for (int layer = 0; layer < layer_stack::layers_of(chosen); ++layer) {
    for (int head = 0; head < options.heads; ++head) {
      map.pictures.push_back(
          {.id = picture_id(layer, head),
           .title = say("Layer {0}, head {1}", layer + 1, head),
           .short_title = say("L{0} H{1}", layer + 1, head),
           .values = stack.layers[static_cast<std::size_t>(layer)].weights[static_cast<std::size_t>(head)],
           .chosen = layer == shown_layer && head == shown_head});
    }
  }
  return map;
}

// The inputs given by hand that fit the heads as they are.
std::vector<const InputSpec*> detached(const Experiment& experiment) {
  const int width = experiment.key_width() / static_cast<int>(parameter_of(experiment, "heads"));
  std::vector<const InputSpec*> result;
  for (const InputSpec& spec : layer_stack::own_inputs) {
    const auto found = experiment.more.find(spec.id);
    if (spec.optional && found != experiment.more.end() && found->second.columns() == width) {
      result.push_back(&spec);
    }
  }
  return result;
}

std::string detached_text(const std::vector<const InputSpec*>& all) {
  std::string names;
  for (const InputSpec* spec : all) {
    names += (names.empty() ? "" : "; ") + say(spec->title);
  }
  return all.size() == 1 ? say("{0} is detached: it no longer follows X.", names)
                         : say("{0} are detached: they no longer follow X.", names);
}

void add_detached(Sheet& sheet, const Experiment& experiment) {
  const std::vector<const InputSpec*> all = detached(experiment);
  if (all.empty()) {
    return;
  }
  Buttons buttons = {.id = "attach", .buttons = {}};
  for (const InputSpec* spec : all) {
    buttons.buttons.push_back(
        {.id = "attach_" + std::string(spec->id), .title = say("Attach {0}", say(spec->title))});
  }
  if (all.size() > 1) {
    buttons.buttons.push_back({.id = "attach_all", .title = say("Attach all")});
  }
  sheet.sections.push_back(
      {"detached",
       say("Detached"),
       {Prose{.id = "detached_text", .lines = {{Run{.text = detached_text(all), .tone = Tone::warning}}}},
        std::move(buttons)}});
}

void add_weights(Sheet& sheet, const Experiment& experiment) {
  Buttons buttons = {.id = "weights_presets", .buttons = {}};
  for (const WeightPreset& preset : weight_presets) {
    buttons.buttons.push_back({.id = std::string(preset.id),
                               .title = say(preset.title),
                               .chosen = has_weights(experiment, preset.id)});
  }
  sheet.sections.push_back({"weights_of_model", say("Weights"), {std::move(buttons)}});
}

void add_next(Sheet& sheet, const Experiment& experiment, const std::optional<NextToken>& next) {
  std::vector<Block> blocks;
  if (next) {
    SheetTable table = {
        .id = "next",
        .title = say("Next token"),
        .meaning = say("Logit E·h of the last token’s row h with each name’s row of X, and its "
                       "softmax at this temperature."),
        .look = SheetTable::Look::list,
        .tone = Tone::weight,
        .values = Matrix<double>(static_cast<int>(next->logits.size()), 2),
        .rows = next->vocabulary.names,
        .columns = {say("logit"), say("probability")}};
    for (int n = 0; n < table.values.rows(); ++n) {
      table.values(n, 0) = next->logits[static_cast<std::size_t>(n)];
      table.values(n, 1) = next->probabilities[static_cast<std::size_t>(n)];
    }
    blocks.emplace_back(std::move(table));
  }
  blocks.emplace_back(Buttons{
      .id = "generation_buttons",
      .buttons = {
          {.id = "generate", .title = say("Generate"), .why_not = no_generation(experiment).value_or("")}}});
  sheet.sections.push_back({"next_token", say("Next token"), std::move(blocks)});
}

// Where the newest query rests, in the head that is shown.
std::string resting(const Experiment& experiment, const Evaluation& evaluation) {
  const int query = experiment.position - 1;
  const std::string shown =
      head_name(layer_stack::shown_layer(experiment.parameters),
                multi_head_layer::shown_head(layer_stack::mechanism, experiment.parameters));
  if (query < 0) {
    return say("No token has arrived yet: step, and see where {0} looks.", shown);
  }
  const std::span<const double> weights = evaluation.trace.weights.row(query);
  const auto key = static_cast<int>(std::ranges::max_element(weights) - weights.begin());
  const double most = weights[static_cast<std::size_t>(key)];
  if (most == 0) {
    return say("In {0}, the mask lets {1} look at nothing.", shown, token_name(experiment, query));
  }
  return key == query ? say("In {0}, {1} has its greatest weight, {2}, on itself.", shown,
                            token_name(experiment, query), fixed(most, 2))
                      : say("In {0}, {1} has its greatest weight, {2}, on {3}.", shown,
                            token_name(experiment, query), fixed(most, 2), token_name(experiment, key));
}

}  // namespace

std::string picture_id(int layer, int head) {
  return "map_" + std::to_string(layer + 1) + "_" + std::to_string(head);
}

Sheet sheet_of(const Experiment& experiment, const Evaluation& evaluation) {
  Sheet sheet;
  sheet.finding = resting(experiment, evaluation);
  if (const std::vector<const InputSpec*> all = detached(experiment); !all.empty()) {
    sheet.finding += " " + detached_text(all);
  }
  sheet.sections.push_back({"map_of_heads", say("Map"), {map_of(experiment)}});
  add_detached(sheet, experiment);
  add_weights(sheet, experiment);
  if (parameter_of(experiment, "unembedding") != 0) {
    const std::optional<NextToken> next = next_token(experiment);
    if (next) {
      const auto& p = next->probabilities;
      const auto likeliest = static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
      sheet.finding += " " + say("The likeliest next token is “{0}”, probability {1}.",
                                 next->vocabulary.names[likeliest], fixed(p[likeliest], 2));
    }
    add_next(sheet, experiment, next);
  }
  return sheet;
}

}  // namespace lookback::model
