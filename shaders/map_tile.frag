#version 300 es
// A part of a tile of a map: colour from a colour map, hatched where masked, a colour of its own where not a number. With
// heat_map.vert.
precision highp float;
precision highp sampler2D;

uniform sampler2D u_values;    // [256, 256]
uniform sampler2D u_kinds;     // [256, 256]: map::CellKind
uniform sampler2D u_colours;   // [steps, colour maps]
uniform vec4 u_area;           // x, y, width, height in CSS pixels, from the top left
uniform vec4 u_window;         // the numbers that lie in it: x, y, width, height
uniform float u_gap;           // between large cells
uniform float u_radius;
uniform int u_colour_map;      // the row of u_colours
uniform int u_placing;         // 0 magnitude, 1 diverging, 2 plain
uniform float u_scale;         // the value at the end of the colour map
uniform float u_logarithmic;   // decades of the colours; 0: linear
uniform vec4 u_empty;          // the ground of a masked cell
uniform vec4 u_hatch;          // its lines
uniform vec4 u_outside;        // beyond the last token
uniform vec4 u_waiting;        // not computed yet
uniform vec4 u_not_a_number;
uniform vec4 u_chosen;         // left, top, right, bottom of the chosen cell on the canvas; right < left: none
uniform float u_pixel;         // CSS pixels per pixel of the screen

in vec2 v_place;
out vec4 o_colour;

const int kind_not_a_number = 1;
const int kind_masked = 2;
const int kind_outside = 3;
const int kind_waiting = 4;    // what follows is a number, if an old one

float place_of(float value) {
  float part = value / u_scale;
  if (u_logarithmic > 0.0) {
    float decades = log(max(abs(part), 1e-30)) / log(10.0);
    part = sign(part) * clamp(1.0 + decades / u_logarithmic, 0.0, 1.0);
  }
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

// Close diagonals that rise to the right, over all masked cells alike.
float hatched() {
  vec2 at = u_area.xy + v_place;
  float distance = (mod(at.x + at.y, 8.0) - 4.0) * 0.7071;
  return 0.6 * clamp(0.5 + (0.5 - abs(distance)) / u_pixel, 0.0, 1.0);
}

vec3 colour_of(ivec2 cell) {
  cell = clamp(cell, ivec2(0), textureSize(u_values, 0) - 1);
  int kind = int(texelFetch(u_kinds, cell, 0).r * 255.0 + 0.5);
  if (kind == kind_outside) {
    return u_outside.rgb;
  }
  if (kind == kind_waiting) {
    return u_waiting.rgb;
  }
  if (kind == kind_masked) {
    return mix(u_empty.rgb, u_hatch.rgb, hatched());
  }
  if (kind == kind_not_a_number) {
    return u_not_a_number.rgb;
  }
  int steps = textureSize(u_colours, 0).x;
  int column = int(place_of(texelFetch(u_values, cell, 0).r) * float(steps - 1) + 0.5);
  return texelFetch(u_colours, ivec2(column, u_colour_map), 0).rgb;
}

// Lines along the edges of the chosen row and column; one, where it is thin.
float marked(float at, float low, float high) {
  float middle = 0.5 * (low + high);
  float wide = step(6.0, high - low);
  float from = mix(abs(at - middle), min(abs(at - low), abs(at - high)), wide);
  return covered(from - 0.75);
}

void main() {
  vec2 pitch = u_area.zw / u_window.zw;  // of a number, in CSS pixels
  vec2 at = u_window.xy + v_place / pitch;
  vec3 colour;
  if (u_gap > 0.0) {
    vec2 cell = floor(at);
    vec2 size = pitch - u_gap;
    float edge = rounded((at - cell) * pitch - pitch * 0.5, size * 0.5, u_radius);
    colour = mix(u_outside.rgb, colour_of(ivec2(cell)), covered(edge));
  } else {
    // A pixel that several numbers share takes its part of each.
    vec2 half_pixel = min(0.5 * u_pixel / pitch, 0.5);
    vec2 low = floor(at - half_pixel);
    vec2 part = clamp((at + half_pixel - low - 1.0) / (2.0 * half_pixel), 0.0, 1.0);
    ivec2 cell = ivec2(low);
    colour = mix(mix(colour_of(cell), colour_of(cell + ivec2(1, 0)), part.x),
                 mix(colour_of(cell + ivec2(0, 1)), colour_of(cell + ivec2(1, 1)), part.x), part.y);
  }
  if (u_chosen.z >= u_chosen.x) {
    vec2 there = u_area.xy + v_place;
    float line = max(marked(there.x, u_chosen.x, u_chosen.z), marked(there.y, u_chosen.y, u_chosen.w));
    float light = dot(colour, vec3(0.2126, 0.7152, 0.0722));
    colour = mix(colour, vec3(light > 0.4 ? 0.0 : 1.0), 0.8 * line);
  }
  o_colour = vec4(colour, 1.0);
}
