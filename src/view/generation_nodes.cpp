#include "base/format.h"
#include "base/say.h"
#include "view/nodes.h"

namespace lookback::view {
namespace {

void add_button(NodeList& nodes, std::string_view id, std::string_view name, bool enabled, std::string hint,
                bool checked = false) {
  nodes.push_back({.id = std::string(id),
                   .parent = "generation",
                   .role = Role::button,
                   .name = std::string(name),
                   .text = std::string(name),
                   .hint = enabled ? "" : std::move(hint),
                   .enabled = enabled,
                   .checked = checked});
}

std::string parity_text(const CacheParity& parity, int position) {
  if (position == 0) {
    return say("cached = recomputed: no step yet");
  }
  if (parity.token < 0) {
    return say("cached = recomputed exactly");
  }
  return parity.is_rounding ? say("cached = recomputed to {0}", brief(parity.difference))
                            : say("cached differs from recomputed by {0} at token {1}",
                                  brief(parity.difference), parity.token);
}

void add_parity(NodeList& nodes, const CacheParity& parity, int position) {
  nodes.push_back(
      {.id = "parity",
       .parent = "generation",
       .role = Role::text,
       .text = parity_text(parity, position),
       .hint = parity.token >= 0 && parity.is_rounding
                   ? say("Rounding: both are right, but they add and multiply in a different order.")
                   : say("The greatest difference between the outputs of steps that keep what earlier tokens "
                         "left and those of computing all tokens again."),
       .value = parity.difference,
       .tone = parity.is_rounding ? Tone::dim : Tone::warning});
}

}  // namespace

void add_generation(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                    const std::optional<CacheParity>& parity, const ViewState& state) {
  const int tokens = experiment.token_count();
  const int position = experiment.position;
  nodes.push_back({.id = "generation", .role = Role::group, .name = say("Generation")});
  add_button(nodes, "back", say("Back"), position > 0, say("No token has arrived yet."));
  const bool playing = state.playing == "play";
  add_button(nodes, "play", playing ? say("Pause") : say("Play"), true, "", playing);
  nodes.back().look = Look::play;
  add_button(nodes, "step", say("Step"), position < tokens,
             say("All tokens have arrived: go back, play again or add a token."));
  nodes.push_back({.id = "speed",
                   .parent = "generation",
                   .role = Role::choice,
                   .name = say("Speed"),
                   .hint = say("Steps a second while playing.")});
  const std::size_t choice = nodes.size() - 1;
  for (const double speed : speeds) {
    const std::string name = shortest(speed) + "×";
    if (speed == state.speed) {
      nodes[choice].text = name;
    }
    nodes.push_back({.id = "speed." + shortest(speed),
                     .parent = "speed",
                     .role = Role::option,
                     .name = name,
                     .checked = speed == state.speed});
  }
  nodes.push_back({.id = "progress",
                   .parent = "generation",
                   .role = Role::text,
                   .text = say("step {0} of {1}", position, tokens),
                   .tone = Tone::dim});
  if (parity) {
    add_parity(nodes, *parity, position);
  }
  for (int i = 0; i < tokens; ++i) {
    const std::string& token = experiment.tokens[static_cast<std::size_t>(i)];
    nodes.push_back({.id = "token." + std::to_string(i),
                     .parent = "generation",
                     .role = Role::token,
                     .name = token,
                     .text = token,
                     .row = i,
                     .checked = i < position,
                     .editable = true,
                     .current = i == position - 1,
                     .state = i < position ? CellState::shown : CellState::pending});
  }
  add_button(nodes, "token.add", say("Add token"), tokens < largest_tokens,
             say("The board holds at most {0} tokens.", largest_tokens));
  if (!evaluation.generation.note.empty()) {
    nodes.push_back({.id = "note",
                     .parent = "generation",
                     .role = Role::text,
                     .text = evaluation.generation.note,
                     .tone = Tone::warning});
  }
}

}  // namespace lookback::view
