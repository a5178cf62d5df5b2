#version 300 es
// One rectangle, from the four corners of a triangle strip.
precision highp float;

uniform vec4 u_area;     // x, y, width, height in CSS pixels, from the top left
uniform vec2 u_display;  // the canvas in CSS pixels

out vec2 v_place;  // in CSS pixels from the rectangle's corner

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  v_place = corner * u_area.zw;
  vec2 display = (u_area.xy + v_place) / u_display;
  gl_Position = vec4(display.x * 2.0 - 1.0, 1.0 - display.y * 2.0, 0.0, 1.0);
}
