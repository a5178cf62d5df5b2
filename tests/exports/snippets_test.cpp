#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>

#include "base/split.h"
#include "exports/snippet_runs.h"
#include "main/snippet_texts.h"
#include "mechanisms/inputs.h"
#include "mechanisms/trials.h"

using namespace lookback;
using namespace lookback::exports;
using namespace lookback::testing;

namespace {

Expected<std::string> snippet_of(const Experiment& experiment, Language language) {
  const std::string definition = definition_file(experiment.mechanism, language);
  return snippet(experiment, evaluate(experiment), language,
                 {snippet_text(frame_file(language)), snippet_text(definition)});
}

void add_case(std::vector<Case>& cases, const Experiment& experiment, Language language,
              const std::string& what) {
  const Expected<std::string> script = snippet_of(experiment, language);
  REQUIRE_MESSAGE(script.has_value(), what << ": " << (script ? "" : script.error().sentence));
  cases.push_back({what, *script});
}

Experiment opened(std::string_view link) {
  const Expected<Experiment> experiment = from_link(link);
  REQUIRE_MESSAGE(experiment.has_value(), std::string(link)
                                              << ": " << (experiment ? "" : experiment.error().sentence));
  return *experiment;
}

// Random experiments of every mechanism, and what is rare among them.
std::vector<Case> cases_of(Language language, int draws) {
  std::vector<Case> cases;
  for (const Mechanism* mechanism : mechanisms()) {
    for (const int tokens : {1, 2, 3, 5, 7}) {
      Random random(static_cast<std::uint64_t>(tokens));
      for (int n = 0; n < draws; ++n) {
        const Trial trial = draw_trial(*mechanism, tokens, random);
        Experiment experiment = experiment_of(trial, random);
        experiment.position = std::max(experiment.position, tokens - 1 > 0 ? tokens - 1 : 1);
        add_case(cases, experiment, language, describe(trial));
      }
    }
  }
  for (const char* link : {
           "encoding=RoPE",
           "encoding=RoPE%20half%20split&scaled=0",
           "encoding=xPos",
           "encoding=ALiBi&head=3&biased=1",
           "mechanism=decayed_attention&rotation=RoPE",
           "mechanism=decayed_attention&rotation=RoPE%20half%20split",
           "mechanism=decayed_attention&rotation=RetNet&gamma=0",
           "mechanism=retention&rotation=RoPE",
           "mechanism=retention&rotation=RoPE%20half%20split",
           "mechanism=retention&rotation=RetNet&scaled=0",
           "mechanism=unnormalised_attention&form=state_first&mask=none",
           "mechanism=retnet_layer&form=parallel&eps=1e-6",
           "mechanism=retnet_layer&form=recurrent&eps=.5&norm=group",
           "mechanism=retnet_layer&form=chunkwise&eps=.01&chunk=2",
           "mechanism=retnet_layer&form=chunkwise&eps=.01&chunk=3",
           "mechanism=retnet_layer&form=chunkwise&eps=.01&chunk=64",
           "mechanism=layer_stack&positions=rope&q_1_0=1,2;3,4&k_2_1=.5,.25&v_1_1=2,1;1,0;0,3",
           "mechanism=layer_stack&layers=4&positions=alibi&kv_heads=1&mask=window:1,1",
           "mechanism=layer_stack&positions=alibi&heads=3&kv_heads=1&scaled=0&tokens=a,b,c,d&"
           "Q=1,2,3,4,5,6;1,2,3,4,5,6;1,2,3,4,5,6;1,2,3,4,5,6&K=1,2,3,4,5,6;1,2,3,4,5,6;1,2,3,4,5,6;1,2,3,4,"
           "5,6&"
           "V=1,2,3,4,5,6;1,2,3,4,5,6;1,2,3,4,5,6;1,2,3,4,5,6",
           "mechanism=self_score_softmax&lambda=0&scaled=0",
           "mechanism=self_score_softmax&lambda=.5&mask=window:2,0",
           "mechanism=luong_attention&locality=local-m&score=concat",
           "mechanism=luong_attention&score=general",
           "mechanism=luong_attention&locality=local-p&half_width=1&mask=bits:10000;00001;11111;11111;10000",
           "mechanism=linear_attention&eps=0&mask=bits:00000;11000;11100;00000;11111",
           "mechanism=softmax_attention_gradient&mask=diagonal&tokens=a,b,c,d&Q=700,1;1,9;3,3;0,1&"
           "K=300,1;2,3;5,5;1,7&V=.1,777;.3,1e3;.7,.9;3,1",
           "mechanism=linear_attention&eps=1&tokens=a,b,c,d&Q=-70;-80;-90;-99&K=-70;-90;-60;-50&V=1;2;3;4",
           "mechanism=aft&tokens=a,b,c,d&Q=-1e3;-800;-40;900&K=1;2;3;4&V=1;2;3;4",
           "mechanism=softmax_attention_gradient&scaled=0&mask=bits:00000;11000;11100;00000;11111",
           "mechanism=softmax_attention_gradient&mask=bits:00000;11000;11100;00000;11111",
           "mechanism=rwkv6_wkv&tokens=%5C,%22,%23,x,%27",
       }) {
    Experiment experiment = opened(std::string(link) + "&position=4");
    add_case(cases, experiment, language, link);
  }
  Random random(5);
  for (const double magnitude : {1e-9, 30.0, 1e4, 1e9}) {  // where rounding shows, what is tolerated grows
    Experiment experiment = start_experiment();
    for (Matrix<double>* matrix : {&experiment.inputs.q, &experiment.inputs.k, &experiment.inputs.v}) {
      *matrix = random_matrix(experiment.token_count(), 4, random, magnitude);
    }
    experiment.position = experiment.token_count();
    add_case(cases, experiment, language, "numbers of " + std::to_string(magnitude));
  }
  return cases;
}

bool says(const std::vector<Case>& cases, std::string_view line) {
  return std::ranges::any_of(cases,
                             [line](const Case& one) { return one.script.find(line) != std::string::npos; });
}

// Lines of the texts that are in no case, and so were never run.
std::string never_run(const std::vector<Case>& cases, Language language) {
  std::string lines;
  const std::string mark = language == Language::cpp ? "//:" : "#:";
  std::vector<std::string> files = {frame_file(language)};
  for (const Mechanism* mechanism : mechanisms()) {
    files.push_back(definition_file(mechanism->id, language));
  }
  for (const std::string& file : files) {
    CHECK_MESSAGE(!snippet_text(file).empty(), file);
    for (const std::string_view line : split(snippet_text(file), '\n')) {
      const bool filled_in =
          line.find(mark) != std::string_view::npos || line.find("{{") != std::string_view::npos;
      if (!filled_in && !says(cases, line)) {
        lines += file + ": " + std::string(line) + "\n";
      }
    }
  }
  return lines;
}

// The first number of what is expected is another one.
Case with_a_wrong_digit(Case one) {
  const std::size_t expected = one.script.find("expected_output = ");
  const std::size_t row = one.script.find('\n', expected);
  const std::size_t digit = one.script.find_first_of("123456789", row);
  one.script[digit] = one.script[digit] == '9' ? '8' : '9';
  return one;
}

void run_in_python(Language language, const std::string& module) {
  const std::string python = python_with(module);
  if (python.empty()) {
    std::cout << "skipped: no python3 here has " << module << ", so its snippets were not run\n";
    return;
  }
  const std::vector<Case> cases = cases_of(language, 2);
  CHECK(never_run(cases, language) == "");
  CHECK(failures_in_python(cases, python) == "");
  CHECK(failures_in_python({with_a_wrong_digit(cases.front())}, python).find("is not what was expected") !=
        std::string::npos);
}

}  // namespace

