#include "platform/gl/tile_painter.h"

#include <cstring>
#include <vector>

#include "platform/gl/gl_objects.h"
#include "platform/gl/tile_shelf.h"
#include "shaders.h"

namespace lookback::platform::maps {
namespace {

using ui::maps::TileMap;
using ui::maps::TilePart;

// 320 KiB each: as many as a screen shows of them, and half as many again.
constexpr std::size_t most_tiles = 96;

class GlTilePainter : public TilePainter {
 public:
  GlTilePainter();
  ~GlTilePainter() override;
  GlTilePainter(const GlTilePainter&) = delete;
  GlTilePainter& operator=(const GlTilePainter&) = delete;

  void begin_frame() override { maps_.clear(); }
  void paint(ImDrawList& list, TileMap map, const ui::ColourTable& colours) override;
  void add_to(FrameBytes& frame) const override;

 private:
  struct Uniforms {
    GLint area, display, window, values, kinds, colours, gap, radius, colour_map, placing, scale, logarithmic,
        empty, hatch, outside, waiting, not_a_number, chosen, pixel;
  };
  struct Textures {
    GLuint numbers = 0;
    GLuint kinds = 0;
  };

  void bind_tile(const TileMap& map, const TilePart& part);
  void bind_colours(const ui::ColourTable& colours);
  void set_uniforms(const TileMap& map) const;
  void draw(const TileMap& map);
  static void draw_callback(const ImDrawList* list, const ImDrawCmd* command);

  std::vector<TileMap> maps_;  // of this frame, until it is rendered
  const ui::ColourTable* colours_ = nullptr;
  TileShelf shelf_{most_tiles};
  std::vector<Textures> textures_;  // one a place of the shelf
  GLuint program_ = 0;
  GLuint vertex_array_ = 0;
  GLuint colours_texture_ = 0;
  bool colours_uploaded_ = false;
  ui::Palette palette_ = ui::Palette::dark;
  ui::WeightColours weights_ = ui::WeightColours::viridis;
  Uniforms uniforms_ = {};
};

// What the callback needs to find its map again.
struct Ticket {
  GlTilePainter* painter;
  std::size_t map;
};

GlTilePainter::GlTilePainter() : program_(link_program(shaders::heat_map_vert, shaders::map_tile_frag)) {
  const auto at = [&](const char* name) { return glGetUniformLocation(program_, name); };
  uniforms_ = {at("u_area"),    at("u_display"),      at("u_window"), at("u_values"),     at("u_kinds"),
               at("u_colours"), at("u_gap"),          at("u_radius"), at("u_colour_map"), at("u_placing"),
               at("u_scale"),   at("u_logarithmic"),  at("u_empty"),  at("u_hatch"),      at("u_outside"),
               at("u_waiting"), at("u_not_a_number"), at("u_chosen"), at("u_pixel")};
  glGenVertexArrays(1, &vertex_array_);
  colours_texture_ = make_texture();
}

GlTilePainter::~GlTilePainter() {
  glDeleteProgram(program_);
  glDeleteVertexArrays(1, &vertex_array_);
  glDeleteTextures(1, &colours_texture_);
  for (const Textures& textures : textures_) {
    glDeleteTextures(1, &textures.numbers);
    glDeleteTextures(1, &textures.kinds);
  }
}

void GlTilePainter::paint(ImDrawList& list, TileMap map, const ui::ColourTable& colours) {
  if (map.parts.empty()) {
    shelf_.forget(map.source);
    return;
  }
  Ticket ticket{this, maps_.size()};
  maps_.push_back(std::move(map));
  colours_ = &colours;
  list.AddCallback(draw_callback, &ticket, sizeof(ticket));
  list.AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void GlTilePainter::add_to(FrameBytes& frame) const {
  for (const TileMap& map : maps_) {
    frame.add(map.source, map.colours, map.scale, map.logarithmic, map.chosen, map.empty, map.hatch,
              map.outside, map.waiting, map.not_a_number, map.gap, map.radius);
    for (const TilePart& part : map.parts) {
      frame.add(part.tile, part.version, part.area, part.window);
    }
  }
}

void GlTilePainter::draw_callback(const ImDrawList* /*list*/, const ImDrawCmd* command) {
  Ticket ticket = {};
  std::memcpy(&ticket, command->UserCallbackData, sizeof(ticket));
  ticket.painter->draw(ticket.painter->maps_[ticket.map]);
}

void GlTilePainter::bind_colours(const ui::ColourTable& colours) {
  glActiveTexture(GL_TEXTURE2);
  glBindTexture(GL_TEXTURE_2D, colours_texture_);
  if (colours_uploaded_ && colours.is_of(palette_, weights_)) {
    return;
  }
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, ui::colour_steps, ui::colour_map_count, 0, GL_RGBA,
               GL_UNSIGNED_BYTE, colours.rows.data());
  palette_ = colours.palette;
  weights_ = colours.weights;
  colours_uploaded_ = true;
}

void GlTilePainter::bind_tile(const TileMap& map, const TilePart& part) {
  const map::Tile& tile = *part.tile;
  const TileShelf::Slot slot = shelf_.take({map.source, tile.place, tile.pooling, part.version});
  glActiveTexture(GL_TEXTURE0);
  if (slot.index == textures_.size()) {
    textures_.push_back({make_texture(), make_texture()});
  }
  const Textures& textures = textures_[slot.index];
  glBindTexture(GL_TEXTURE_2D, textures.numbers);
  if (!slot.filled) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, map::tile_side, map::tile_side, 0, GL_RED, GL_FLOAT,
                 tile.numbers.data());
  }
  glActiveTexture(GL_TEXTURE1);
  glBindTexture(GL_TEXTURE_2D, textures.kinds);
  if (!slot.filled) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, map::tile_side, map::tile_side, 0, GL_RED, GL_UNSIGNED_BYTE,
                 tile.kinds.data());
  }
}

