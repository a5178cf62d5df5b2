#include <algorithm>

#include "app/open_files.h"
#include "base/utf8.h"
#include "monkey/files.h"
#include "monkey/page.h"

// What is typed, and what is opened: the page's own part, in TypeScript where there is a browser.
namespace lookback::monkey {

void Page::type(const std::string& text) {
  const std::string target = edited_.empty() ? focused_ : edited_;
  edited_.clear();
  if (!target.empty()) {
    (void)act({.id = target, .verb = view::Verb::set, .text = text, .gesture = ++gesture_});
  }
}

// As web/twin has them: cells move, nudge, press and are typed into; numbers and tokens likewise.
void Page::press_key(std::string_view key) {
  const view::Node* node = view::find(workspace.nodes(), focused_);
  if (node == nullptr) {
    return;
  }
  const bool cell = node->role == view::Role::cell;
  const std::string id = node->id;
  const auto nudge = [&](const char* steps) {
    (void)act({.id = id, .verb = view::Verb::nudge, .text = steps, .gesture = ++gesture_});
  };
  const auto go = [&](int rows, int columns) {
    focus(node->parent + "." + std::to_string(node->row + rows) + "." +
          std::to_string(node->column + columns));
  };
  if (key == "PageUp" || key == "PageDown") {
    nudge(key == "PageUp" ? "10" : "-10");
  } else if (key == "Alt+ArrowUp" || key == "Alt+ArrowDown") {
    nudge(key == "Alt+ArrowUp" ? "1" : "-1");
  } else if (key == "ArrowUp" || key == "ArrowDown") {
    const bool up = key == "ArrowUp";
    cell ? go(up ? -1 : 1, 0) : nudge(up ? "1" : "-1");
  } else if (key == "ArrowLeft" || key == "ArrowRight") {
    go(0, key == "ArrowLeft" ? -1 : 1);
  } else if (key == "Space") {
    (void)act({.id = id});
  } else if (key == "Delete") {
    (void)act({.id = id, .verb = view::Verb::remove});
  } else if (key == "Enter" || key == "F2") {
    edited_ = id;
  }
}

void Page::take_file(const Event& event) {
  const std::vector<std::string>& words = event.words;
  const auto silently = [](Expected<std::string> said) -> Expected<void> {
    return said ? Expected<void>() : std::unexpected(said.error());
  };
  switch (event.kind) {
    case Kind::file: {
      // A file that cannot be read is told by the dialog, not as an alert.
      const Experiment before = workspace.experiment();
      Expected<std::string> said = files::offer(workspace, words[0], {{words[0], bytes_of_file(words[0])}});
      constexpr std::string_view key = "\"hash\":\"";
      if (const std::size_t at = said ? said->find(key) : std::string::npos; at != std::string::npos) {
        files_[words[0]] = said->substr(at + key.size(), 16);
      }
      if (const Expected<void> done = silently(said); !done && done.error().sentence.empty()) {
        break_rule("a refusal says why", "file " + words[0]);
      }
      return;
    }
    case Kind::place: {
      const auto known = files_.find(words[0]);
      const std::string hash = known == files_.end() ? words[0] : known->second;
      (void)ask("place " + words[0], [&] {
        return files::place(workspace, hash, words[1], words[2], static_cast<int>(number(event, 3)),
                            static_cast<int>(number(event, 4)));
      });
      return;
    }
    case Kind::window:
      (void)ask("window", [&] {
        return files::move_windows(workspace, static_cast<int>(number(event, 0)),
                                   static_cast<int>(number(event, 1)));
      });
      return;
    case Kind::copy:
      (void)ask("copy", [&] { return files::copy_windows(workspace); });
      return;
    default:
      (void)ask("paste " + words[1], [&] { return files::paste(workspace, words[0], words[1]); });
  }
}

}  // namespace lookback::monkey
