// Whether everything is said (base/say.h): with Pseudo::longer what was said stands in «…», and no word may
// be left outside. A word is three or more Latin letters. What is left over is printed by the folder that is
// likely to have to say it; for one folder alone:
//   core_tests -tc='everything that is shown is said*' 2>&1 | grep -A99 src/studies/road
#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "app/workspace.h"
#include "base/english_afterwards.h"
#include "experiment/link.h"
#include "studies/study.h"

using namespace lookback;
using testing::EnglishAfterwards;

namespace {

using Words = std::set<std::string, std::less<>>;

// What stands in no «…», which may stand in each other; all of the text where they do not match.
std::string outside(const std::string& text) {
  constexpr std::string_view open = "«";
  constexpr std::string_view close = "»";
  std::string rest;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view here = std::string_view(text).substr(i);
    const bool opens = here.starts_with(open);
    const bool closes = here.starts_with(close);
    depth += opens ? 1 : closes ? -1 : 0;
    if (depth < 0) {
      return text;
    }
    if (depth == 0) {
      rest += closes ? ' ' : text[i];
    }
    i += opens || closes ? open.size() - 1 : 0;
  }
  return depth == 0 ? rest : text;
}

Words words_of(std::string_view text) {
  constexpr std::size_t shortest_word = 3;
  Words words;
  std::string word;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      word += c;
      continue;
    }
    if (word.size() >= shortest_word) {
      words.insert(word);
    }
    word.clear();
  }
  if (word.size() >= shortest_word) {
    words.insert(word);
  }
  return words;
}

// Words that are the same in every language: functions and vectors in equations, and what is no number.
constexpr std::array<std::string_view, 10> symbols = {"exp",  "log",     "max", "min", "tanh",
                                                      "sqrt", "softmax", "NaN", "wkv", "out"};

// Words that are left over, by the folder that is likely to have to say them.
class Leftovers {
 public:
  void look_at(const app::Workspace& workspace) {
    known_ = {"GPT", "small", "Llama", "Mistral", "Mixtral", "RWKV", "RetNet"};  // models have names
    for (const std::string& token : workspace.experiment().tokens) {
      known_.merge(words_of(token));  // the learner's own
    }
    for (const view::Node& node : workspace.nodes()) {
      look_at(workspace.experiment(), node);
    }
  }

  void look_at(const std::string& folder, const std::string& text) {
    for (const std::string& word : words_of(outside(text))) {
      if (!known_.contains(word) && std::ranges::find(symbols, word) == symbols.end()) {
        found_[folder].insert(text);
        return;
      }
    }
  }

  const std::map<std::string, Words>& found() const { return found_; }

 private:
  void look_at(const Experiment& experiment, const view::Node& node) {
    const std::string folder = folder_of(experiment, node);
    const bool equation = node.parent == "mechanism" || node.look == view::Look::equation;
    std::vector<std::string> texts = {node.name, node.text, node.heading};
    if (!equation) {
      texts.push_back(node.hint);  // of a mechanism: its equation
    }
    // A line is said whole, and then parted into its coloured runs.
    std::string line;
    for (const view::Run& run : node.runs) {
      line += run.text;
    }
    texts.push_back(line);
    texts.insert(texts.end(), node.stops.begin(), node.stops.end());
    if (node.axes) {
      texts.insert(texts.end(), {node.axes->x_title, node.axes->y_title});
    }
    if (node.look == view::Look::equation) {
      return;
    }
    for (const std::string& text : texts) {
      look_at(folder, text);
    }
  }

  static std::string folder_of(const Experiment& experiment, const view::Node& node) {
    const auto begins = [&](std::string_view start) {
      return node.id.starts_with(start) || node.parent.starts_with(start);
    };
    const std::string mechanism = "src/mechanisms/" + experiment.mechanism;
    const std::string study = "src/studies/" + experiment.study;
    if (begins("counters") || begins("chart")) {
      return "src/cost";
    }
    if (begins("study") || begins("mechanism")) {
      return begins("study") ? "src/studies (titles)" : "src/mechanisms (titles)";
    }
    if (begins("inspector") || begins("form") || begins("board") || begins("cache") || begins("note")) {
      return mechanism;
    }
    const auto in = [&](const auto& specs) {
      return std::ranges::any_of(specs, [&](const auto& one) { return begins(one.id); });
    };
    if (in(mechanism_of(experiment).parameters) || in(mechanism_of(experiment).inputs)) {
      return mechanism;
    }
    constexpr std::array<std::string_view, 10> own = {"toolbar", "setup", "mask",  "causal", "preset",
                                                      "seed",    "dk",    "token", "speed",  "columns"};
    if (std::ranges::any_of(own, begins)) {
      return "src/view";
    }
    return study_spec_of(experiment).on_board ? mechanism : study;
  }

