#include "platform/browser/canvas_glyphs.h"

#include <emscripten/em_js.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <vector>

// clang-format off
// Draws one character in white, its pen at (left, baseline), into `width` x `height` pixels at `pixels`, as
// red, green, blue, alpha. Gives back its advance in pixels; with no pixels it only measures.
EM_JS(double, lookback_draw_glyph, (unsigned codepoint, double size, unsigned char* pixels, int width, int height, double left, double baseline), {
  if (!Module.glyphs) Module.glyphs = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const draw = Module.glyphs;
  const text = String.fromCodePoint(codepoint);
  if (pixels) {
    draw.canvas.width = width;
    draw.canvas.height = height;
  }
  draw.font = size + 'px "JetBrains Mono", system-ui, sans-serif';
  if (pixels) {
    draw.fillStyle = "#fff";
    draw.fillText(text, left, baseline);
    HEAPU8.set(draw.getImageData(0, 0, width, height).data, pixels);
  }
  return draw.measureText(text).width;
});
// clang-format on

namespace lookback::platform {
namespace {

// Joiners and variation selectors change their neighbours, which single characters cannot show.
bool is_invisible(ImWchar codepoint) {
  return codepoint == 0x200D || codepoint == 0x200C || (codepoint >= 0xFE00 && codepoint <= 0xFE0F);
}

bool is_character(ImWchar codepoint) {
  return codepoint >= 0x20 && (codepoint < 0xD800 || codepoint > 0xDFFF);
}

bool contains(ImFontAtlas* /*atlas*/, ImFontConfig* /*source*/, ImWchar codepoint) {
  return is_character(codepoint);
}

// Where no face of ours arrived, the line is that of most system fonts.
bool begin(ImFontAtlas* /*atlas*/, ImFontConfig* source, ImFontBaked* baked, void* /*unused*/) {
  if (!source->MergeMode) {
    baked->Ascent = std::ceil(baked->Size * 0.95F);
    baked->Descent = -std::floor(baked->Size * 0.25F);
  }
  return true;
}

struct Box {
  int left = 0;  // of the pen in the bitmap
  int baseline = 0;
  int width = 0;
  int height = 0;
};

bool has_colour(const std::vector<unsigned char>& pixels) {
  for (std::size_t at = 0; at < pixels.size(); at += 4) {
    const auto [low, high] = std::minmax({pixels[at], pixels[at + 1], pixels[at + 2]});
    if (pixels[at + 3] > 64 && high - low > 24) {
      return true;
    }
  }
  return false;
}

bool load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* /*unused*/, ImWchar codepoint,
          ImFontGlyph* glyph, float* advance) {
  if (!is_character(codepoint)) {
    return false;
  }
  const float density = source->RasterizerDensity * baked->RasterizerDensity;
  const double size = std::round(baked->Size * density);
  const double wide = is_invisible(codepoint) ? 0 : lookback_draw_glyph(codepoint, size, nullptr, 0, 0, 0, 0);
  if (advance != nullptr) {
    *advance = static_cast<float>(wide) / density;
    return true;
  }
  glyph->Codepoint = codepoint;
  glyph->AdvanceX = static_cast<float>(wide) / density;
  const auto em = static_cast<int>(size);
  const Box box = {em / 4, em + em / 8, static_cast<int>(std::ceil(wide)) + em / 2, em + em / 2};
  if (wide <= 0) {
    return true;
  }
  std::vector<unsigned char> pixels(static_cast<std::size_t>(box.width) *
                                    static_cast<std::size_t>(box.height) * 4);
  lookback_draw_glyph(codepoint, size, pixels.data(), box.width, box.height, box.left, box.baseline);
  const ImFontAtlasRectId id = ImFontAtlasPackAddRect(atlas, box.width, box.height);
  if (id == ImFontAtlasRectId_Invalid) {
    return false;
  }
  const float ascent = std::round(baked->Ascent);
  glyph->X0 = static_cast<float>(-box.left) / density;
  glyph->Y0 = ascent - static_cast<float>(box.baseline) / density;
  glyph->X1 = glyph->X0 + static_cast<float>(box.width) / density;
  glyph->Y1 = glyph->Y0 + static_cast<float>(box.height) / density;
  glyph->Visible = true;
  glyph->Colored = has_colour(pixels);
  glyph->PackId = id;
  ImTextureRect* rectangle = ImFontAtlasPackGetRect(atlas, id);
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, glyph, rectangle, pixels.data(),
                                     ImTextureFormat_RGBA32, box.width * 4);
  return true;
}

ImFontLoader make_loader() {
  ImFontLoader loader;
  loader.Name = "canvas";
  loader.FontSrcContainsGlyph = contains;
  loader.FontBakedInit = begin;
  loader.FontBakedLoadGlyph = load;
  return loader;
}

}  // namespace

const ImFontLoader* canvas_glyphs() {
  static const ImFontLoader loader = make_loader();
  return &loader;
}

}  // namespace lookback::platform
