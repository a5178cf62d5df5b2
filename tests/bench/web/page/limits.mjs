// What nothing on this machine can be faster than: tests/bench/web/limits.cpp.

import { Memory } from "../../../../web/kernels/memory";

let instance;

async function limits() {
  instance ??= WebAssembly.instantiate(await (await fetch("limits.wasm")).arrayBuffer());
  return (await instance).instance.exports;
}

// So many floating-point operations, about.
export const chains = (kind, flops) => async () => {
  const exports = await limits();
  const turns = Math.max(1, Math.round(flops / exports.turn_flops()));
  return { flops: turns * exports.turn_flops(), run: () => exports[`${kind}_chains`](turns, kind === "plain" ? 0.5 : 1e-9, 1e-9), end() {} };
};

export const streaming = (bytes) => async () => {
  const exports = await limits();
  const memory = new Memory(exports);
  const address = memory.place(bytes / 4);
  memory.view(address, bytes / 4).fill(1e-3);
  return { run: () => exports.streaming_sum(address, bytes / 4), end() {} };
};
