#pragma once

struct ImFontLoader;

namespace lookback::platform {

// Draws characters that our own faces lack with the browser's fonts, through a 2D canvas: names of tokens may
// be in any script.
const ImFontLoader* canvas_glyphs();

}  // namespace lookback::platform
