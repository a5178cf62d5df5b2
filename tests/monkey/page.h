#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "app/workspace.h"
#include "monkey/event.h"
#include "monkey/fault.h"
#include "monkey/painter.h"
#include "platform/headless/display.h"
#include "ui/workspace_view.h"

namespace lookback::monkey {

// What src/main/browser.cpp and the page around it are, without a browser: a workspace on a display without a
// screen, to which events happen.
class Page {
 public:
  Page();

  void take(const Event& event);

  app::Workspace workspace;

  // The last picture, and the nodes that it was of: those of now unless something happened since.
  const ui::Interactions& last() const { return last_; }
  bool is_drawn() const { return drawn_ == workspace.revision(); }
  float width() const { return surroundings_.width; }
  float height() const { return surroundings_.height; }
  bool read_only() const { return workspace.is_for_reading(); }
  const std::string& focused() const { return focused_; }
  const std::string& edited() const { return edited_; }  // what is being typed into
  const std::string& hidden() const { return presentation_.hidden; }
  const std::map<std::string, std::string, std::less<>>& files() const { return files_; }  // hashes by name
  std::uint64_t frames() const { return frames_; }

  // The first rule that was broken by what was asked of the workspace, or by a picture.
  const Fault& fault() const { return fault_; }

  // Does it on the workspace, and sees to it that a refusal changes nothing and says why.
  Expected<void> act(const view::Action& action);
  void present(view::Presentation presentation);

 private:
  Expected<void> ask(const std::string& what, const std::function<Expected<void>()>& asked);
  void draw();
  void show();
  void respond();
  void take_pointer(const Event& event);
  void take_surroundings(const Event& event);
  void take_asked(const Event& event);
  void take_file(const Event& event);
  void press_key(std::string_view key);
  void type(const std::string& text);
  void focus(const std::string& id);
  void break_rule(std::string_view rule, std::string what);

  platform::Display display_;
  Painter painter_;
  ui::WorkspaceView view_{painter_};
  ui::Surroundings surroundings_;
  view::Presentation presentation_;
  ui::Interactions last_;
  std::uint64_t drawn_ = 0;
  std::uint64_t fitted_ = 0;  // the revision that the height is for
  float room_ = 900;
  double now_ms_ = 0;
  double clock_ms_ = 0;  // of the work
  std::uint64_t frames_ = 0;
  std::uint32_t gesture_ = 0;
  std::string focused_;
  std::string edited_;
  std::string hovered_;
  std::map<std::string, std::string, std::less<>> files_;
  Fault fault_;
};

}  // namespace lookback::monkey
