#version 300 es
// A table of numbers as rounded cells: colour from a colour map, hatched where masked, outlined where pending.
precision highp float;
precision highp sampler2D;

uniform sampler2D u_values;    // [columns, rows]: value, state
uniform sampler2D u_colours;   // [steps, colour maps]
uniform ivec2 u_cells;         // columns, rows
uniform vec2 u_pitch;          // a cell with its gap, in CSS pixels
uniform float u_gap;
uniform float u_radius;
uniform int u_colour_map;      // the row of u_colours
uniform int u_placing;         // 0 magnitude, 1 diverging, 2 plain
uniform float u_scale;         // the value at the end of the colour map
uniform vec4 u_empty;          // the ground of a masked cell
uniform vec4 u_hatch;          // its lines, and the outline of a pending cell
uniform float u_pixel;         // CSS pixels per pixel of the screen

in vec2 v_place;
out vec4 o_colour;

const int state_masked = 1;
const int state_pending = 2;

float place_of(float value) {
  float part = value / u_scale;
  if (u_placing == 0) {
    part = abs(part);
  } else if (u_placing == 1) {
    part = 0.5 + 0.5 * part;
  }
  return clamp(part, 0.0, 1.0);
}

// Distance from the edge of a rounded rectangle around the origin; negative inside.
float rounded(vec2 from, vec2 half_size, float radius) {
  vec2 outside = abs(from) - half_size + radius;
  return length(max(outside, 0.0)) + min(max(outside.x, outside.y), 0.0) - radius;
}

float covered(float distance) { return clamp(0.5 - distance / u_pixel, 0.0, 1.0); }

const float large_cell = 14.0;

// Diagonals that rise to the right: one in a large cell, close ones across small cells.
float hatched(vec2 in_cell, vec2 size) {
  float distance;
  if (min(size.x, size.y) >= large_cell) {
    distance = dot(in_cell - size * 0.5, size.yx) / length(size);
    if (abs(in_cell.x / size.x - 0.5) > 0.3) {
      return 0.0;
    }
  } else {
    distance = (mod(v_place.x + v_place.y, 4.0) - 2.0) * 0.7071;
  }
  float strength = min(size.x, size.y) >= large_cell ? 1.0 : 0.6;
  return strength * clamp(0.5 + (0.5 - abs(distance)) / u_pixel, 0.0, 1.0);
}

void main() {
  ivec2 cell = clamp(ivec2(v_place / u_pitch), ivec2(0), u_cells - 1);
  vec2 size = u_pitch - u_gap;
  vec2 in_cell = v_place - vec2(cell) * u_pitch;
  vec2 texel = texelFetch(u_values, cell, 0).rg;
  int state = int(texel.g + 0.5);
  float edge = rounded(in_cell - size * 0.5, size * 0.5, u_radius);
  float inside = covered(edge);

  if (state == state_pending) {
    float line = inside * (1.0 - covered(edge + 1.0));
    o_colour = vec4(u_hatch.rgb, u_hatch.a * line * 0.7);
    return;
  }
  if (state == state_masked) {
    o_colour = vec4(mix(u_empty.rgb, u_hatch.rgb, hatched(in_cell, size)), u_empty.a * inside);
    return;
  }
  int steps = textureSize(u_colours, 0).x;
  int column = int(place_of(texel.r) * float(steps - 1) + 0.5);
  o_colour = vec4(texelFetch(u_colours, ivec2(column, u_colour_map), 0).rgb, inside);
}
