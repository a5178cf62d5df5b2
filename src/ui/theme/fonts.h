#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>

namespace lookback::ui {

enum class Face : std::uint8_t { words, strong, numbers };

// The three faces. One that has not arrived yet is stood in for by Dear ImGui's own.
class Fonts {
 public:
  // `bytes` come from ImGui::MemAlloc or malloc, and are the atlas's from now on.
  void load(Face face, void* bytes, int size);
  // Call first in every frame: every face follows the display's pixel density.
  void begin_frame();

  ImFont* font(Face face) const { return fonts_[static_cast<std::size_t>(face)]; }

  // Asked for what a face lacks; may be null. It must outlive the atlas.
  void set_fallback(const ImFontLoader* loader) { fallback_ = loader; }

 private:
  std::array<ImFont*, 3> fonts_ = {};
  std::array<bool, 3> loaded_ = {};
  const ImFontLoader* fallback_ = nullptr;
};

}  // namespace lookback::ui
