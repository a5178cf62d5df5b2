#include <emscripten.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "app/slice.h"
#include "app/workspace.h"
#include "base/json_writer.h"
#include "main/browser_document.h"
#include "main/browser_exports.h"
#include "main/browser_files.h"
#include "main/browser_told.h"
#include "platform/browser/canvas_glyphs.h"
#include "platform/browser/screen.h"
#include "ui/workspace_view.h"

// The functions that the page calls, but for those of browser_document.cpp, browser_exports.cpp and
// browser_files.cpp. A returned string lives until the next call of the same function.

namespace {

using namespace lookback;

constexpr int frames_after_input = 3;
constexpr double at_once = 0;
constexpr double never = -1;

struct Lab {
  platform::Screen screen;
  app::Workspace workspace{start_experiment(), false};
  ui::WorkspaceView view{screen.painter()};

  ui::Palette palette = ui::Palette::dark;
  bool touch = false;
  ui::WeightColours weights = ui::WeightColours::viridis;
  int frames_wanted = frames_after_input;
  double frames = 0;
  double touched_ms = 0;     // the last input, or anything else that the page told
  double redraw_at_ms = -1;  // a frame that a hint waits for; negative for none
  std::uint64_t drawn_revision = 0;
  ui::Interactions last;      // of the last frame drawn
  std::string focused;        // by the page
  std::string hovered;        // by the pointer over the canvas
  std::string focus_request;  // not yet told to the page
  std::string edit_request;

  Told told;
  Outgoing outgoing;
  IncomingFile incoming;
  DocumentTexts document;
  std::string act_text, changes_text, cut_text, rectangle_text, renderer_text;

  void wake() {
    frames_wanted = frames_after_input;
    touched_ms = emscripten_get_now();
  }
  void work(double now_ms) {
    workspace.advance(now_ms);
    workspace.work(emscripten_get_now, app::slice_ms(now_ms - touched_ms));
  }
  void draw(double now_ms);
  void respond();
  std::string changes();
};

// The page's functions carry no handle: Dear ImGui's context, of which there is one, holds the lab.
Lab& lab() {
  if (ImGui::GetCurrentContext() == nullptr) {
    ImGui::CreateContext();
    auto* made = new Lab;
    made->view.fonts().set_fallback(platform::canvas_glyphs());
    ImGui::GetIO().UserData = made;
  }
  return *static_cast<Lab*>(ImGui::GetIO().UserData);
}

// What the pointer did is seen in this very frame: composed once more, nothing being painted before. The
// first frame after an input is painted whatever it shows, since a canvas can be read only in the task that
// painted it.
void Lab::draw(double now_ms) {
  const bool anew = frames_wanted == frames_after_input;
  for (bool again = false;; again = true) {
    screen.begin_frame(now_ms);
    drawn_revision = workspace.revision();
    last = view.draw(workspace.nodes(), drawn_revision,
                     {.width = screen.width(),
                      .height = screen.height(),
                      .palette = palette,
                      .touch = touch,
                      .weights = weights,
                      .focused = focused});
    respond();
    if (again || drawn_revision == workspace.revision()) {
      break;
    }
    screen.drop_frame();
  }
  screen.end_frame(last.pointing, last.ground, anew);
  ++frames;
  redraw_at_ms = last.redraw_in_seconds < 0 ? -1 : now_ms + last.redraw_in_seconds * 1000.0 + 1;
  frames_wanted = std::max(frames_wanted - 1, 0);
}

void Lab::respond() {
  for (const view::Action& action : last.actions) {
    (void)workspace.act(action);  // an error is told as an alert
  }
  workspace.want(last.tiles);
  if (last.hovered != hovered) {
    hovered = last.hovered;
    workspace.hover(hovered);
  }
  if (!last.focus_request.empty()) {
    focus_request = last.focus_request;
  }
  if (!last.edit_request.empty()) {
    edit_request = last.edit_request;
  }
}

std::string Lab::changes() {
  JsonWriter json;
  json.begin_object();
  told.write_changes(json, workspace);
  const auto tell = [&](const char* name, std::string text) {
    if (!text.empty()) {
      json.key(name).string(text);
    }
  };
  tell("announce", workspace.take_announcement());
  tell("alert", workspace.take_alert());
  tell("focus", std::exchange(focus_request, {}));
  tell("edit", std::exchange(edit_request, {}));
  json.end_object();
  return json.text() == "{}" ? std::string() : json.text();
}

}  // namespace

