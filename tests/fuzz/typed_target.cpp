#include <cmath>

#include "app/workspace.h"
#include "base/format.h"
#include "experiment/link.h"
#include "experiment/same_bits.h"
#include "fuzz/claims.h"

namespace lookback::fuzz {
namespace {

void claim_number_holds(std::string_view text) {
  const Expected<double> number = parse_number(text);
  if (claim_read(number)) {
    FUZZ_CLAIM(std::isfinite(*number) && !(*number == 0 && std::signbit(*number)));
    FUZZ_CLAIM(parse_number(shortest(*number)).value() == *number);
  }
  constexpr int most = 1000;
  const Expected<int> whole = parse_whole(text, "The number", 0, most);
  if (claim_read(whole)) {
    FUZZ_CLAIM(*whole >= 0 && *whole <= most);
  }
}

}  // namespace

// What is typed: as a number, and into any node of a board, a study or a mechanism. Two bytes choose the
// node, one what is done to it, one the state.
void read_typed(std::string_view input) {
  constexpr std::string_view states[] = {
      "Q=1,0;0,1&K=1,2;3,4&V=1;2",
      "mechanism=rwkv4_wkv&tokens=a,b",
      "study=predict",
      "study=at_scale",
      "mechanism=additive_attention&tokens=a,b&mask=window:1,0",
  };
  const unsigned place = take_byte(input) | take_byte(input) << 8;
  const unsigned verb = take_byte(input);
  const unsigned state = take_byte(input);
  claim_number_holds(input);
  app::Workspace workspace(from_link(states[state % std::size(states)]).value());
  const Experiment before = workspace.experiment();
  const view::NodeList& nodes = workspace.nodes();
  const view::Action action = {nodes[place % nodes.size()].id, static_cast<view::Verb>(verb % 4),
                               std::string(input)};
  if (claim_read(workspace.act(action))) {
    claim_within_limits(workspace.experiment());
    claim_link_holds(workspace.experiment());
  } else {
    FUZZ_CLAIM(testing::same_bits(workspace.experiment(), before));
    FUZZ_CLAIM(!workspace.take_alert().empty());
  }
}

}  // namespace lookback::fuzz
