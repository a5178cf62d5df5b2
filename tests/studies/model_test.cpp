#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "app/workspace.h"
#include "experiment/edit.h"
#include "experiment/link.h"
#include "experiment/preset.h"
#include "mechanisms/layer_stack/mechanism.h"
#include "studies/model/presets.h"
#include "studies/model/sheet.h"
#include "studies/model/unembedding.h"
#include "studies/sheet_blocks.h"
#include "studies/study.h"

namespace lookback {
namespace {

using testing::find_block;

Experiment start() { return start_of(*find_study_spec("model")); }

Experiment press(const Experiment& experiment, std::string_view id) {
  const Expected<Experiment> next = study_of(experiment).press(experiment, SheetPress{id});
  REQUIRE_MESSAGE(next.has_value(), (next ? "" : next.error().sentence));
  return *next;
}

Experiment with(const Experiment& experiment, const Edit& edit) {
  const Expected<Experiment> next = apply(experiment, edit);
  REQUIRE_MESSAGE(next.has_value(), (next ? "" : next.error().sentence));
  return *next;
}

Sheet sheet(const Experiment& experiment) { return whole_sheet(experiment, evaluate(experiment), nullptr); }

Matrix<double> weights_of_head(const Experiment& experiment, int layer, int head) {
  return evaluate(press(experiment, model::picture_id(layer, head))).trace.weights;
}

// A sequence "start a b c a b c a …" with the embeddings of the built heads.
Experiment repeated(const Experiment& experiment, int tokens) {
  Experiment longer = experiment;
  constexpr std::string_view names[] = {"a", "b", "c"};
  while (longer.token_count() < tokens) {
    const int count = longer.token_count();
    longer = with(longer, AddToken{std::string(names[static_cast<std::size_t>((count - 1) % 3)])});
    Matrix<double> x = longer.more.at("X");
    std::ranges::fill(x.row(count), 0.0);
    x(count, 1 + (count - 1) % 3) = 1;
    longer.more["X"] = x;
  }
  longer.position = longer.token_count();
  return longer;
}

TEST_CASE("every picture of the map is the weights that the board shows once it is pressed") {
  Experiment experiment = press(start(), "weights_random");
  for (const auto& [id, value] : {std::pair("layers", 4.0), std::pair("heads", 4.0)}) {
    experiment = with(experiment, SetParameter{id, value});
  }
  for (const double positions : {0.0, 2.0}) {
    experiment = with(experiment, SetParameter{"positions", positions});
    const Sheet all = sheet(experiment);
    const Pictures& map = *find_block<Pictures>(all, "map");
    CHECK(map.pictures.size() == 16);
    CHECK(map.columns == 4);
    CHECK(std::ranges::count(map.pictures, true, &Picture::chosen) == 1);
    for (const Picture& picture : map.pictures) {
      const Experiment shown = press(experiment, picture.id);
      CHECK(evaluate(shown).trace.weights == picture.values);
      const Sheet after = sheet(shown);
      const Pictures& map_after = *find_block<Pictures>(after, "map");
      CHECK(std::ranges::find(map_after.pictures, true, &Picture::chosen)->id == picture.id);
    }
  }
}

TEST_CASE("editing Q, K or V of the shown head detaches that matrix alone, undo and Attach bring it back") {
  for (const std::string_view letter : {"Q", "K", "V"}) {
    CAPTURE(letter);
    app::Workspace workspace(with(press(start(), "weights_random"), SetParameter{"unembedding", 1}));
    const Experiment before = workspace.experiment();
    const Evaluation evaluation = evaluate(before);
    const auto shown = [&](const Experiment& experiment) {
      const HeadInputs<double> projected = *evaluate(experiment).trace.projected;
      return letter == "Q" ? projected.q : (letter == "K" ? projected.k : projected.v);
    };
    const std::string cell = std::string(letter) + ".2.1";
    REQUIRE(workspace.act({.id = cell, .verb = view::Verb::set, .text = "3.5"}).has_value());
    const Experiment detached = workspace.experiment();
    Matrix<double> expected = shown(before);
    expected(2, 1) = 3.5;
    CHECK(shown(detached) == expected);
    const std::string id = std::string(1, static_cast<char>(letter[0] + 32)) + "_2_0";
    CHECK(detached.more.at(id) == expected);
    CHECK(workspace.take_announcement().find(std::string(letter) + " of layer 2, head 0 is detached") !=
          std::string::npos);
    CHECK(view::find(workspace.nodes(), letter)->text.find("detached") != std::string::npos);
    CHECK(view::find(workspace.nodes(), "detached_text.line.0")->text.find("no longer follows X") !=
          std::string::npos);
    // Only its own head and layer.
    for (const auto& [layer, head] : {std::pair(0, 0), std::pair(0, 1), std::pair(1, 1)}) {
      CHECK(weights_of_head(detached, layer, head) == weights_of_head(before, layer, head));
    }
    // It no longer follows X or its weights; everything else does.
    const std::string weights = "w_" + std::string(1, static_cast<char>(letter[0] + 32)) + "2";
    CHECK(shown(with(detached, SetNumber{weights, 0, 0, 7})) == expected);
    CHECK(shown(with(detached, SetNumber{"X", 2, 0, 7})) == expected);
    CHECK(shown(with(before, SetNumber{weights, 0, 0, 7})) != shown(before));
    std::set<std::string_view> ids;
    for (const view::Node& node : workspace.nodes()) {
      CHECK_MESSAGE(ids.insert(node.id).second, node.id);
    }
    // Its link brings it back, and so do undo and Attach.
    CHECK(*from_link(to_link(detached)) == detached);
    REQUIRE(workspace.act({.id = "attach_" + id}).has_value());
    CHECK(workspace.experiment() == before);
    REQUIRE(workspace.act({.id = "undo"}).has_value());
    CHECK(workspace.experiment() == detached);
    REQUIRE(workspace.act({.id = "undo"}).has_value());
    CHECK(workspace.experiment() == before);
  }
}

TEST_CASE("several heads may be detached; tokens that come later follow X; heads that are gone wait") {
  Experiment experiment = with(start(), SetNumber{"Q", 0, 0, 5});
  experiment = press(experiment, model::picture_id(0, 1));
  experiment = with(experiment, SetNumber{"V", 1, 0, 6});
  CHECK(experiment.more.contains("q_2_0"));
  CHECK(experiment.more.contains("v_1_1"));
  CHECK(sheet(experiment).finding.find("V of layer 1, head 1; Q of layer 2, head 0 are detached") !=
        std::string::npos);

  const Experiment longer = with(with(experiment, AddToken{"d"}), SetPosition{7});
  CHECK(longer.more.at("v_1_1").rows() == 6);
  const Matrix<double> v = evaluate(longer).trace.projected->v;
  CHECK(v.top(6) == evaluate(experiment).trace.projected->v);
  Experiment without = longer;
  without.more.erase("v_1_1");
  CHECK(std::ranges::equal(v.row(6), evaluate(without).trace.projected->v.row(6)));
  CHECK(with(longer, SetNumber{"V", 6, 0, 1}).more.at("v_1_1").rows() == 7);
  CHECK(with(experiment, RemoveToken{1}).more.at("v_1_1").rows() == 5);
  CHECK(with(with(experiment, RemoveToken{1}), RemoveToken{0}).more.at("v_1_1")(0, 0) ==
        experiment.more.at("v_1_1")(2, 0));

  // Stepping back and editing keeps what was given further on.
  const Experiment earlier = with(with(experiment, SetPosition{3}), SetNumber{"V", 0, 0, 9});
  CHECK(earlier.more.at("v_1_1").rows() == 6);
  CHECK(earlier.more.at("v_1_1")(1, 0) == 6);
  CHECK(earlier.more.at("v_1_1")(5, 1) == experiment.more.at("v_1_1")(5, 1));
  CHECK(!apply(with(experiment, SetPosition{3}), SetNumber{"V", 4, 0, 9}).has_value());

  const Experiment one_head = with(with(experiment, SetParameter{"kv_heads", 1}), SetParameter{"heads", 1});
  CHECK(find_block<Buttons>(sheet(one_head), "attach") == nullptr);
  CHECK(evaluate(one_head).output ==
        evaluate(with(with(press(start(), model::picture_id(0, 1)), SetParameter{"kv_heads", 1}),
                      SetParameter{"heads", 1}))
            .output);
  CHECK(press(experiment, "attach_all").more.size() == start().more.size());
}

TEST_CASE("the previous-token head looks one token back, at any length") {
  const Experiment experiment = press(start(), "weights_previous");
  CHECK(model::has_weights(experiment, "weights_previous"));
  CHECK(*from_link(to_link(experiment)) == experiment);
  for (const int tokens : {6, 17, 64}) {
    const Matrix<double> weights = weights_of_head(repeated(experiment, tokens), 0, 0);
    for (int i = 1; i < tokens; ++i) {
      CAPTURE(i);
      CHECK(weights(i, i - 1) > 0.8);
    }
  }
}

TEST_CASE("the induction pair looks at the token after the one that was the same") {
  const Experiment experiment = press(start(), "weights_induction");
  CHECK(model::has_weights(experiment, "weights_induction"));
  CHECK(!model::has_weights(experiment, "weights_previous"));
  CHECK(*from_link(to_link(experiment)) == experiment);
  const Matrix<double> weights = weights_of_head(experiment, 1, 0);
  CHECK(weights(4, 2) > 0.8);  // a … a: what followed was b
  CHECK(weights(5, 3) > 0.8);  // b … b: what followed was c
  for (const int tokens : {8, 17, 64}) {
    const Matrix<double> longer = weights_of_head(repeated(experiment, tokens), 1, 0);
    for (int i = 4; i < tokens; ++i) {
      double after_same = 0;
      for (int j = i - 2; j > 0; j -= 3) {
        after_same += longer(i, j);
      }
      CAPTURE(i);
      CHECK(after_same > 0.8);
    }
  }
}

TEST_CASE("weights are seeded: a press draws the next ones, its link draws none anew") {
  const Experiment first = press(start(), "weights_random");
  const Experiment second = press(first, "weights_random");
  CHECK(model::has_weights(first, "weights_random"));
  CHECK(input_of(first, *find_input(first, "w_q1")) != input_of(second, *find_input(second, "w_q1")));
  CHECK(first == press(start(), "weights_random"));
  CHECK(*from_link(to_link(second)) == second);
  const Experiment identity = press(second, "weights_identity");
  CHECK(model::has_weights(identity, "weights_identity"));
  CHECK(!model::has_weights(with(identity, SetNumber{"w_v2", 0, 1, 0.5}), "weights_identity"));
}

TEST_CASE("with the induction pair, generation goes on with what came after the same token before") {
  Experiment experiment = with(press(start(), "weights_induction"), SetParameter{"unembedding", 1});
  experiment = with(experiment, SetParameter{"temperature", 0});
  const Sheet all = sheet(experiment);
  const SheetTable& next = *find_block<SheetTable>(all, "next");
  CHECK(next.rows == std::vector<std::string>{"start", "a", "b", "c"});
  CHECK(next.values(3, 1) == 1);
  CHECK(next.values(3, 0) > 5);
  for (const std::string_view expected : {"c", "a", "b", "c"}) {
    experiment = press(experiment, "generate");
    CHECK(experiment.tokens.back() == expected);
    CHECK(experiment.position == experiment.token_count());
    CHECK(*from_link(to_link(experiment)) == experiment);
  }
  const Matrix<double>& x = experiment.more.at("X");
  CHECK(std::ranges::equal(x.row(9), x.row(3)));
}

TEST_CASE(
    "the same link is continued alike, another seed differently; what is drawn follows the temperature") {
  Experiment experiment = with(press(start(), "weights_random"), SetParameter{"unembedding", 1});
  experiment = with(experiment, SetParameter{"temperature", 4});
  const auto continued = [](Experiment one) {
    while (one.token_count() < 30) {
      one = press(one, "generate");
    }
    return one.tokens;
  };
  CHECK(continued(experiment) == continued(*from_link(to_link(experiment))));
  CHECK(continued(experiment) != continued(with(experiment, SetParameter{"sampling_seed", 2})));

  const std::vector<double> scores = {1, 3, 2};
  const std::vector<double> cold = model::probabilities<double>(scores, 0);
  CHECK(cold == std::vector<double>{0, 1, 0});
  const std::vector<double> warm = model::probabilities<double>(scores, 2);
  CHECK(warm[1] / warm[0] == doctest::Approx(std::exp(1.0)));
  CHECK(warm[0] + warm[1] + warm[2] == doctest::Approx(1));
  std::vector<int> counts(3);
  for (int position = 0; position < 3000; ++position) {
    ++counts[model::drawn(warm, 5, position)];
  }
  for (std::size_t n = 0; n < 3; ++n) {
    CHECK(std::abs(counts[n] / 3000.0 - warm[n]) < 0.04);
  }
}

TEST_CASE("no token is generated past the board's end, nor before all have arrived") {
  Experiment experiment = with(press(start(), "weights_induction"), SetParameter{"unembedding", 1});
  const Experiment full = repeated(experiment, 64);
  CHECK(sheet(full).sections.back().blocks.size() == 2);
  CHECK(study_of(full).press(full, SheetPress{"generate"}).error().sentence.find("at most 64") !=
        std::string::npos);
  experiment = with(experiment, SetPosition{3});
  CHECK(study_of(experiment).press(experiment, SheetPress{"generate"}).error().sentence.find("arrived") !=
        std::string::npos);
  CHECK(!study_of(experiment).press(experiment, SheetPress{"nothing"}).has_value());
  CHECK(find_block<SheetTable>(sheet(with(experiment, SetPosition{0})), "next") == nullptr);
}

TEST_CASE("the model's sheet survives every setting and length") {
  for (const int tokens : {1, 2, 3, 5, 8, 17}) {
    Experiment sized = start();
    while (sized.token_count() > tokens) {
      sized = with(sized, RemoveToken{sized.token_count() - 1});
    }
    while (sized.token_count() < tokens) {
      sized = with(sized, AddToken{"t" + std::to_string(sized.token_count() % 5)});
    }
    sized.position = tokens;
    sized = with(sized, SetParameter{"unembedding", 1});
    for (const int layers : {1, 2, 4}) {
      for (const auto& [heads, kv_heads] :
           {std::pair(1, 1), std::pair(2, 1), std::pair(4, 2), std::pair(4, 4)}) {
        for (const int positions : {0, 1, 2}) {
          Experiment experiment = sized;
          experiment.parameters = {
              {"layers", layers}, {"heads", heads}, {"kv_heads", kv_heads}, {"positions", positions}};
          if (form_of(experiment).absent(setting_of(experiment))) {
            CHECK((positions == 1 && heads == 4));  // heads of one channel cannot turn
            continue;
          }
          for (const Mask& mask : {Mask::causal(), Mask::none(), Mask::diagonal()}) {
            experiment.mask = mask;
            for (const std::string_view preset : {"", "weights_random", "weights_identity"}) {
              const Experiment one = preset.empty() ? experiment : model::with_weights(experiment, preset);
              Evaluation picture;  // all that the sheet looks at
              picture.trace = mechanism_of(one).trace(inputs_of(one, one.position), one.mask, one.parameters);
              const Sheet found = whole_sheet(one, picture, nullptr);
              CHECK(!found.finding.empty());
              CHECK(find_block<Pictures>(found, "map") != nullptr);
              const SheetTable& next = *find_block<SheetTable>(found, "next");
              double sum = 0;
              for (int n = 0; n < next.values.rows(); ++n) {
                sum += next.values(n, 1);
              }
              CHECK(sum == doctest::Approx(1));
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace lookback
