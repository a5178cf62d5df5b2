#include <GLES3/gl3.h>

// Dear ImGui asks this instead of glGetIntegerv: see cmake/dependencies.cmake. Its painter saves the state of
// GL before a frame and sets it again after it. The browser keeps no copy of some of it, so that each
// question waits until the GPU has drawn all there is. Nobody else draws into this canvas, and whatever is
// drawn sets this state before: any valid answer serves.
extern "C" void lookback_gl_get_integer(GLenum name, GLint* values) {
  switch (name) {
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX:
      values[0] = values[1] = values[2] = values[3] = 0;
      return;
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA:
      *values = GL_ONE;
      return;
    case GL_BLEND_DST_RGB:
    case GL_BLEND_DST_ALPHA:
      *values = GL_ZERO;
      return;
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA:
      *values = GL_FUNC_ADD;
      return;
    default:
      glGetIntegerv(name, values);
  }
}