TEST_CASE("NumPy computes what Lookback computed, by the snippets of every mechanism") {
  run_in_python(Language::numpy, "numpy");
}

TEST_CASE("PyTorch computes what Lookback computed, by the snippets of every mechanism") {
  run_in_python(Language::pytorch, "torch");
}

TEST_CASE("C++ without Lookback computes what Lookback computed, by the snippets of every mechanism") {
  const std::vector<Case> cases = cases_of(Language::cpp, 1);
  CHECK(never_run(cases, Language::cpp) == "");
  CHECK(failures_in_cpp(cases) == "");
  CHECK(failures_in_cpp({with_a_wrong_digit(cases.front())}).find("is not what was expected") !=
        std::string::npos);
}

TEST_CASE("A snippet in C++ stands by itself") {
  const Folder folder;
  const Expected<std::string> script = snippet_of(start_experiment(), Language::cpp);
  REQUIRE(script.has_value());
  const std::string source = folder.write("snippet.cpp", *script);
  const Ran ran =
      run_command("cd '" + folder.path() + "' && " LOOKBACK_CXX " -std=c++17 '" + source + "' && ./a.out");
  CHECK(ran.status == 0);
  CHECK_MESSAGE(ran.output.ends_with("ok: Softmax, 5 tokens, as Lookback computed it\n"), ran.output);
}

TEST_CASE("A snippet needs a token, and numbers that are finite") {
  Experiment experiment = start_experiment();
  experiment.position = 0;
  REQUIRE(!snippet_of(experiment, Language::numpy));
  CHECK(snippet_of(experiment, Language::numpy).error().sentence ==
        "No token has arrived yet, so there are no numbers to reproduce. Take a step first.");
  experiment.position = 1;
  CHECK(snippet(experiment, evaluate(experiment), Language::cpp, {}).error().sentence ==
        "There is no snippet of “Softmax” in cpp here.");
  const Experiment overflowing =
      opened("mechanism=self_score_softmax&form=recurrent_naive&position=2&tokens=a,b&Q=900;900&K=1;1&V=1;2");
  const Expected<std::string> none = snippet_of(overflowing, Language::numpy);
  REQUIRE(!none);
  CHECK(none.error().sentence.find("not finite") != std::string::npos);
}

TEST_CASE("A snippet says where its numbers are sensitive") {
  const Expected<std::string> script =
      snippet_of(opened("position=2&tokens=a,b&Q=1e6,1e6;1e6,1e6&K=1e6,-1e6;1e6,-999999.999999&V=1;-1"),
                 Language::numpy);
  REQUIRE(script.has_value());
  CHECK(script->find("# Sensitive: ") != std::string::npos);
  CHECK(snippet_of(start_experiment(), Language::numpy)->find("Sensitive") == std::string::npos);
}
