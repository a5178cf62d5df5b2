#include "monkey/page.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "app/open_files.h"
#include "base/utf8.h"
#include "experiment/same_bits.h"
#include "monkey/files.h"

namespace lookback::monkey {
namespace {

constexpr double frame_ms = 1000.0 / 60;
constexpr int most_frames = 24;  // without an event
constexpr double clock_step_ms = 0.25;

// The work's clock is a bare function; Dear ImGui's context, of which there is one a page, holds its time.
double clock_of_work() {
  auto& now = *static_cast<double*>(ImGui::GetIO().UserData);
  return now += clock_step_ms;
}

bool is_sentence(const std::string& text) {
  return text.size() > 3 && is_utf8(text) && !has_control(text) && text.ends_with('.');
}

}  // namespace

Page::Page() : display_(1120, 900), surroundings_{1120, 900, ui::Palette::dark, false} {
  ImGuiIO& io = ImGui::GetIO();
  io.UserData = &clock_ms_;
  io.ConfigInputTrickleEventQueue = true;
  io.ConfigErrorRecovery = false;
  io.MouseDoubleClickTime = 0.5F;
}

void Page::break_rule(std::string_view rule, std::string what) {
  if (!fault_) {
    fault_ = {std::string(rule), std::move(what)};
  }
}

Expected<void> Page::ask(const std::string& what, const std::function<Expected<void>()>& asked) {
  const Experiment before = workspace.experiment();
  (void)workspace.take_alert();
  const Expected<void> done = asked();
  if (done) {
    return done;
  }
  const std::string& sentence = done.error().sentence;
  if (!is_sentence(sentence)) {
    break_rule("a refusal says why", what + ": “" + sentence + "”");
  }
  if (workspace.take_alert() != sentence) {
    break_rule("a refusal is told as an alert", what + ": “" + sentence + "”");
  }
  if (!testing::same_bits(before, workspace.experiment())) {
    break_rule("a refusal changes nothing", what + ": “" + sentence + "”");
  }
  return done;
}

Expected<void> Page::act(const view::Action& action) {
  return ask(action.id + " " + action.text, [&] { return workspace.act(action); });
}

void Page::present(view::Presentation presentation) {
  presentation_ = std::move(presentation);
  workspace.present(presentation_);
}

// As tall as the lab needs to be, at least as the room for it.
void Page::draw() {
  if (fitted_ != workspace.revision()) {
    fitted_ = workspace.revision();
    surroundings_.height =
        std::ceil(std::max(room_, view_.needed_height(workspace.nodes(), workspace.revision(),
                                                      surroundings_.width, surroundings_.touch)));
    display_.resize(surroundings_.width, surroundings_.height);
  }
  surroundings_.focused = focused_;
  drawn_ = workspace.revision();
  last_ = view_.draw(workspace.nodes(), drawn_, surroundings_);
  ++frames_;
}

// What the pointer did is seen in this very frame, as in the page.
void Page::show() {
  now_ms_ += frame_ms;
  display_.begin_frame();
  draw();
  respond();
  if (!is_drawn()) {
    ImGui::EndFrame();
    display_.begin_frame();
    draw();
    respond();
  }
  display_.end_frame();
}

void Page::respond() {
  for (const view::Action& action : last_.actions) {
    (void)act(action);
  }
  workspace.want(last_.tiles);
  if (last_.hovered != hovered_) {
    hovered_ = last_.hovered;
    workspace.hover(hovered_);
  }
  if (!last_.focus_request.empty()) {
    focus(last_.focus_request);
  }
  if (!last_.edit_request.empty()) {
    edited_ = last_.edit_request;
  }
  if (!painter_.fault().empty()) {
    break_rule("pictures", painter_.fault());
  }
}

void Page::focus(const std::string& id) {
  if (id != focused_) {
    edited_.clear();
  }
  focused_ = id;
  workspace.focus(id);
}

void Page::take(const Event& event) {
  switch (event.kind) {
    case Kind::frame: {
      int left = most_frames + ImGui::GetCurrentContext()->InputEventsQueue.Size;
      do {
        workspace.advance(now_ms_);
        show();
      } while ((!is_drawn() || !ImGui::GetCurrentContext()->InputEventsQueue.empty()) && --left > 0);
      if (left == 0) {
        break_rule("the page comes to rest", "every picture asks for another one");
      }
      return;
    }
    case Kind::wait:
      now_ms_ += std::clamp(number(event, 0), 0.0, 1e6);
      workspace.advance(now_ms_);
      return;
    case Kind::work:
      for (int slice = 0; slice < std::clamp(number(event, 0), 0.0, 200.0); ++slice) {
        workspace.work(clock_of_work, -1);  // one step each
      }
      return;
    case Kind::focus:
      return focus(event.words[0]);
    case Kind::blur:
      return focus("");
    case Kind::act:
    case Kind::key:
    case Kind::type:
    case Kind::message:
    case Kind::study:
    case Kind::undo:
    case Kind::redo:
    case Kind::link:
    case Kind::salvage:
      return take_asked(event);
    case Kind::file:
    case Kind::place:
    case Kind::window:
    case Kind::copy:
    case Kind::paste:
      return take_file(event);
    case Kind::check:
      return;
    default:
      return event.kind <= Kind::wheel ? take_pointer(event) : take_surroundings(event);
  }
}

void Page::take_pointer(const Event& event) {
  const auto place = [&](std::size_t word) {
    return static_cast<float>(std::clamp(number(event, word), -1e6, 1e6));
  };
  switch (event.kind) {
    case Kind::move:
      return display_.move_to(place(0), place(1));
    case Kind::press:
      return display_.press(true);
    case Kind::release:
      return display_.press(false);
    case Kind::leave:
      display_.press(false);
      return display_.leave();
    case Kind::wheel:
      return last_.zooming ? display_.wheel(place(0)) : void();
    default:
      return;
  }
}

void Page::take_surroundings(const Event& event) {
  const auto choice = [&](int count) { return std::clamp(static_cast<int>(number(event, 0)), 0, count - 1); };
  fitted_ = 0;
  switch (event.kind) {
    case Kind::resize:
      surroundings_.width = static_cast<float>(std::clamp(number(event, 0), 1.0, 8192.0));
      room_ = static_cast<float>(std::clamp(number(event, 1), 1.0, 8192.0));
      return;
    case Kind::ratio: {
      const auto ratio = static_cast<float>(std::clamp(number(event, 0), 0.25, 8.0));
      ImGui::GetIO().DisplayFramebufferScale = {ratio, ratio};
      return;
    }
    case Kind::touch:
      surroundings_.touch = choice(2) == 1;
      return;
    case Kind::theme:
      surroundings_.palette = static_cast<ui::Palette>(choice(ui::palette_count));
      return;
    case Kind::colours:
      surroundings_.weights = static_cast<ui::WeightColours>(choice(3));
      return;
    case Kind::readonly:
      return present({.read_only = choice(2) == 1, .hidden = presentation_.hidden});
    case Kind::hide:
      return present({.read_only = presentation_.read_only, .hidden = event.words[0]});
    default:
      return;
  }
}

void Page::take_asked(const Event& event) {
  const auto press = [&](const char* id) { (void)act({.id = id}); };
  const auto open = [&](const std::string& link) {
    (void)ask("link " + link, [&] { return workspace.open(link); });
  };
  switch (event.kind) {
    case Kind::act: {
      const std::string& verb = event.words[1];
      const auto given = static_cast<std::uint32_t>(std::clamp(number(event, 3), 0.0, 1e6));
      gesture_ = given == 0 ? gesture_ + 1 : given;
      (void)act({.id = event.words[0],
                 .verb = verb == "set"      ? view::Verb::set
                         : verb == "nudge"  ? view::Verb::nudge
                         : verb == "remove" ? view::Verb::remove
                                            : view::Verb::press,
                 .text = event.words[2],
                 .gesture = gesture_});
      return;
    }
    case Kind::key:
      return press_key(event.words[0]);
    case Kind::type:
      return type(event.words[0]);
    case Kind::study:
      (void)act({.id = "study", .verb = view::Verb::set, .text = "study." + event.words[0]});
      return;
    case Kind::undo:
      return press("undo");
    case Kind::redo:
      return press("redo");
    case Kind::link:
      return open(event.words[0]);
    case Kind::salvage:
      for (const std::string& sentence : workspace.open_what_can_be_read(event.words[0])) {
        if (!is_sentence(sentence)) {
          break_rule("a refusal says why", "salvage: “" + sentence + "”");
        }
      }
      return;
    default:
      break;
  }
  const std::string& message = event.words[0];  // see web/embed/messages.ts
  if (message == "set" && !read_only()) {
    open(event.words[1]);
  } else if (message == "undo" || message == "redo" || message == "reset") {
    press(message.c_str());
  } else if (message == "export" && workspace.values().empty()) {
    break_rule("values", "there are none");
  }
}

}  // namespace lookback::monkey
