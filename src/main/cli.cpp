#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "experiment/link.h"
#include "experiment/values.h"
#include "main/cli_check.h"
#include "view/node_json.h"
#include "view/nodes.h"

// The command line: the same core as the page, without a picture.
namespace lookback {
namespace {

constexpr std::string_view usage =
    "lookback eval LINK [--table]   the matrices and counters of a link, as JSON or for people\n"
    "lookback check MANIFEST.json   golden cases against this build; exit status 1 on any failure\n"
    "lookback nodes [LINK]          everything the page shows, as JSON\n";

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int refuse(std::string_view sentence) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(sentence.size()), sentence.data());
  return 2;
}

int eval(std::string_view link, bool table) {
  const Expected<Experiment> experiment = from_link(link);
  if (!experiment) {
    return refuse(experiment.error().sentence);
  }
  const Evaluation evaluation = evaluate(*experiment);
  print(table ? values_table(*experiment, evaluation) : values_json(*experiment, evaluation) + "\n");
  return 0;
}

int nodes(std::string_view link) {
  const Expected<Experiment> experiment = from_link(link);
  if (!experiment) {
    return refuse(experiment.error().sentence);
  }
  JsonWriter json;
  json.begin_object();
  view::write_changes(json, {}, view::all_nodes(*experiment, evaluate(*experiment), {}));
  json.key("link").string(to_link(*experiment));
  json.end_object();
  print(json.text() + "\n");
  return 0;
}

int run(const std::vector<std::string_view>& arguments) {
  std::vector<std::string_view> words;
  bool table = false;
  for (const std::string_view argument : arguments) {
    if (argument == "--table") {
      table = true;
    } else if (argument == "--help" || argument == "-h") {
      print(usage);
      return 0;
    } else if (argument.starts_with("--")) {
      return refuse("The option " + std::string(argument) + " is not known.");
    } else {
      words.push_back(argument);
    }
  }
  if (words.empty()) {
    print(usage);
    return 2;
  }
  const std::string_view command = words.front();
  if (command == "eval" && words.size() == 2) {
    return eval(words[1], table);
  }
  if (command == "check" && words.size() == 2) {
    return check_manifest(std::string(words[1]));
  }
  if (command == "nodes" && words.size() <= 2) {
    return nodes(words.size() == 2 ? words[1] : "");
  }
  if (command == "eval") {
    return refuse("eval takes one link: lookback eval 'LINK' [--table].");
  }
  if (command == "check") {
    return refuse("check takes one file: lookback check MANIFEST.json.");
  }
  return refuse("There is no command " + std::string(command) + ". There are eval, check and nodes.");
}

}  // namespace
}  // namespace lookback

int main(int count, char** arguments) {
  return lookback::run(std::vector<std::string_view>(arguments + 1, arguments + count));
}
