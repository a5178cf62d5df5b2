#pragma once

#include <GLES3/gl3.h>
#include <imgui.h>

namespace lookback::platform {

// The shaders are ours and validated by ./dev lint: one that fails is a programmer's error. A context that
// was lost on the way reports failure too, and is no error.
GLuint link_program(const char* vertex, const char* fragment);

// Bound to the active unit; the nearest texel, and none beyond the edge.
GLuint make_texture();

void set_colour(GLint uniform, ImU32 colour);

}  // namespace lookback::platform
