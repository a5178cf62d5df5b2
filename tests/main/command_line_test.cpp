#include "main/command_line.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "app/workspace.h"
#include "base/has.h"
#include "base/limits.h"
#include "experiment/link.h"
#include "main/told.h"
#include "mechanisms/registry.h"
#include "studies/study.h"

using namespace lookback;
using namespace lookback::testing;

namespace {

using Json = nlohmann::json;

Json json_of(const std::vector<std::string_view>& words) {
  const Told told = run(words);
  CHECK(told.status == 0);
  CHECK(told.err.empty());
  Json json = Json::parse(told.out, nullptr, false);
  REQUIRE(!json.is_discarded());
  return json;
}

constexpr std::string_view three_tokens =
    "Q=1,0;0,1;.5,2&K=1,1;0,1;2/3,0&V=1;2;3&mask=causal&mechanism=softmax_attention";

}  // namespace

TEST_CASE("eval prints the matrices of a link, as JSON or as a table") {
  const Json values = json_of({"eval", three_tokens});
  CHECK(values["matrices"]["V"] == Json({{1}, {2}, {3}}));
  CHECK(values["matrices"]["output"][0][0] == 1);
  CHECK(values["matrices"]["scores"][0][1].is_null());
  CHECK(values["counters"]["run"] == values["closed_forms"]["run"]);
  CHECK(values["state"].size() == 2);
  const Told table = run({"eval", three_tokens, "--table"});
  CHECK(table.status == 0);
  CHECK(has(table.out, "output  [3 × 1]"));
  CHECK(has(table.out, "Multiply–adds"));
}

TEST_CASE("eval prints a derivative, which a difference quotient confirms") {
  // o = Σ p v: the derivative by v is the weight.
  const Json values = json_of({"eval", three_tokens});
  const Json by_value = json_of({"eval", three_tokens, "--derivative", "o[2,0]/v[1,0]"});
  CHECK(by_value["derivative"]["value"].get<double>() ==
        doctest::Approx(values["matrices"]["weights"][2][1].get<double>()).epsilon(1e-12));
  for (const std::string_view wanted : {"o[2,0]/k[1,1]", "output[2,0]/Q[2,1]", "scores[2,1]/k[1,0]"}) {
    const Json derivative = json_of({"eval", three_tokens, "--derivative", wanted})["derivative"];
    CAPTURE(wanted);
    CHECK(derivative["value"].get<double>() != 0);
    CHECK(derivative["value"].get<double>() ==
          doctest::Approx(derivative["difference_quotient"].get<double>()).epsilon(1e-6));
  }
  // Nothing leaks from a later token: exactly zero.
  CHECK(json_of({"eval", three_tokens, "--derivative", "o[1,0]/k[2,1]"})["derivative"]["value"] == 0);
  CHECK(has(run({"eval", three_tokens, "--derivative", "o[1,0]/v[2,0]", "--table"}).out,
            "d o[1,0] / d v[2,0] = 0 "));
}

TEST_CASE("every number that a mechanism reads can be differentiated by, in every form") {
  for (const Mechanism* mechanism : mechanisms()) {
    std::vector<std::string> names;
    for (const auto& [is_read, name] :
         {std::pair(mechanism->reads.q, "q"), std::pair(mechanism->reads.k, "k"),
          std::pair(mechanism->reads.v, "v")}) {
      if (is_read) {
        names.emplace_back(name);
      }
    }
    for (const InputSpec& input : mechanism->inputs) {
      if (!input.optional) {
        names.emplace_back(input.id);
      }
    }
    for (const Form& form : mechanism->forms) {
      for (const std::string& name : names) {
        const std::string link = "mechanism=" + std::string(mechanism->id) + "&form=" + std::string(form.id);
        if (!from_link(link)) {
          continue;  // it does not exist under the causal mask
        }
        const std::string wanted = "o[2,1]/" + name + "[0,0]";
        CAPTURE(link);
        CAPTURE(wanted);
        const Json derivative = json_of({"eval", link, "--derivative", wanted})["derivative"];
        const double quotient = derivative["difference_quotient"];
        CHECK(std::abs(derivative["value"].get<double>() - quotient) < 1e-5 * (1 + std::abs(quotient)));
      }
    }
  }
}

TEST_CASE("own inputs are found by their ids, in capitals or not") {
  const std::string_view layer = "mechanism=layer_stack";
  const Json large = json_of({"eval", layer, "--derivative", "o[2,0]/X[1,0]"})["derivative"];
  const Json small = json_of({"eval", layer, "--derivative", "o[2,0]/x[1,0]"})["derivative"];
  CHECK(large["value"].get<double>() != 0);
  CHECK(large["value"] == small["value"]);
  CHECK(json_of({"eval", layer, "--derivative", "o[1,0]/x[2,0]"})["derivative"]["value"] == 0);
  CHECK(json_of({"eval", "mechanism=delta_rule", "--derivative",
                 "o[2,0]/beta[1,0]"})["derivative"]["value"] != 0);
  CHECK(has(refused({"eval", layer, "--derivative", "o[2,0]/q[1,0]"}), "it reads X"));
}

