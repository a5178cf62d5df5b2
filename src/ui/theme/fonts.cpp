#include "ui/theme/fonts.h"

#include <cmath>
#include <optional>
#include <span>
#include <string_view>

namespace lookback::ui {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::optional<int> number16(Bytes bytes, std::size_t at) {
  if (at + 2 > bytes.size()) {
    return std::nullopt;
  }
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]));
}

// Where a table of an OpenType file begins (OpenType 1.9, table directory).
std::optional<std::size_t> table(Bytes bytes, std::string_view tag) {
  const std::optional<int> count = number16(bytes, 4);
  for (int i = 0; i < count.value_or(0); ++i) {
    const std::size_t record = 12 + 16 * static_cast<std::size_t>(i);
    if (record + 16 > bytes.size()) {
      break;
    }
    if (std::string_view(reinterpret_cast<const char*>(&bytes[record]), 4) == tag) {
      return std::size_t{bytes[record + 8]} << 24U | std::size_t{bytes[record + 9]} << 16U |
             std::size_t{bytes[record + 10]} << 8U | std::size_t{bytes[record + 11]};
    }
  }
  return std::nullopt;
}

// Dear ImGui sizes a face by ascender minus descender, CSS and people by its em square.
float line_over_em(Bytes bytes) {
  const auto head = table(bytes, "head");
  const auto hhea = table(bytes, "hhea");
  if (!head || !hhea) {
    return 1;
  }
  const auto em = number16(bytes, *head + 18);
  const auto ascender = number16(bytes, *hhea + 4);
  const auto descender = number16(bytes, *hhea + 6);
  if (!em || *em <= 0 || !ascender || !descender || *ascender <= *descender) {
    return 1;
  }
  return static_cast<float>(*ascender - *descender) / static_cast<float>(*em);
}

}  // namespace

float Fonts::size_of(Face face, float em_pixels) const {
  return std::round(em_pixels * ratios_[static_cast<std::size_t>(face)]);
}

void Fonts::load(Face face, void* bytes, int size) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  ImFontConfig config;
  const float ratio = line_over_em({static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size)});
  ImFont* font = atlas.AddFontFromMemoryTTF(bytes, size, 0, &config);
  if (font == nullptr) {
    return;
  }
  if (fallback_ != nullptr) {
    ImFontConfig merged;
    merged.MergeMode = true;
    merged.FontLoader = fallback_;
    atlas.AddFont(&merged);
  }
  const auto slot = static_cast<std::size_t>(face);
  if (loaded_[slot]) {
    atlas.RemoveFont(fonts_[slot]);
  }
  fonts_[slot] = font;
  ratios_[slot] = ratio;
  loaded_[slot] = true;
}

void Fonts::write_with_fallback() {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  if (atlas.Fonts.empty() && fallback_ != nullptr) {
    ImFontConfig config;
    config.FontLoader = fallback_;
    atlas.AddFont(&config);
  }
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