lookback::app::Workspace& lookback::browser_workspace() { return lab().workspace; }
lookback::DocumentTexts& lookback::browser_document() { return lab().document; }
lookback::Outgoing& lookback::browser_outgoing() { return lab().outgoing; }
lookback::IncomingFile& lookback::browser_incoming() { return lab().incoming; }
void lookback::browser_wake() { lab().wake(); }

extern "C" {

EMSCRIPTEN_KEEPALIVE int lookback_start(const char* canvas_selector) {
  lab().view.fonts().write_with_fallback();
  return lab().screen.start(canvas_selector) ? 0 : 1;
}

EMSCRIPTEN_KEEPALIVE void lookback_font(int slot, std::uint8_t* bytes, int size) {
  lab().view.fonts().load(static_cast<ui::Face>(slot), bytes, size);
  lab().wake();
}

EMSCRIPTEN_KEEPALIVE void lookback_resize(double css_width, double css_height, double pixel_ratio) {
  lab().screen.resize(static_cast<float>(css_width), static_cast<float>(css_height),
                      static_cast<float>(pixel_ratio));
  lab().wake();
}

EMSCRIPTEN_KEEPALIVE double lookback_needed_height(double css_width) {
  Lab& now = lab();
  return now.view.needed_height(now.workspace.nodes(), now.workspace.revision(),
                                static_cast<float>(css_width), now.touch);
}

// 0 dark, 1 light; 2 and 3 the same with more contrast.
EMSCRIPTEN_KEEPALIVE void lookback_theme(int palette, int /*reduced_motion: nothing here moves by itself*/,
                                         int touch) {
  lab().palette = static_cast<ui::Palette>(std::clamp(palette, 0, ui::palette_count - 1));
  lab().touch = touch != 0;
  lab().wake();
}

// 0 viridis, 1 cividis, 2 gray.
EMSCRIPTEN_KEEPALIVE void lookback_weight_colours(int which) {
  lab().weights = static_cast<ui::WeightColours>(std::clamp(which, 0, 2));
  lab().wake();
}

// What the page's address asks for: `hidden` are ids of panels, parted by commas.
EMSCRIPTEN_KEEPALIVE void lookback_present(int read_only, const char* hidden) {
  lab().workspace.present({.read_only = read_only != 0, .hidden = hidden});
  lab().wake();
}

EMSCRIPTEN_KEEPALIVE void lookback_pointer(int kind, double x, double y, int button, int modifiers,
                                           int source) {
  constexpr int shift = 1;
  const auto what = static_cast<platform::PointerKind>(std::clamp(kind, 0, 3));
  const bool presses = what == platform::PointerKind::down || what == platform::PointerKind::up;
  if (presses && button != 0) {
    return;
  }
  lab().screen.point(what, static_cast<float>(x), static_cast<float>(y), (modifiers & shift) != 0,
                     static_cast<platform::PointerSource>(std::clamp(source, 0, 2)));
  lab().wake();
}

// Comes here with Ctrl or ⌘ held, or as a pinch: what is under the pointer zooms, else the page does. Nothing
// on the canvas scrolls.
EMSCRIPTEN_KEEPALIVE int lookback_wheel(double by) {
  if (!lab().last.zooming) {
    return 0;
  }
  lab().screen.wheel(static_cast<float>(by));
  lab().wake();
  return 1;
}

EMSCRIPTEN_KEEPALIVE void lookback_context(int lost) {
  lab().screen.set_context_lost(lost != 0);
  lab().wake();
}

EMSCRIPTEN_KEEPALIVE double lookback_frame(double now_ms) {
  Lab& now = lab();
  now.work(now_ms);
  const bool stale =
      now.drawn_revision != now.workspace.revision() || (now.redraw_at_ms >= 0 && now.redraw_at_ms <= now_ms);
  if (now.screen.can_draw() && (stale || now.frames_wanted > 0 || now.screen.input_waits())) {
    now.draw(now_ms);
    if (now.frames_wanted > 0 || now.screen.input_waits() || now.drawn_revision != now.workspace.revision()) {
      return at_once;
    }
  }
  double wake_ms = now.workspace.wake_in_ms(now_ms);
  if (now.redraw_at_ms >= 0) {
    const double redraw_ms = std::max(now.redraw_at_ms - now_ms, at_once);
    wake_ms = wake_ms < 0 ? redraw_ms : std::min(wake_ms, redraw_ms);
  }
  return wake_ms < 0 ? never : wake_ms;
}

// A frame without a picture, and when the next one is wanted.
EMSCRIPTEN_KEEPALIVE void lookback_tick(double now_ms) { lab().work(now_ms); }

EMSCRIPTEN_KEEPALIVE double lookback_wake_in(double now_ms) { return lab().workspace.wake_in_ms(now_ms); }

EMSCRIPTEN_KEEPALIVE const char* lookback_act(const char* id, const char* verb, const char* text,
                                              int gesture) {
  Lab& now = lab();
  const std::string_view word = verb;
  view::Action action{id, view::Verb::press, text, static_cast<std::uint32_t>(gesture)};
  if (word == "set") {
    action.verb = view::Verb::set;
  } else if (word == "nudge") {
    action.verb = view::Verb::nudge;
  } else if (word == "remove") {
    action.verb = view::Verb::remove;
  }
  const Expected<void> done = now.workspace.act(action);
  now.act_text = done ? "" : done.error().sentence;
  now.wake();
  return now.act_text.c_str();
}

EMSCRIPTEN_KEEPALIVE void lookback_focus(const char* id) {
  lab().focused = id;
  lab().workspace.focus(id);
  lab().wake();
}

EMSCRIPTEN_KEEPALIVE void lookback_hover(const char* id) {
  lab().workspace.hover(id);
  lab().wake();
}

EMSCRIPTEN_KEEPALIVE const char* lookback_changes() {
  lab().changes_text = lab().changes();
  return lab().changes_text.c_str();
}

EMSCRIPTEN_KEEPALIVE const char* lookback_rectangle(const char* id) {
  Lab& now = lab();
  now.rectangle_text.clear();
  const view::NodeList& nodes = now.workspace.nodes();
  const view::Node* node = view::find(nodes, id);
  const auto place = static_cast<std::size_t>(node - nodes.data());
  if (node != nullptr && now.drawn_revision == now.workspace.revision() &&
      place < now.last.rectangles.size()) {
    const ui::Rectangle& area = now.last.rectangles[place];
    if (!area.empty()) {
      char text[96] = {};
      std::snprintf(text, sizeof(text), "%g,%g,%g,%g", area.x, area.y, area.width, area.height);
      now.rectangle_text = text;
    }
  }
  return now.rectangle_text.c_str();
}

// The texts that the last frame had no room for, a line each.
EMSCRIPTEN_KEEPALIVE const char* lookback_cut() {
  std::string& text = lab().cut_text;
  text.clear();
  for (const std::string& cut : lab().last.cut) {
    text += (text.empty() ? "" : "\n") + cut;
  }
  return text.c_str();
}

EMSCRIPTEN_KEEPALIVE double lookback_frames() { return lab().frames; }

EMSCRIPTEN_KEEPALIVE const char* lookback_renderer() {
  lab().renderer_text = lab().screen.renderer();
  return lab().renderer_text.c_str();
}

}  // extern "C"
