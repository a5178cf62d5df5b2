// What is dragged: the start state, and the largest states that the board takes, filled by a small generator.

import { randomFrom } from "../../browser/browser.mjs";

const tokens = 64;
const width = 16;

function matrix(rows, columns, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => (random.below(41) - 20) / 10).join()).join(";");
}

const names = `tokens=${Array.from({ length: tokens }, (_, token) => `t${token}`).join()}`;
const inputs = ["Q", "K", "V"].map((name, place) => `${name}=${matrix(tokens, width, place + 1)}`).join("&");
const model = `study=model&mechanism=layer_stack&layers=4&layer=1&heads=4&kv_heads=4&X=${matrix(tokens, width, 4)}`;

// The key of token 0 is read by every query, so that under the causal mask almost everything hangs on it.
const cell = "K.0.0";

export const states = [
  { name: "board as it starts", cell, link: "" },
  { name: `board, softmax, S = ${tokens}, d = ${width}`, cell, link: `#version=1&${names}&${inputs}` },
  { name: `model of 4 layers × 4 heads, S = ${tokens}, d = ${width}`, cell, link: `#version=1&${names}&${inputs}&${model}` },
];