void GlTilePainter::set_uniforms(const TileMap& map) const {
  const ImGuiIO& io = ImGui::GetIO();
  glUniform2f(uniforms_.display, io.DisplaySize.x, io.DisplaySize.y);
  glUniform1i(uniforms_.values, 0);
  glUniform1i(uniforms_.kinds, 1);
  glUniform1i(uniforms_.colours, 2);
  glUniform1f(uniforms_.gap, map.gap);
  glUniform1f(uniforms_.radius, map.radius);
  glUniform1i(uniforms_.colour_map, static_cast<GLint>(map.colours));
  glUniform1i(uniforms_.placing, static_cast<GLint>(ui::placing_of(map.colours)));
  glUniform1f(uniforms_.scale, map.scale);
  glUniform1f(uniforms_.logarithmic, map.logarithmic ? ui::decades : 0.0F);
  set_colour(uniforms_.empty, map.empty);
  set_colour(uniforms_.hatch, map.hatch);
  set_colour(uniforms_.outside, map.outside);
  set_colour(uniforms_.waiting, map.waiting);
  set_colour(uniforms_.not_a_number, map.not_a_number);
  const ui::Rectangle& chosen = map.chosen;
  glUniform4f(uniforms_.chosen, chosen.x, chosen.y, chosen.empty() ? chosen.x - 1 : chosen.right(),
              chosen.bottom());
  glUniform1f(uniforms_.pixel, 1.0F / io.DisplayFramebufferScale.x);
}

void GlTilePainter::draw(const TileMap& map) {
  glDisable(GL_SCISSOR_TEST);
  glUseProgram(program_);
  glBindVertexArray(vertex_array_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  bind_colours(*colours_);
  set_uniforms(map);
  for (const TilePart& part : map.parts) {
    bind_tile(map, part);
    glUniform4f(uniforms_.area, part.area.x, part.area.y, part.area.width, part.area.height);
    glUniform4f(uniforms_.window, part.window.x, part.window.y, part.window.width, part.window.height);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  }
  glActiveTexture(GL_TEXTURE0);
}

}  // namespace

std::unique_ptr<TilePainter> make_tile_painter() { return std::make_unique<GlTilePainter>(); }

}  // namespace lookback::platform::maps
