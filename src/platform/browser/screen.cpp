#include "platform/browser/screen.h"

#include <emscripten/em_js.h>
#include <emscripten/html5.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <utility>

// clang-format off
EM_JS(void, lookback_show_hand, (const char* selector, int hand), {
  document.querySelector(UTF8ToString(selector)).style.cursor = hand ? "pointer" : "default";
});
// clang-format on

namespace lookback::platform {
namespace {

// A finger that is lifted stays where it was until its press has been seen (Dear ImGui issue 8374).
constexpr int frames_before_leaving = 3;
constexpr float longest_frame = 1;  // seconds; time between frames on demand is not time that passed in one

}  // namespace

Screen::Screen() {
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigErrorRecovery = false;  // what a frame begins it ends: see cmake/split.mjs
  io.BackendPlatformName = "lookback_browser";
  io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  io.MouseDoubleClickTime = 0.5F;  // seconds, as systems have it; each of its events takes a frame here
}

bool Screen::start(const char* canvas_selector) {
  selector_ = canvas_selector;
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.majorVersion = 2;
  attributes.alpha = false;
  attributes.depth = false;
  attributes.antialias = false;
  attributes.enableExtensionsByDefault = false;
  const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE context =
      emscripten_webgl_create_context(canvas_selector, &attributes);
  if (context <= 0) {
    return false;
  }
  context_ = context;
  emscripten_webgl_make_context_current(context);
  return ImGui_ImplOpenGL3_Init("#version 300 es");
}

// The backing store has one pixel for each of the screen's; everything else is in CSS pixels.
void Screen::resize(float css_width, float css_height, float pixel_ratio) {
  width_ = css_width;
  height_ = css_height;
  if (context_ == 0 || width_ <= 0 || height_ <= 0) {
    return;
  }
  const int across = std::max(1, static_cast<int>(std::lround(css_width * pixel_ratio)));
  const int down = std::max(1, static_cast<int>(std::lround(css_height * pixel_ratio)));
  emscripten_set_canvas_element_size(selector_.c_str(), across, down);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {css_width, css_height};
  io.DisplayFramebufferScale = {static_cast<float>(across) / css_width,
                                static_cast<float>(down) / css_height};
}

void Screen::set_context_lost(bool lost) {
  if (context_ == 0 || lost == lost_) {
    return;
  }
  lost_ = lost;
  if (lost) {
    ImGui_ImplOpenGL3_Shutdown();
    painter_.context_lost();
  } else {
    emscripten_webgl_make_context_current(context_);
    ImGui_ImplOpenGL3_Init("#version 300 es");
  }
}

void Screen::point(PointerKind kind, float x, float y, bool shift, PointerSource source) {
  ImGuiIO& io = ImGui::GetIO();
  constexpr ImGuiMouseSource sources[] = {ImGuiMouseSource_Mouse, ImGuiMouseSource_TouchScreen,
                                          ImGuiMouseSource_Pen};
  io.AddMouseSourceEvent(sources[static_cast<std::size_t>(source)]);
  io.AddKeyEvent(ImGuiMod_Shift, shift);
  if (kind == PointerKind::left) {
    // A finger that the page took for scrolling is not held down any more, and was let go nowhere.
    if (leave_after_ < 0) {
      io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    }
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    return;
  }
  leave_after_ = -1;
  io.AddMousePosEvent(x, y);
  if (kind != PointerKind::moved) {
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, kind == PointerKind::down);
  }
  if (kind == PointerKind::up && source == PointerSource::touch) {
    leave_after_ = frames_before_leaving;
  }
}

void Screen::wheel(float by) { ImGui::GetIO().AddMouseWheelEvent(0, by); }

std::string Screen::renderer() const {
  if (context_ == 0) {
    return "";
  }
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  return name == nullptr ? "" : name;
}

void Screen::begin_frame(double now_ms) {
  ImGuiIO& io = ImGui::GetIO();
  const auto passed = static_cast<float>((now_ms - last_frame_ms_) / 1000);
  io.DeltaTime = std::clamp(passed, 0.0001F, longest_frame);
  last_frame_ms_ = now_ms;
  if (leave_after_ >= 0 && leave_after_-- == 0) {
    io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  }
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
}

void Screen::drop_frame() { ImGui::EndFrame(); }

void Screen::compose(std::uint32_t ground) {
  const ImDrawData& data = *ImGui::GetDrawData();
  composed_.clear();
  composed_.add(ground, data.DisplaySize, data.FramebufferScale);
  for (const ImDrawList* list : data.CmdLists) {
    composed_.add_all(list->VtxBuffer.Data, static_cast<std::size_t>(list->VtxBuffer.Size));
    composed_.add_all(list->IdxBuffer.Data, static_cast<std::size_t>(list->IdxBuffer.Size));
    for (const ImDrawCmd& command : list->CmdBuffer) {
      composed_.add(command.ClipRect, command.TexRef._TexData, command.TexRef._TexID, command.VtxOffset,
                    command.IdxOffset, command.ElemCount, command.UserCallback);
    }
  }
  painter_.add_to(composed_);
}

void Screen::end_frame(bool pointing, std::uint32_t ground, bool anew) {
  ImGui::Render();
  if (pointing != hand_) {
    hand_ = pointing;
    lookback_show_hand(selector_.c_str(), hand_ ? 1 : 0);
  }
  compose(ground);
  const ImVector<ImTextureData*>& textures = *ImGui::GetDrawData()->Textures;
  const bool textures_change = std::ranges::any_of(
      textures, [](const ImTextureData* texture) { return texture->Status != ImTextureStatus_OK; });
  if (!anew && !textures_change && composed_ == painted_) {
    return;
  }
  std::swap(painted_, composed_);
  const ImVec2 scale = ImGui::GetIO().DisplayFramebufferScale;
  glViewport(0, 0, static_cast<GLsizei>(std::lround(width_ * scale.x)),
             static_cast<GLsizei>(std::lround(height_ * scale.y)));
  const ImVec4 behind = ImGui::ColorConvertU32ToFloat4(ground);
  glClearColor(behind.x, behind.y, behind.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

bool Screen::input_waits() const {
  return leave_after_ >= 0 || !ImGui::GetCurrentContext()->InputEventsQueue.empty();
}

}  // namespace lookback::platform
