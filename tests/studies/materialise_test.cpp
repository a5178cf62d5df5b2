#include <doctest/doctest.h>

#include <cmath>

#include "app/workspace.h"
#include "experiment/link.h"
#include "experiment/preset.h"
#include "mechanisms/softmax_attention/closed_form.h"
#include "mechanisms/softmax_attention/mechanism.h"
#include "studies/materialise/row_states.h"
#include "studies/materialise/sizes.h"

namespace lookback {
namespace {

TEST_CASE("Fit the matrix: B = 2, H = 8, S = 1024, d = 64") {
  const materialise::Sizes sizes = {
      .batch = 2, .heads = 8, .tokens = 1024, .width = 64, .bytes_per_number = 4};
  const materialise::Footprint whole = materialise::classic(sizes);
  CHECK(whole.scores_held == 16'777'216);
  CHECK(whole.scores_held * 4 == 64.0 * 1024 * 1024);
  CHECK(whole.scores_moved == 4 * whole.scores_held);
  CHECK(whole.macs_per_product == 1024.0 * 1024 * 1024);
  const materialise::Footprint parts = materialise::tiled(sizes);
  CHECK(parts.scores_held * 4 == 16 * 1024);
  CHECK(parts.running_held * 4 == 8 * 1024);
  CHECK(parts.scores_moved == 0);
  CHECK(parts.macs_per_product == whole.macs_per_product);
  // B = 1, H = 32, S = 4096.
  CHECK(materialise::classic({.heads = 32, .tokens = 4096, .width = 128}).scores_held == 536'870'912);
}

TEST_CASE("A million tokens do not overflow") {
  const materialise::Sizes sizes = {.batch = 1024, .heads = 128, .tokens = 1 << 20, .width = 512};
  CHECK(materialise::classic(sizes).scores_held == std::ldexp(1.0, 10 + 7 + 40));
  CHECK(materialise::classic(sizes).macs_per_product == std::ldexp(1.0, 10 + 7 + 40 + 9));
}

TEST_CASE("The sizes are the mechanism's closed forms, head by head") {
  for (const bool causal : {false, true}) {
    for (const int tokens : {1, 5, 63, 64, 65, 130, 1000}) {
      CAPTURE(tokens);
      CAPTURE(causal);
      const Mask mask = causal ? Mask::causal() : Mask::none();
      const softmax_attention::Work work = softmax_attention::pass(mask, tokens, materialise::tile_side);
      CHECK(materialise::row_tile_visits(tokens, causal) == static_cast<double>(work.row_tile_visits));
      const Mechanism& mechanism = softmax_attention::mechanism;
      const Parameters parameters = {{"tile", materialise::tile_side}};
      const Setting setting{mask, tokens, 8, 8, parameters};
      const materialise::Sizes sizes = {
          .batch = 1, .heads = 1, .tokens = tokens, .width = 8, .causal = causal};
      const Cost online = mechanism.pass_cost(*find_form(mechanism, "online"), setting);
      const Cost materialised = mechanism.pass_cost(*find_form(mechanism, "materialised"), setting);
      CHECK(materialise::tiled(sizes).exponentials == static_cast<double>(online.exp));
      CHECK(2 * materialise::tiled(sizes).macs_per_product == static_cast<double>(online.mac));
      CHECK(materialise::classic(sizes).scores_held == static_cast<double>(materialised.scores_held));
      CHECK(materialise::classic(sizes).exponentials == static_cast<double>(materialised.exp));
    }
  }
  CHECK(materialise::key_rows_loaded(128, false) == 2 * 128);
  CHECK(materialise::key_rows_loaded(128, true) == 64 + 128);
}

TEST_CASE("Tile by tile the row comes to what the forms give, for every mask, width and row") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    const HeadInputs<double> inputs = random_inputs(tokens, 4, 3, 7);
    for (const Mask& mask : {Mask::none(), Mask::causal(), Mask::diagonal(), Mask::window(1, 1)}) {
      for (const int width : {1, 2, 3, 64}) {
        const Parameters parameters = {{"tile", width}};
        const Matrix<double> output = find_form(softmax_attention::mechanism, "online")
                                          ->pass.in_double(inputs, mask, parameters, {})
                                          .output;
        for (int query = 0; query < tokens; ++query) {
          const std::vector<materialise::RowState> states =
              materialise::row_states(inputs, mask, {}, query, width);
          CHECK(static_cast<int>(states.size()) == (tokens + width - 1) / width);
          const materialise::RowState& last = states.back();
          CHECK(last.end == tokens);
          for (int channel = 0; channel < output.columns(); ++channel) {
            CHECK(last.accumulator[static_cast<std::size_t>(channel)] / last.sum == output(query, channel));
          }
          for (std::size_t i = 1; i < states.size(); ++i) {
            CHECK(states[i].largest >= states[i - 1].largest);
            CHECK((!states[i].seen || states[i].sum >= states[i - 1].sum * states[i].rescale));
          }
        }
      }
    }
  }
}