TEST_CASE("a derivative that cannot be taken is refused with a sentence that says what is accepted") {
  const auto sentence = [](std::string_view wanted) {
    return refused({"eval", three_tokens, "--derivative", wanted});
  };
  CHECK(has(sentence("o[2,0]"), "is written as o[2,0]/k[1,1]"));
  CHECK(has(sentence("o/k"), "is no element of a matrix"));
  CHECK(has(sentence("o[2]/k[1,1]"), "needs a row and a column"));
  CHECK(has(sentence("o[2,x]/k[1,1]"), "The column in “o[2,x]”"));
  CHECK(has(sentence("o[-1,0]/k[1,1]"), "The row in"));
  CHECK(has(sentence("o[3,0]/k[1,1]"), "rows are numbered from 0 to 2"));
  CHECK(has(sentence("o[2,0]/k[1,2]"), "columns from 0 to 1"));
  CHECK(has(sentence("o[2,0]/beta[1,0]"), "it reads q, k, v"));
  CHECK(has(sentence("q[2,0]/k[1,0]"), "o is the output"));
  CHECK(has(refused({"eval", "form=online", "--derivative", "weights[2,0]/k[1,0]"}),
            "does not hold its weights"));
  CHECK(has(refused({"eval", "position=0", "--derivative", "o[0,0]/k[0,0]"}), "no token has arrived"));
}

TEST_CASE("eval prints the output in each scalar") {
  const Json exact =
      json_of({"eval",
               "mechanism=decayed_attention&gamma=.5&scaled=0&form=recurrent&Q=1;1;1&K=1;1;1&V="
               ".1;2/3;-1",
               "--scalar", "rational"});
  // 1/10, 1/10 / 2 + 2/3, (1/10 / 2 + 2/3) / 2 - 1
  CHECK(exact["output"] == Json({{"1/10"}, {"43/60"}, {"-77/120"}}));
  CHECK(exact["largest_difference_from_double"].get<double>() < 1e-15);
  const auto largest = [](std::string_view scalar) {
    return json_of({"eval", "", "--scalar", scalar})["largest_difference_from_double"].get<double>();
  };
  CHECK(largest("double") == 0);
  CHECK(largest("float") > 0);
  CHECK(largest("float") < 1e-6);
  CHECK(largest("bfloat16") > 1e-4);
  CHECK(largest("bfloat16") < 0.05);
  CHECK(has(refused({"eval", "", "--scalar", "half"}), "float, double, bfloat16 and rational are"));
  const std::string none = refused({"eval", "form=online", "--scalar", "rational"});
  CHECK(has(none, "The form online of softmax_attention needs exp"));
  CHECK(has(none, "decayed_attention (parallel, recurrent, chunkwise)"));
  CHECK(has(run({"eval", "", "--scalar", "float", "--table"}).out, "output in float\n"));
}

TEST_CASE("eval prints counted cost and closed form side by side") {
  const Json answer = json_of({"eval", three_tokens, "--cost"});
  CHECK(answer["counted_equals_closed_form"] == true);
  const Json mac = {{"counted", 18}, {"closed_form", 18}};  // 6 pairs of width 2 + 1
  CHECK(answer["cost"]["pass"]["mac"] == mac);
  CHECK(answer["cost"]["run"]["mac"] == mac);
  CHECK(answer["cost"]["bidirectional"]["score_dot_products"]["counted"] == 14);
  const Told table = run({"eval", three_tokens, "--cost", "--table"});
  CHECK(has(table.out, "counted    closed form"));
  CHECK(has(table.out, "Every count equals its closed form."));
  CHECK(run({"eval", "position=0", "--cost"}).status == 0);
}

TEST_CASE("mechanisms lists everything that a link can say, from the registry") {
  const std::string all = run({"mechanisms"}).out;
  for (const Mechanism* mechanism : mechanisms()) {
    const Told told = run({"mechanisms", mechanism->id});
    CHECK(told.status == 0);
    CHECK(has(all, told.out));
    CHECK(has(told.out, mechanism->equation));
    for (const Form& form : mechanism->forms) {
      CHECK(has(told.out, "    " + std::string(form.id) + " "));
    }
    for (const ParameterSpec& spec : mechanism->parameters) {
      CHECK(has(told.out, "    " + std::string(spec.id) + " "));
      CHECK(has(told.out, spec.meaning));
    }
    for (const InputSpec& spec : mechanism->inputs) {  // of the optional ones, the first and the last
      CHECK((spec.optional || has(told.out, "    " + std::string(spec.id) + " ")));
    }
    if (const InputSpec& last = mechanism->inputs.empty() ? InputSpec{} : mechanism->inputs.back();
        last.optional) {
      CHECK(has(told.out, " … " + std::string(last.id) + " "));
      CHECK(has(told.out, last.meaning));
    }
  }
  CHECK(has(run({"mechanisms", "softmax_attention"}).out, "whole, 1 to 64; at first 2; form online"));
  CHECK(has(refused({"mechanisms", "hardmax"}), "There are softmax_attention"));
}

