#include "ui/widgets/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace lookback::ui {
namespace {

struct Script {
  std::string_view character;
  std::string_view letter;
  float shift;  // of the font's size, downwards
};
constexpr float raised = -0.28F;
constexpr float lowered = 0.22F;
constexpr std::array<Script, 16> scripts = {{{"ᵀ", "T", raised},
                                             {"⁻", "-", raised},
                                             {"ₜ", "t", lowered},
                                             {"ᵢ", "i", lowered},
                                             {"ⱼ", "j", lowered},
                                             {"ₖ", "k", lowered},
                                             {"₀", "0", lowered},
                                             {"₁", "1", lowered},
                                             {"₂", "2", lowered},
                                             {"₃", "3", lowered},
                                             {"₄", "4", lowered},
                                             {"₅", "5", lowered},
                                             {"₆", "6", lowered},
                                             {"₇", "7", lowered},
                                             {"₈", "8", lowered},
                                             {"₉", "9", lowered}}};
constexpr float script_size = 0.7F;
constexpr float cap_height = 0.72F;   // of the em, for both families
constexpr float mark_side = 2;        // of a marked run's ground, beside a word
constexpr float mark_height = 0.75F;  // half of it, of the font's size

const Script* script_at(std::string_view text) {
  if (static_cast<unsigned char>(text.front()) < 0xE1) {
    return nullptr;
  }
  for (const Script& script : scripts) {
    if (text.starts_with(script.character)) {
      return &script;
    }
  }
  return nullptr;
}

std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

float plain_width(const Frame& frame, const TextStyle& style, std::string_view text) {
  ImFont* font = frame.fonts.font(style.face);
  return font
      ->CalcTextSizeA(frame.fonts.size_of(style.face, style.size), FLT_MAX, 0, text.data(),
                      text.data() + text.size())
      .x;
}

// Calls `piece(text, size, shift)` for every stretch of one size.
template <class Piece>
void split(const TextStyle& style, std::string_view text, Piece piece) {
  std::size_t start = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Script* script = script_at(text.substr(end));
    if (script == nullptr) {
      end += character_length(text.substr(end));
      continue;
    }
    if (end > start) {
      piece(text.substr(start, end - start), style.size, 0.0F);
    }
    piece(script->letter, std::round(style.size * script_size), script->shift * style.size);
    end += script->character.size();
    start = end;
  }
  if (end > start) {
    piece(text.substr(start, end - start), style.size, 0.0F);
  }
}

std::string_view ellipsis(const Frame& frame, const TextStyle& style) {
  return frame.fonts.font(style.face)->IsGlyphInFont(0x2026) ? "…" : "...";
}

// The longest beginning of `text` that fits with an ellipsis behind it.
std::string cut(const Frame& frame, const TextStyle& style, std::string_view text, float width) {
  frame.out.cut.emplace_back(text);
  const std::string_view dots = ellipsis(frame, style);
  const float room = width - text_width(frame, style, dots);
  std::size_t kept = 0;
  while (kept < text.size()) {
    const std::size_t next = kept + character_length(text.substr(kept));
    if (text_width(frame, style, text.substr(0, next)) > room) {
      break;
    }
    kept = next;
  }
  return std::string(text.substr(0, kept)) + std::string(room < 0 ? std::string_view{} : dots);
}

// Lays runs out word by word and calls `place(word, run, x, line)`.
template <class Place>
int flow(const Frame& frame, float width, const TextStyle& style, std::span<const view::Run> runs,
         Place place) {
  float x = 0;
  int line = 0;
  for (const view::Run& run : runs) {
    std::string_view rest = run.text;
    while (!rest.empty()) {
      const std::size_t space = rest.find(' ', rest.front() == ' ' ? 1 : 0);
      const std::string_view word = rest.substr(0, space);
      rest.remove_prefix(word.size());
      const float advance = text_width(frame, style, word);
      const bool breaks = x > 0 && x + advance > width;
      if (breaks) {
        x = 0;
        ++line;
      }
      std::string_view shown = word;
      if (breaks && shown.starts_with(' ')) {
        shown.remove_prefix(1);
      }
      place(shown, run, x, line);
      x += text_width(frame, style, shown);
    }
  }
  return line + 1;
}

}  // namespace