TEST_CASE("The study steps through the tiles and says that the end is the classic row") {
  app::Workspace workspace(*from_link("study=materialise&materialised=Tile%20by%20tile"));
  const auto press = [&](std::string_view id) {
    return workspace.act({.id = std::string(id), .verb = view::Verb::press}).has_value();
  };
  CHECK(workspace.sheet().finding.find("has read 1 of 4 tiles") != std::string::npos);
  CHECK(press("tile.next"));
  CHECK(workspace.sheet().finding.find("has read 2 of 4 tiles") != std::string::npos);
  CHECK(press("tile.all"));
  CHECK(workspace.sheet().finding.find("classic row") != std::string::npos);
  CHECK_FALSE(press("tile.next"));
  CHECK(press("tile.scores.3.4"));
  CHECK(parameter_of(workspace.experiment(), "query_row") == 3);
  CHECK(parameter_of(workspace.experiment(), "tile_step") == 3);
  CHECK(press("tile.back"));
  REQUIRE(workspace.act({.id = "query_row", .verb = view::Verb::set, .text = "40"}).has_value());
  CHECK(workspace.sheet().finding.find("There is no row 40") != std::string::npos);
  CHECK(press("undo"));
}

TEST_CASE("Tile by tile plays by itself, in one undo step, and pauses") {
  app::Workspace workspace(
      *from_link("study=materialise&materialised=Tile%20by%20tile&tile_keys=1&tile_step=3"));
  const std::string start = workspace.link();
  const auto press = [&](std::string_view id) {
    REQUIRE(workspace.act({.id = std::string(id)}).has_value());
  };
  const auto button = [&] { return *view::find(workspace.nodes(), "tile.play"); };
  const auto tiles_read = [&] { return parameter_of(workspace.experiment(), "tile_step"); };
  double now = 0;
  const auto run = [&](double until) {
    int steps = 0;
    for (; now < until && workspace.wake_in_ms(now) >= 0; now += 100) {
      steps += workspace.advance(now) ? 1 : 0;
    }
    return steps;
  };
  CHECK(workspace.wake_in_ms(now) < 0);
  CHECK(button().look == view::Look::play);
  press("tile.play");
  CHECK(button().name == "Pause");
  CHECK(button().checked);
  CHECK(run(2500) == 2);
  CHECK(tiles_read() == 5);
  // Paused, nothing asks for a frame.
  press("tile.play");
  CHECK(button().name == "Play");
  CHECK(workspace.wake_in_ms(now) < 0);
  CHECK_FALSE(workspace.advance(now + 5000));
  press("undo");
  CHECK(workspace.link() == start);
  press("redo");
  // To the end; and from there, from the beginning.
  press("tile.play");
  CHECK(run(60000) == 3);
  CHECK(tiles_read() == 8);
  CHECK(button().name == "Play");
  press("tile.play");
  CHECK(tiles_read() == 0);
  CHECK(run(now + 60000) == 8);
  CHECK(workspace.sheet().finding.find("classic row") != std::string::npos);
  // That came back to where it was, and so is no step; the one before it is.
  press("undo");
  CHECK(tiles_read() == 5);
  press("undo");
  CHECK(tiles_read() == 3);
  // It ends when something else is done.
  press("tile.play");
  press("tile.back");
  CHECK(workspace.wake_in_ms(now) < 0);
  press("tile.play");
  REQUIRE(workspace.act({.id = "Q.0.0", .verb = view::Verb::set, .text = "2"}).has_value());
  CHECK(button().name == "Play");
}

TEST_CASE("Every number of tokens, mask and topic has a sheet of finite numbers") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    std::string names;
    for (int i = 0; i < tokens; ++i) {
      names += (i > 0 ? ",t" : "t") + std::to_string(i);
    }
    for (const std::string_view mask : {"none", "causal", "diagonal", "window:1,0"}) {
      for (const std::string_view topic : {"Sizes", "Tile%20by%20tile"}) {
        for (const std::string_view more : {"", "&tile_keys=3&tile_step=0", "&tile_keys=64&tile_step=64"}) {
          const Expected<Experiment> experiment =
              from_link("study=materialise&tokens=" + names + "&mask=" + std::string(mask) +
                        "&materialised=" + std::string(topic) + std::string(more));
          REQUIRE(experiment.has_value());
          for (const Section& section : whole_sheet(*experiment, {}, nullptr).sections) {
            for (const Block& block : section.blocks) {
              if (const auto* table = std::get_if<SheetTable>(&block)) {
                for (const double number : table->values.elements()) {
                  CHECK(std::isfinite(number));
                }
              }
            }
          }
        }
      }
    }
  }
  // A row that sees nothing.
  const Expected<Experiment> blind = from_link(
      "study=materialise&materialised=Tile%20by%20tile&tokens=a,b&mask=bits:00;01&query_row=0&tile_step=2");
  REQUIRE(blind.has_value());
  CHECK(whole_sheet(*blind, {}, nullptr).finding.find("sees no key") != std::string::npos);
}

}  // namespace
}  // namespace lookback
