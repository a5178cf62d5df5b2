#include "base/format.h"
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

}  // namespace

void add_generation(NodeList& nodes, const Experiment& experiment, const Evaluation& evaluation,
                    const ViewState& state) {
  const int tokens = experiment.token_count();
  const int position = experiment.position;
  nodes.push_back({.id = "generation", .role = Role::group, .name = "Generation"});
  add_button(nodes, "back", "Back", position > 0, "No token has arrived yet.");
  add_button(nodes, "play", state.playing ? "Pause" : "Play", true, "", state.playing);
  add_button(nodes, "step", "Step", position < tokens,
             "All tokens have arrived: go back, play again or add a token.");
  nodes.push_back({.id = "speed",
                   .parent = "generation",
                   .role = Role::choice,
                   .name = "Speed",
                   .hint = "Steps a second while playing."});
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
                   .text = "step " + std::to_string(position) + " of " + std::to_string(tokens),
                   .tone = Tone::dim});
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
  add_button(nodes, "token.add", "Add token", tokens < largest_tokens,
             "The board holds at most " + std::to_string(largest_tokens) + " tokens.");
  if (!evaluation.generation.note.empty()) {
    nodes.push_back({.id = "note",
                     .parent = "generation",
                     .role = Role::text,
                     .text = evaluation.generation.note,
                     .tone = Tone::warning});
  }
}

}  // namespace lookback::view
