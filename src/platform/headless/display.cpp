#include "platform/headless/display.h"

#include <cfloat>

namespace lookback::platform {

Display::Display(float width, float height) : context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.DeltaTime = 1.0F / 60;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  io.ConfigInputTrickleEventQueue = false;
  resize(width, height);
}

Display::~Display() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  ImGui::DestroyContext(context_);
}

void Display::resize(float width, float height) { ImGui::GetIO().DisplaySize = {width, height}; }
void Display::move_to(float x, float y) { ImGui::GetIO().AddMousePosEvent(x, y); }
void Display::press(bool down) { ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, down); }
void Display::wheel(float by) { ImGui::GetIO().AddMouseWheelEvent(0, by); }
void Display::leave() { ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX); }

void Display::begin_frame() { ImGui::NewFrame(); }

void Display::end_frame() {
  ImGui::Render();
  // What a renderer would have done with the font atlas.
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status != ImTextureStatus_OK && texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

}  // namespace lookback::platform
