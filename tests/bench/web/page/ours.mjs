// The kernels on the page's own thread: k and v lie in their memory, q goes in and the output comes out of each call,
// as with the peers.

import { rowsFirst } from "./inputs.mjs";
import { KernelModule } from "../../../../web/kernels/module";

const compiled = {};

export async function kernelsOf(variant) {
  compiled[variant] ??= WebAssembly.compile(await (await fetch(`kernels_${variant}.wasm`)).arrayBuffer());
  return new KernelModule(await compiled[variant]);
}

// Places for q, k, v, o, L and scratch.
function placed({ memory }, { q, k, v, heads, queries, width }, scratchBytes) {
  return [memory.put(q), memory.put(k), memory.put(v), memory.place(heads * queries * width), memory.place(heads * queries), memory.place(scratchBytes / 4)];
}

// The memory grows no more, so views of it stay.
function contestant({ memory }, inputs, places, call) {
  const last = new Float32Array(inputs.heads * inputs.queries * inputs.width);
  const query = memory.view(places[0], inputs.q.length);
  const output = memory.view(places[3], last.length);
  return {
    run() {
      query.set(inputs.q);
      call();
      last.set(output);
    },
    output: () => last,
    end() {},
  };
}

export const prefill = (variant) => async (inputs) => {
  const kernels = await kernelsOf(variant);
  const { heads, queries, keys, width, causal, scale } = inputs;
  const places = placed(kernels, inputs, kernels.exports.attention_forward_scratch_bytes(width, width));
  const arrays = 4 * heads * ((2 * queries + 2 * keys) * width + queries);
  return {
    bytesBeyondArrays: () => kernels.memory.bytes - arrays,
    ...contestant(kernels, inputs, places, () => kernels.exports.attention_forward(
      ...places, heads, heads, queries, keys, width, width, scale, -1, causal ? 0 : -1, keys - queries, 0, heads, 0, queries)),
  };
};

export const decode = (variant) => async (inputs) => {
  const kernels = await kernelsOf(variant);
  const { heads, keys, width, scale } = inputs;
  const places = placed(kernels, inputs, kernels.exports.attention_decode_scratch_bytes(1, width, width));
  return contestant(kernels, inputs, places, () => kernels.exports.attention_decode(
    ...places, 1, heads, heads, keys, keys, width, width, scale, -1, 0, heads));
};

export const retention = (variant) => async (inputs) => {
  const kernels = await kernelsOf(variant);
  const { memory, exports } = kernels;
  const { heads, queries, width, scale, decays } = inputs;
  const [q, k, v, output, , scratch] = placed(kernels, inputs, exports.chunkwise_scratch_bytes(width, width));
  const gammas = memory.put(decays);
  const state = memory.place(heads * width * width);
  return contestant(kernels, inputs, [q, k, v, output], () => {
    memory.view(state, heads * width * width).fill(0);
    exports.retention_chunkwise(q, k, v, output, state, gammas, scratch, heads, queries, width, width, scale, 0, heads, 0, queries);
  });
};

// `steps` steps, always the same ones after `position` others.
export const retentionSteps = (variant, position, steps) => async ({ heads, width, scale, decays, queries, q, k, v }) => {
  const { memory, exports } = await kernelsOf(variant);
  const size = heads * width;
  const tokens = [q, k, v].map((numbers) => memory.put(rowsFirst(numbers, heads, queries, width)));
  const gammas = memory.put(decays);
  const [state, output] = [memory.place(size * width), memory.place(size)];
  const take = (from, to) => {
    for (let at = from; at < to; ++at) {
      const [a, b, c] = tokens.map((address) => address + 4 * size * (at % queries));
      exports.retention_step(a, b, c, output, state, gammas, heads, width, width, scale);
    }
  };
  take(0, position);
  const kept = memory.view(state, size * width).slice();
  return {
    run() {
      memory.view(state, size * width).set(kept);
      take(position, position + steps);
    },
    end() {},
  };
};