int count_characters(std::string_view text) {
  return static_cast<int>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

float text_width(const Frame& frame, const TextStyle& style, std::string_view text) {
  float width = 0;
  split(style, text, [&](std::string_view piece, float size, float) {
    width += plain_width(frame, {style.face, size, style.colour}, piece);
  });
  return width;
}

float fitting_size(const Frame& frame, TextStyle style, std::string_view text, float width, float least) {
  while (style.size > least && text_width(frame, style, text) > width) {
    --style.size;
  }
  return style.size;
}

float draw_text(const Frame& frame, float x, float centre_y, const TextStyle& style, std::string_view text) {
  ImFont* font = frame.fonts.font(style.face);
  const float baseline = std::round(centre_y + style.size * cap_height / 2);
  split(style, text, [&](std::string_view piece, float size, float shift) {
    const float real_size = frame.fonts.size_of(style.face, size);
    const float top = std::round(baseline + shift) - std::round(font->GetFontBaked(real_size)->Ascent);
    frame.list->AddText(font, real_size, {std::round(x), top}, style.colour, piece.data(),
                        piece.data() + piece.size());
    x += plain_width(frame, {style.face, size, style.colour}, piece);
  });
  return x;
}

void draw_text_in(const Frame& frame, const Rectangle& area, const TextStyle& style, std::string_view text,
                  Align align) {
  float width = text_width(frame, style, text);
  std::string shortened;
  if (width > area.width + 1) {
    shortened = cut(frame, style, text, area.width);
    text = shortened;
    width = text_width(frame, style, text);
  }
  float x = area.x;
  if (align == Align::centre) {
    x += (area.width - width) / 2;
  } else if (align == Align::right) {
    x += area.width - width;
  }
  draw_text(frame, x, area.centre_y(), style, text);
}

void draw_title(const Frame& frame, const Rectangle& area, TextStyle style, std::string_view text,
                float least) {
  style.size = fitting_size(frame, style, text, area.width, least);
  if (text_width(frame, style, text) <= area.width) {
    draw_text_in(frame, area, style, text);
    return;
  }
  const std::string first = broken(frame, area.width, style, text).front();
  std::string_view rest = text.substr(std::min(first.size(), text.size()));
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const Rectangle line = {area.x, area.centre_y() - style.size, area.width, style.size};
  draw_text_in(frame, line, style, first);
  draw_text_in(frame, {line.x, line.bottom(), line.width, line.height}, style, rest);
}

int draw_runs(const Frame& frame, const Rectangle& area, const TextStyle& style,
              std::span<const view::Run> runs, int most_lines) {
  const float pitch = style.pitch > 0 ? style.pitch : frame.sizes.line;
  const int all = count_lines(frame, area.width, style, runs);
  const int lines = all < most_lines ? all : most_lines;
  const float dots = text_width(frame, style, ellipsis(frame, style));
  bool ended = false;
  flow(frame, area.width, style, runs, [&](std::string_view word, const view::Run& run, float x, int line) {
    if (ended || line >= lines) {
      return;
    }
    const TextStyle coloured{style.face, style.size, frame.theme.tone(run.tone)};
    const float y = area.y + pitch * (static_cast<float>(line) + 0.5F);
    const bool last = line == lines - 1 && all > lines;
    const float advance = text_width(frame, style, word);
    if (run.marked) {
      frame.fill({area.x + x - mark_side, y - style.size * mark_height, advance + 2 * mark_side,
                  2 * style.size * mark_height},
                 frame.theme.marked, frame.sizes.mark_radius);
    }
    if (last && x + advance + dots > area.width) {
      draw_text(frame, area.x + x, y, coloured, cut(frame, coloured, word, area.width - x));
      ended = true;
      return;
    }
    if (x + advance > area.width) {
      draw_text_in(frame, {area.x + x, y - pitch / 2, area.width - x, pitch}, coloured, word);
      return;
    }
    draw_text(frame, area.x + x, y, coloured, word);
  });
  return lines;
}

int count_lines(const Frame& frame, float width, const TextStyle& style, std::span<const view::Run> runs) {
  return flow(frame, width, style, runs, [](std::string_view, const view::Run&, float, int) {});
}

std::vector<std::string> broken(const Frame& frame, float width, const TextStyle& style,
                                std::string_view text) {
  const std::vector<view::Run> runs = {{std::string(text), view::Tone::plain}};
  std::vector<std::string> lines(1);
  flow(frame, width, style, runs, [&](std::string_view word, const view::Run&, float, int line) {
    lines.resize(static_cast<std::size_t>(line) + 1);
    lines.back() += word;
  });
  return lines;
}

void draw_lines(const Frame& frame, const Rectangle& area, const TextStyle& style,
                std::span<const std::string> lines, Align align) {
  Rectangle line = {area.x, area.y, area.width, style.pitch > 0 ? style.pitch : frame.sizes.line};
  for (const std::string& text : lines) {
    draw_text_in(frame, line, style, text, align);
    line.y += line.height;
  }
}

std::vector<view::Run> runs_of(const view::Node& node) {
  return node.runs.empty() ? std::vector<view::Run>{{node.text, node.tone}} : node.runs;
}

}  // namespace lookback::ui
