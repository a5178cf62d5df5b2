#include "platform/gl/heat_map_painter.h"

#include <cstring>

#include "base/assert.h"
#include "platform/gl/gl_objects.h"
#include "shaders.h"

namespace lookback::platform {
namespace {

// What the callback needs to find its heat map again.
struct Ticket {
  GlHeatMapPainter* painter;
  std::size_t map;
};

}  // namespace

void GlHeatMapPainter::begin_frame(const ui::ColourTable& colours) {
  maps_.clear();
  if (tiles_ != nullptr) {
    tiles_->begin_frame();
  }
  if (!colours_ || !colours_->is_of(colours.palette, colours.weights)) {
    colours_ = colours;
    colours_uploaded_ = false;
  }
}

void GlHeatMapPainter::paint(ImDrawList& list, ui::HeatMap map) {
  Ticket ticket{this, maps_.size()};
  maps_.push_back(std::move(map));
  list.AddCallback(draw_callback, &ticket, sizeof(ticket));
  list.AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void GlHeatMapPainter::paint(ImDrawList& list, ui::maps::TileMap map) {
  if (tiles_ == nullptr) {
    tiles_ = maps::make_tile_painter();
  }
  tiles_->paint(list, std::move(map), *colours_);
}

void GlHeatMapPainter::add_to(FrameBytes& frame) const {
  for (const ui::HeatMap& map : maps_) {
    frame.add(map.area, map.rows, map.columns, map.gap, map.radius, map.colours, map.scale, map.empty,
              map.hatch);
    frame.add_all(map.texels.data(), map.texels.size());
  }
  if (tiles_ != nullptr) {
    tiles_->add_to(frame);
  }
}

void GlHeatMapPainter::draw_callback(const ImDrawList* /*list*/, const ImDrawCmd* command) {
  Ticket ticket = {};
  std::memcpy(&ticket, command->UserCallbackData, sizeof(ticket));
  ticket.painter->draw(ticket.painter->maps_[ticket.map]);
}

void GlHeatMapPainter::create() {
  program_ = link_program(shaders::heat_map_vert, shaders::heat_map_frag);
  const auto at = [&](const char* name) { return glGetUniformLocation(program_, name); };
  uniforms_ = {at("u_area"),  at("u_display"), at("u_values"), at("u_colours"),    at("u_cells"),
               at("u_pitch"), at("u_gap"),     at("u_radius"), at("u_colour_map"), at("u_placing"),
               at("u_scale"), at("u_empty"),   at("u_hatch"),  at("u_pixel")};
  glGenVertexArrays(1, &vertex_array_);
  values_texture_ = make_texture();
  colours_texture_ = make_texture();
  colours_uploaded_ = false;
}

void GlHeatMapPainter::upload_colours() {
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, ui::colour_steps, ui::colour_map_count, 0, GL_RGBA,
               GL_UNSIGNED_BYTE, colours_->rows.data());
  colours_uploaded_ = true;
}

void GlHeatMapPainter::draw(const ui::HeatMap& map) {
  LOOKBACK_ASSERT(static_cast<int>(map.texels.size()) == map.rows * map.columns);
  if (map.texels.empty()) {
    return;
  }
  if (program_ == 0) {
    create();
  }
  const ImGuiIO& io = ImGui::GetIO();
  glDisable(GL_SCISSOR_TEST);
  glUseProgram(program_);
  glBindVertexArray(vertex_array_);
  glActiveTexture(GL_TEXTURE1);
  glBindTexture(GL_TEXTURE_2D, colours_texture_);
  if (!colours_uploaded_) {
    upload_colours();
  }
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, values_texture_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RG32F, map.columns, map.rows, 0, GL_RG, GL_FLOAT, map.texels.data());

  glUniform4f(uniforms_.area, map.area.x, map.area.y, map.area.width, map.area.height);
  glUniform2f(uniforms_.display, io.DisplaySize.x, io.DisplaySize.y);
  glUniform1i(uniforms_.values, 0);
  glUniform1i(uniforms_.colours, 1);
  glUniform2i(uniforms_.cells, map.columns, map.rows);
  glUniform2f(uniforms_.pitch, map.area.width / static_cast<float>(map.columns),
              map.area.height / static_cast<float>(map.rows));
  glUniform1f(uniforms_.gap, map.gap);
  glUniform1f(uniforms_.radius, map.radius);
  glUniform1i(uniforms_.colour_map, static_cast<GLint>(map.colours));
  glUniform1i(uniforms_.placing, static_cast<GLint>(ui::placing_of(map.colours)));
  glUniform1f(uniforms_.scale, map.scale);
  set_colour(uniforms_.empty, map.empty);
  set_colour(uniforms_.hatch, map.hatch);
  glUniform1f(uniforms_.pixel, 1.0F / io.DisplayFramebufferScale.x);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void GlHeatMapPainter::context_lost() {
  program_ = 0;
  vertex_array_ = 0;
  values_texture_ = 0;
  colours_texture_ = 0;
  colours_uploaded_ = false;
  tiles_.reset();
}

void GlHeatMapPainter::release() {
  if (program_ != 0) {
    glDeleteProgram(program_);
    glDeleteVertexArrays(1, &vertex_array_);
    glDeleteTextures(1, &values_texture_);
    glDeleteTextures(1, &colours_texture_);
  }
  context_lost();
}

}  // namespace lookback::platform
