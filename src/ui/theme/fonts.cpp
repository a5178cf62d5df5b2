#include "ui/theme/fonts.h"

namespace lookback::ui {

void Fonts::load(Face face, void* bytes, int size) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  ImFontConfig config;
  // A negative size means that sizes are those of the em square, as in CSS.
  ImFont* font = atlas.AddFontFromMemoryTTF(bytes, size, -16.0F, &config);
  if (font == nullptr) {
    return;
  }
  if (fallback_ != nullptr) {
    ImFontConfig merged;
    merged.MergeMode = true;
    merged.FontLoader = fallback_;
    merged.SizePixels = -16.0F;
    atlas.AddFont(&merged);
  }
  const auto slot = static_cast<std::size_t>(face);
  if (loaded_[slot]) {
    atlas.RemoveFont(fonts_[slot]);
  }
  fonts_[slot] = font;
  loaded_[slot] = true;
}

void Fonts::begin_frame() {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  for (std::size_t slot = 0; slot < fonts_.size(); ++slot) {
    if (fonts_[slot] == nullptr) {
      fonts_[slot] = atlas.Fonts.empty() ? atlas.AddFontDefault() : atlas.Fonts[0];
    }
    fonts_[slot]->CurrentRasterizerDensity = ImGui::GetIO().DisplayFramebufferScale.x;
  }
}

}  // namespace lookback::ui
