#include <algorithm>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/say.h"
#include "experiment/link.h"
#include "main/cli_eval.h"
#include "main/cli_export.h"
#include "main/cli_lessons.h"
#include "main/cli_map.h"
#include "main/cli_mechanisms.h"
#include "main/command_line.h"
#include "studies/study.h"
#include "view/node_json.h"
#include "view/nodes.h"

namespace lookback {
namespace {

constexpr std::string_view usage =
    "lookback eval LINK           every matrix and counter of a link, as JSON; a link names mechanism, "
    "form,\n"
    "                             mask, parameters and numbers, and '' is what the page shows first\n"
    "    --scalar NAME            instead: the output in float, double, bfloat16 or rational (exact "
    "fractions)\n"
    "    --derivative 'o[2,0]/k[1,1]'\n"
    "                             instead: a derivative of o (or scores, weights) by q, k, v or an own "
    "input\n"
    "    --cost                   instead: counted cost and closed form side by side\n"
    "    --table                  for people\n"
    "    --untimed                without measured times, which differ from run to run\n"
    "lookback mechanisms [ID]     ids, equations, forms, parameters with ranges, inputs\n"
    "lookback studies [ID]        ids, questions, parameters with ranges, inputs\n"
    "lookback check MANIFEST.json golden cases, and the costs.json beside them, against this build;\n"
    "                             exit status 1 on any failure\n"
    "lookback export LINK --as FORMAT\n"
    "                             code that reproduces the numbers (numpy, pytorch, cpp), or a matrix of "
    "them\n"
    "                             (csv, tsv, npy, latex, markdown)\n"
    "    --matrix ID              which matrix; the output, if it is not said\n"
    "    --headers                csv and tsv: with a line and a column of tokens\n"
    "    --digits N               latex and markdown: so many significant digits, 4 if it is not said\n"
    "    --out FILE               into a file\n"
    "lookback map 'generator=induction&tokens=4096&width=64&seed=1'\n"
    "                             attention of up to 65,536 tokens: what is found, what it costs\n"
    "    --tile LEVEL,ROW,COLUMN  and one of its tiles of 256 × 256 numbers; --csv prints them\n"
    "    --pooling mean|max       of the cells that one number covers\n"
    "lookback nodes [LINK]        everything the page shows, as JSON\n"
    "    --strings long           with every sentence longer; double and markup as in the page's address\n"
    "lookback limits              the most that there may be of everything, as JSON\n";

Expected<std::string> nodes_text(std::string_view link) {
  const Expected<Experiment> experiment = from_link(link);
  if (!experiment) {
    return std::unexpected(experiment.error());
  }
  const Evaluation evaluation = evaluate_shown(*experiment);
  JsonWriter json;
  json.begin_object();
  view::write_changes(
      json, {}, view::all_nodes(*experiment, evaluation, whole_sheet(*experiment, evaluation, nullptr), {}));
  json.key("link").string(to_link(*experiment));
  json.end_object();
  return json.text() + "\n";
}

std::string limits_text() {
  JsonWriter json;
  json.begin_object();
  for (const Limit& limit : all_limits) {
    json.key(limit.name).number(limit.value);
  }
  json.end_object();
  return json.text() + "\n";
}

// The words of a command line, and its options taken apart.
struct Words {
  std::vector<std::string_view> plain;
  EvalRequest options;
  Pseudo strings = Pseudo::none;
  std::string_view option;  // the last one that was given, if any
  bool help = false;
};

Expected<Words> read_words(std::span<const std::string_view> arguments) {
  Words words;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      words.help = true;
      continue;
    }
    if (!argument.starts_with("--")) {
      words.plain.push_back(argument);
      continue;
    }
    words.option = argument;
    if (argument == "--strings") {
      const auto pseudo = i + 1 < arguments.size() ? pseudo_named(arguments[++i]) : std::nullopt;
      if (!pseudo) {
        return fail("The option --strings is long, double, markup or rtl.");
      }
      words.strings = *pseudo;
      continue;
    }
    const bool takes_value = argument == "--scalar" || argument == "--derivative";
    if (takes_value && (i + 1 == arguments.size() || arguments[i + 1].empty())) {
      return fail("The option " + std::string(argument) + " needs a value: " +
                  (argument == "--scalar" ? "--scalar rational." : "--derivative 'o[2,0]/k[1,1]'."));
    }
    if (argument == "--untimed") {
      words.options.untimed = true;
    } else if (argument == "--table") {
      words.options.table = true;
    } else if (argument == "--cost") {
      words.options.cost = true;
    } else if (argument == "--scalar") {
      words.options.scalar = arguments[++i];
    } else if (argument == "--derivative") {
      words.options.derivative = arguments[++i];
    } else {
      return fail("The option " + std::string(argument) +
                  " is not known. There are --scalar, --derivative, --cost, --table, --untimed and --help.");
    }
  }
  return words;
}

