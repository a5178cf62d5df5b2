// The kernels with a step left out: tests/bench/web/parts.cpp, whose order this is.

import { normal } from "./inputs.mjs";
import { Memory } from "../../../../web/kernels/memory";

const steps = {
  forward: ["scores", "hiding", "maximum", "exponential", "check of values", "sums", "start of panels", "end of panels"],
  decode: ["scores", "exponential", "sums"],
};

async function parted({ heads, queries, keys, width, causal, scale, q, k, v }, kernel, leftOut) {
  const { exports } = (await WebAssembly.instantiate(await (await fetch("parts.wasm")).arrayBuffer())).instance;
  const memory = new Memory(exports);
  const places = [memory.put(q), memory.put(k), memory.put(v), memory.place(heads * queries * width), memory.place(heads * queries)];
  const floats = exports.scratch_floats(width);
  const scratch = memory.put(normal(4, floats));  // what a step that is left out would have made
  return { run: () => exports[kernel](leftOut, ...places, scratch, heads, keys, width, scale, Number(causal)), end() {} };
}

export const parts = (kernel) => Object.fromEntries(["whole", ...steps[kernel]].map((name, at) => [name, (inputs) => parted(inputs, kernel, at)]));
