#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>

namespace lookback::ui {

enum class Face : std::uint8_t { words, strong, numbers };

// The three faces. One that is missing is stood in for by another one; where there is none, by the fallback
// or by Dear ImGui's own.
class Fonts {
 public:
  // `bytes` come from ImGui::MemAlloc or malloc, and are the atlas's from now on.
  void load(Face face, void* bytes, int size);
  // Before the first frame: where no face has arrived, the fallback writes everything.
  void write_with_fallback();
  // Call first in every frame: every face follows the display's pixel density.
  void begin_frame();

  ImFont* font(Face face) const { return fonts_[static_cast<std::size_t>(face)]; }

  // What Dear ImGui calls the size of a face whose em square has this many CSS pixels; a whole number,
  // because it bakes glyphs for whole sizes only.
  float size_of(Face face, float em_pixels) const;

  // Asked for what a face lacks; may be null. It must outlive the atlas.
  void set_fallback(const ImFontLoader* loader) { fallback_ = loader; }

 private:
  std::array<ImFont*, 3> fonts_ = {};
  std::array<bool, 3> loaded_ = {};
  std::array<float, 3> ratios_ = {1, 1, 1};
  const ImFontLoader* fallback_ = nullptr;
};

}  // namespace lookback::ui
