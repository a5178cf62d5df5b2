#include <algorithm>
#include <array>

#include "base/format.h"
#include "experiment/study_spec.h"
#include "mechanisms/registry.h"
#include "monkey/files.h"
#include "monkey/monkey.h"

// What the monkey types, opens and says.
namespace lookback::monkey {
namespace {

constexpr std::array<std::string_view, 26> values = {
    "1",    "0",     "-0",         "-1",     "2",
    "0.5",  "1e999", "",           "0,5",    "−3",
    ".5",   "2/3",   "1/0",        "nan",    "inf",
    "1e9",  "-1e9",  "1000000001", "1e-320", "the",
    "  4 ", "0x10",  "1 2 3",      "٣",      "9007199254740993",
    "+4."};

constexpr std::array<std::string_view, 18> links = {
    "version=1",
    "#version=1&mask=causal&cache=1&tokens=the,cat,sat&Q=1,0;0,1;.5,2&K=1,1;0,1;2/3,0&V=1;2;3&position=2",
    "mask=none&cache=0",
    "mask=window:2,0",
    "tokens=a,b&mask=bits:10;11",
    "columns=queries",
    "tokens=a%2Cb,%E7%8C%AB",
    "form=online&tile=3",
    "K=-0,1e-320;1e9,0.1",
    "https://example.org/lookback/?embed=1#version=1&mask=none&cache=0",
    "version=2",
    "mask=purple",
    "Q=1,2;3",
    "Q=1e999",
    "tokens=",
    "study=nothing",
    "mechanism=nothing",
    "position=99",
};

}  // namespace

std::string Monkey::any_value() {
  switch (random_.below(12)) {
    case 0:
      return std::string(400, static_cast<char>('0' + between(1, 9)));
    case 1:
      return "猫";
    case 2:
    case 3:
    case 4:
    case 5:
      return shortest((random_.below(801) - 400) / 100.0);
    default:
      return any(values);
  }
}

std::string Monkey::damaged(std::string link) {
  if (link.empty()) {
    return link;
  }
  const auto at = static_cast<std::size_t>(random_.below(static_cast<int>(link.size())));
  switch (random_.below(3)) {
    case 0:
      return link.substr(0, at);
    case 1:
      link[at] = static_cast<char>(between('!', '~'));
      return link;
    default:
      return link.erase(at, static_cast<std::size_t>(between(1, 9)));
  }
}

std::string Monkey::any_link(const Page& page) {
  switch (random_.below(5)) {
    case 0:
      return page.workspace.link();
    case 1: {
      const auto specs = study_specs();
      return "study=" +
             std::string(specs[static_cast<std::size_t>(random_.below(static_cast<int>(specs.size())))]->id);
    }
    case 2: {
      const auto all = mechanisms();
      const Mechanism& mechanism =
          *all[static_cast<std::size_t>(random_.below(static_cast<int>(all.size())))];
      std::string link = "mechanism=" + std::string(mechanism.id);
      for (const ParameterSpec& spec : mechanism.parameters) {
        if (one_in(3)) {
          link += "&" + std::string(spec.id) + "=" + any_value();
        }
      }
      return link;
    }
    default:
      return any(links);
  }
}

void Monkey::open(Events& events, const Page& page) {
  std::string link = any_link(page);
  if (one_in(3)) {
    link = damaged(std::move(link));
  }
  if (one_in(4)) {
    const auto specs = study_specs();
    events.push_back(
        {Kind::study,
         {std::string(specs[static_cast<std::size_t>(random_.below(static_cast<int>(specs.size())))]->id)}});
  } else {
    events.push_back({one_in(5) ? Kind::salvage : Kind::link, {std::move(link)}});
  }
}

void Monkey::say(Events& events, const Page& page) {
  constexpr std::array types = {"set", "set", "reset", "undo", "redo", "get", "export", "focus", "nonsense"};
  std::string type = any(types);
  std::string text = type == "set" ? any_link(page) : "";
  events.push_back({Kind::message, {std::move(type), std::move(text)}});
}

void Monkey::type(Events& events, const Page& page) {
  if (page.edited().empty()) {
    const view::Node* node = any_in_view(page);
    events.push_back({Kind::focus, {node == nullptr ? "Q.0.0" : node->id}});
    events.push_back({Kind::key, {"Enter"}});
  }
  events.push_back({Kind::type, {any_value()}});
}

// As the twin does: what suits the node.
void Monkey::act(Events& events, const Page& page) {
  const view::Node* node = any_in_view(page);
  for (int attempt = 0; attempt < 6 && (node == nullptr || one_in(3)); ++attempt) {
    node = any_node(page);
  }
  if (node == nullptr) {
    return;
  }
  constexpr std::array steps = {"1", "-1", "0.1", "10", "-10", "1e9", "-0.1"};
  const auto add = [&](const char* verb, std::string text) {
    events.push_back({Kind::act, {node->id, verb, std::move(text), one_in(6) ? "7" : "0"}});
  };
  switch (node->role) {
    case view::Role::cell:
      return one_in(5) ? add("press", "") : one_in(2) ? add("nudge", any(steps)) : add("set", any_value());
    case view::Role::number:
      return one_in(2) ? add("nudge", any(steps)) : add("set", any_value());
    case view::Role::token:
      return one_in(4) ? add("remove", "") : one_in(2) ? add("press", "") : add("set", any_value());
    case view::Role::choice: {
      std::vector<std::string> options;
      for (const view::Node& option : page.workspace.nodes()) {
        if (option.parent == node->id) {
          options.push_back(option.id);
        }
      }
      return add("set", options.empty() ? "" : any(options));
    }
    case view::Role::chart:
      return add("set", std::to_string(random_.below(9)) + " " + any_value());
    case view::Role::map: {
      const auto place = [&] {
        return std::to_string(random_.below(std::max(1, node->rows)) - (one_in(9) ? 5 : 0));
      };
      const std::string cell = place() + " " + place();
      return one_in(2) ? add("press", cell) : add("set", cell + " " + any_value());
    }
    default:
      return add("press", "");
  }
}

// Any word to any node, or to none.
void Monkey::act_on_nothing(Events& events, const Page& page) {
  constexpr std::array ids = {"",  "Q.99.0", "Q.-1.0", "token.64",   "token.", "study.nothing",
                              "Q", "run",    "cancel", "window.copy"};
  constexpr std::array verbs = {"press", "set", "nudge", "remove"};
  std::string id = one_in(2) ? any(ids) : any_node(page)->id;
  events.push_back({Kind::act, {std::move(id), any(verbs), any_value(), "0"}});
}

void Monkey::use_files(Events& events, const Page& page) {
  constexpr std::array matrices = {"Q", "K", "V", "Q", "K", "V", "w_q", "nothing"};
  const auto some = [&](int most) { return std::to_string(random_.below(most)); };
  const std::string name = any(file_names());
  switch (random_.below(6)) {
    case 0:
    case 1:
      events.push_back({Kind::file, {name}});
      return;
    case 2: {
      events.push_back({Kind::file, {name}});
      const std::string tensor = name.substr(0, name.find('.'));
      events.push_back({Kind::place,
                        {name, one_in(9) ? name : tensor, any(matrices), one_in(3) ? some(2) : "0",
                         one_in(3) ? some(3) : "0"}});
      return;
    }
    case 3:
      return events.push_back({Kind::window, {std::to_string(random_.below(120) - 10), some(24)}});
    case 4:
      return events.push_back({Kind::copy});
    default: {
      const view::Node* node = any_in_view(page);
      events.push_back(
          {Kind::paste, {node == nullptr ? "Q.0.0" : node->id, one_in(3) ? any_value() : "1\t2\n3\t4"}});
    }
  }
}

}  // namespace lookback::monkey