TEST_CASE("studies says the question, the parameters and the inputs of every study") {
  const std::string all = run({"studies"}).out;
  for (const StudySpec* study : study_specs()) {
    CAPTURE(study->id);
    const Told told = run({"studies", study->id});
    CHECK(told.status == 0);
    CHECK(has(all, told.out));
    CHECK(has(told.out, study->question));
    for (const ParameterSpec& spec : study->parameters) {
      CHECK(has(told.out, "    " + std::string(spec.id) + " "));
    }
    for (const InputSpec& spec : study->inputs) {
      CHECK(has(told.out, "    " + std::string(spec.id) + " "));
    }
  }
  CHECK(has(refused({"studies", "astrology"}), "There are board"));
}

TEST_CASE("eval prints what a study found") {
  for (const StudySpec* study : study_specs()) {
    CAPTURE(study->id);
    const std::string link = "study=" + std::string(study->id);
    const Json values = json_of({"eval", link});
    CHECK(values.at("study") == std::string(study->id));
    CHECK(values.contains("matrices") == study->on_board);
    if (study->id != "board") {
      CHECK_FALSE(values.at("finding").get<std::string>().empty());
    }
    CHECK(run({"eval", link, "--table"}).status == 0);
  }
}

TEST_CASE("limits prints every limit by its name") {
  const Json limits = json_of({"limits"});
  CHECK(limits.size() == all_limits.size());
  CHECK(limits["tokens"] == largest_tokens);
  CHECK(limits["fileBytes"] == 64 * 1024 * 1024);
  CHECK(has(refused({"limits", "tokens"}), "nothing more"));
}

TEST_CASE("check ends with the counts, and its exit status says whether a case failed") {
  const Told none = run({"check", "no/such/manifest.json"});
  CHECK(none.status == 2);
  CHECK(has(none.err, "cannot be opened"));
  CHECK(has(refused({"check"}), "check takes one file"));
}

TEST_CASE("nodes are those of the page, in every study, also where the mask lets no cache be used") {
  for (const Study* study : studies()) {
    CAPTURE(study->id);
    const std::string link = "study=" + std::string(study->id) + "&mask=none";
    app::Workspace workspace;
    if (study->id == "predict" || !workspace.open(link)) {
      continue;  // it measures times; or it is a study of decays, which fade what is past only
    }
    while (workspace.work([] { return 0.0; }, 1000)) {
    }
    std::vector<std::string> shown;
    for (const view::Node& node : workspace.nodes()) {
      shown.push_back(node.id);
    }
    CHECK(json_of({"nodes", link})["order"] == Json(shown));
  }
}

TEST_CASE("nodes are listed with sentences that stand out, and English again after it") {
  CHECK(has(run({"nodes", "--strings", "long"}).out, "«"));
  CHECK(has(run({"nodes", "#mask=none", "--strings", "markup"}).out, "<img src=x"));
  CHECK(run({"nodes"}).out == run({"nodes", "--strings", "rtl"}).out);
  CHECK(!has(run({"nodes"}).out, "«"));
  CHECK(has(refused({"nodes", "--strings", "short"}), "long, double, markup or rtl"));
  CHECK(has(refused({"nodes", "--strings"}), "long, double, markup or rtl"));
  CHECK(has(refused({"eval", "", "--strings", "long"}), "belongs to nodes"));
}

TEST_CASE("what the command line does not know is refused with a sentence") {
  CHECK(has(refused({"evaluate", ""}),
            "There are eval, mechanisms, studies, check, nodes, limits, map, value, check-lesson and grade"));
  CHECK(has(refused({"eval"}), "eval takes one link"));
  CHECK(has(refused({"eval", "", ""}), "eval takes one link"));
  CHECK(has(refused({"eval", "colour=red"}), "colour"));
  CHECK(has(refused({"eval", "", "--colour"}), "--derivative, --cost, --table"));
  CHECK(has(refused({"eval", "", "--scalar"}), "needs a value"));
  CHECK(has(refused({"eval", "", "--derivative"}), "needs a value"));
  CHECK(has(refused({"nodes", "", ""}), "nodes takes one link"));
  CHECK(has(refused({"nodes", "--table"}), "belongs to eval"));
  CHECK(has(run({"--help"}).out, "lookback mechanisms"));
  CHECK(run({}).status == 2);
  CHECK(json_of({"nodes"}).contains("link"));
}