int finish(const Expected<std::string>& text, const Console& console) {
  if (!text) {
    console.err(text.error().sentence + "\n");
    return 2;
  }
  console.out(*text);
  return 0;
}

}  // namespace

int run_command_line(std::span<const std::string_view> arguments, const Console& console) {
  if (!arguments.empty() && arguments.front() == "export" &&
      std::ranges::find(arguments, "--help") == arguments.end()) {
    return finish(run_export(arguments.subspan(1)), console);
  }
  if (!arguments.empty() && arguments.front() == "map" &&
      std::ranges::find(arguments, "--help") == arguments.end()) {
    return finish(run_map(arguments.subspan(1)), console);
  }
  if (!arguments.empty() && is_lesson_command(arguments.front())) {
    return run_lesson_command(arguments, console);
  }
  const Expected<Words> words = read_words(arguments);
  if (!words) {
    return finish(std::unexpected(words.error()), console);
  }
  if (words->help) {
    return finish(std::string(usage) + std::string(lesson_usage), console);
  }
  if (words->plain.empty()) {
    console.err(std::string(usage) + std::string(lesson_usage));
    return 2;
  }
  const std::string_view command = words->plain.front();
  const std::size_t count = words->plain.size();
  const std::string_view operand = count > 1 ? words->plain[1] : std::string_view();
  const std::string_view owner = words->option == "--strings" ? "nodes" : "eval";
  if (command != owner && !words->option.empty()) {
    return finish(
        fail("The option " + std::string(words->option) + " belongs to " + std::string(owner) + "."),
        console);
  }
  if (command == "eval") {
    EvalRequest request = words->options;
    request.link = operand;
    request.clock = request.untimed ? nullptr : console.clock;
    return finish(count == 2 ? eval_text(request)
                             : fail("eval takes one link: lookback eval 'LINK' [--scalar NAME] [--derivative "
                                    "'o[2,0]/k[1,1]'] [--cost] [--table]."),
                  console);
  }
  if (command == "mechanisms") {
    return finish(count <= 2 ? mechanisms_text(operand)
                             : fail("mechanisms takes one id or none: lookback mechanisms [ID]."),
                  console);
  }
  if (command == "studies") {
    return finish(
        count <= 2 ? studies_text(operand) : fail("studies takes one id or none: lookback studies [ID]."),
        console);
  }
  if (command == "check") {
    return count == 2 ? check_manifest(operand, console)
                      : finish(fail("check takes one file: lookback check MANIFEST.json."), console);
  }
  if (command == "nodes") {
    speak(words->strings);
    const int status = finish(
        count <= 2 ? nodes_text(operand) : fail("nodes takes one link or none: lookback nodes ['LINK']."),
        console);
    speak_english();
    return status;
  }
  if (command == "limits") {
    return finish(count == 1 ? Expected<std::string>(limits_text()) : fail("limits takes nothing more."),
                  console);
  }
  return finish(
      fail(
          "There is no command " + in_quotes(command) +
          ". There are eval, mechanisms, studies, check, nodes, limits, map, value, check-lesson and grade."),
      console);
}

}  // namespace lookback
