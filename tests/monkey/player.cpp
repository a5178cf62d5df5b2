#include "monkey/player.h"

#include "base/hash.h"
#include "experiment/misfit.h"
#include "experiment/same_bits.h"
#include "monkey/checks.h"

namespace lookback::monkey {
namespace {

// Links and files may be opened where the lab is for reading; what is opened is read from then on.
bool opens(const Event& event) {
  return event.kind == Kind::link || event.kind == Kind::salvage || event.kind == Kind::file;
}

// Without what may be changed there: the step, and where the learner looks.
Experiment as_read(Experiment experiment) {
  experiment.position = 0;
  for (const std::string_view id : study_spec_of(experiment).looking) {
    experiment.study_parameters.erase(std::string(id));
  }
  return experiment;
}

}  // namespace

bool Player::expect(Fault fault) {
  if (!fault_ && fault) {
    fault_ = std::move(fault);
  }
  return !fault_;
}

void Player::look_at_nodes() {
  if (looked_at_ != page_.workspace.revision()) {
    looked_at_ = page_.workspace.revision();
    expect(check_nodes(page_.workspace.nodes()));
  }
}

void Player::look_at_experiment() {
  const Experiment& now = page_.workspace.experiment();
  if (for_reading_ && !(as_read(*for_reading_) == as_read(now))) {
    expect({"what is for reading does not change", page_.workspace.link()});
  }
  if (known_ && testing::same_bits(*known_, now)) {
    return;
  }
  known_ = now;
  if (std::string why = testing::misfit(now); !why.empty()) {
    expect({"the experiment is within what is accepted", std::move(why)});
  }
}

bool Player::take(const Event& event) {
  ++events_;
  page_.take(event);
  if (!page_.read_only()) {
    for_reading_.reset();
  } else if (!for_reading_ || opens(event)) {
    for_reading_ = page_.workspace.experiment();
  }
  expect(page_.fault());
  look_at_experiment();
  if (event.kind == Kind::frame || event.kind == Kind::check) {
    look_at_nodes();
  }
  if (event.kind == Kind::frame && page_.is_drawn()) {
    expect(check_picture(page_));
    expect(check_textures());
  }
  if (event.kind == Kind::check) {
    check_all();
  }
  return !fault_;
}

void Player::check_all() {
  if (!fault_ && expect(check_link(page_)) && expect(check_history(page_))) {
    expect(page_.fault());
  }
}

Outcome Player::end() {
  if (!fault_) {
    take({Kind::frame});
  }
  if (!fault_) {
    take({Kind::check});
  }
  std::uint64_t hash = fnv_hash(page_.workspace.link());
  for (const view::Node& node : page_.workspace.nodes()) {
    hash = fnv_hash(node.text, fnv_hash(node.id, hash));
  }
  return {fault_, hash, events_, page_.frames()};
}

Outcome play(const Events& events) {
  Player player;
  for (const Event& event : events) {
    if (!player.take(event)) {
      break;
    }
  }
  return player.end();
}

}  // namespace lookback::monkey