  Words known_;
  std::map<std::string, Words> found_;
};

void report(const Leftovers& leftovers) {
  for (const auto& [folder, texts] : leftovers.found()) {
    std::string all;
    for (const std::string& text : texts) {
      all += "\n    " + text;
    }
    FAIL_CHECK("never said, of " << folder << ":" << all);
  }
}

// Everything that can be pressed once without leaving the study and the mechanism; what is announced, too.
void press_everything(app::Workspace& workspace, Leftovers& leftovers) {
  const std::string link = workspace.link();
  const view::NodeList nodes = workspace.nodes();
  for (const view::Node& node : nodes) {
    const bool leaves = node.parent == "study" || node.parent == "mechanism";
    const bool control =
        node.role == view::Role::toggle || node.role == view::Role::button || node.role == view::Role::option;
    if (!control || leaves || !node.enabled || node.checked) {
      continue;
    }
    (void)workspace.act({.id = node.id});
    leftovers.look_at(workspace);
    leftovers.look_at("announced by " + node.id, workspace.take_announcement());
    leftovers.look_at("refused by " + node.id, workspace.take_alert());
    (void)workspace.open(link);
    (void)workspace.take_announcement();
  }
}

}  // namespace

TEST_CASE("a word outside of what was said is seen, and none within") {
  CHECK(outside("«a «b» c» d").find('d') != std::string::npos);
  CHECK(words_of(outside("«never said «at all» ··» 12 ab")).empty());
  CHECK(words_of(outside("«said ··» never")).contains("never"));
  CHECK(words_of(outside("said» «")).contains("said"));
}

TEST_CASE("everything that is shown is said: every mechanism in every form") {
  const EnglishAfterwards after;
  speak(Pseudo::longer);
  Leftovers leftovers;
  int seen = 0;
  for (const Mechanism* mechanism : mechanisms()) {
    for (const Form& form : mechanism->forms) {
      const Expected<Experiment> experiment =
          from_link("mechanism=" + std::string(mechanism->id) + "&form=" + std::string(form.id));
      if (!experiment) {
        leftovers.look_at("src/mechanisms/" + std::string(mechanism->id), experiment.error().sentence);
        continue;  // it does not exist under the causal mask
      }
      app::Workspace workspace(*experiment);
      leftovers.look_at(workspace);
      ++seen;
      if (&form == mechanism->forms.data()) {
        press_everything(workspace, leftovers);
        for (const char* cell : {"Q.1.0", "K.1.0", "V.1.0", "scores.2.1", "weights.1.2", "output.1.0"}) {
          workspace.hover(cell);
          leftovers.look_at(workspace);
        }
      }
    }
  }
  CHECK(seen > 20);
  report(leftovers);
}

TEST_CASE("everything that is shown is said: every study as it begins") {
  const EnglishAfterwards after;
  speak(Pseudo::longer);
  Leftovers leftovers;
  for (const Study* study : studies()) {
    app::Workspace workspace(start_of(*study));
    leftovers.look_at(workspace);
    press_everything(workspace, leftovers);
  }
  report(leftovers);
}

TEST_CASE("everything that is shown is said: every link that was ever given out") {
  const EnglishAfterwards after;
  speak(Pseudo::longer);
  Leftovers leftovers;
  int links = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(LOOKBACK_SOURCE_DIR "/tests/experiment/links")) {
    std::ifstream lines(file.path());
    std::string digest;
    std::string link;
    while (lines >> digest >> link) {
      app::Workspace workspace;
      REQUIRE(workspace.open(link));
      leftovers.look_at(workspace);
      leftovers.look_at("announced by a link", workspace.take_announcement());
      ++links;
    }
  }
  CHECK(links > 100);
  report(leftovers);
}
