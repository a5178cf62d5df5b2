// ONNX Runtime's wasm, one thread. K and V are constants of the model, so that no call copies them; q goes in and the
// output comes out of each.

import { rowsFirst } from "./inputs.mjs";
import { model } from "./onnx_model.mjs";

let ort;

async function runtime() {
  if (ort) return ort;
  ort = await import(new URL("ort/ort.wasm.min.mjs", document.baseURI).href);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL("ort/", document.baseURI).href;
  ort.env.logLevel = "error";
  return ort;
}

// Softmax(q Kᵀ + mask) V; K comes transposed and scaled, which costs the graph nothing.
function graph({ heads, queries, keys, width, causal, scale, k, v }) {
  const transposed = new Float32Array(k.length);
  for (let head = 0; head < heads; ++head)
    for (let j = 0; j < keys; ++j)
      for (let c = 0; c < width; ++c) transposed[(head * width + c) * keys + j] = scale * k[(head * keys + j) * width + c];
  const constants = { k: { shape: [1, heads, width, keys], numbers: transposed }, v: { shape: [1, heads, keys, width], numbers: v } };
  if (causal) constants.mask = { shape: [1, 1, queries, keys], numbers: additiveMask(queries, keys) };
  const scored = causal ? "masked" : "scores";
  return {
    constants,
    nodes: [
      { type: "MatMul", inputs: ["q", "k"], outputs: ["scores"] },
      ...(causal ? [{ type: "Add", inputs: ["scores", "mask"], outputs: ["masked"] }] : []),
      { type: "Softmax", inputs: [scored], outputs: ["weights"], attributes: { axis: 3 } },
      { type: "MatMul", inputs: ["weights", "v"], outputs: ["o"] },
    ],
  };
}

export function additiveMask(queries, keys) {
  const mask = new Float32Array(queries * keys);
  for (let i = 0; i < queries; ++i) mask.fill(-1e9, i * keys + i + 1 + keys - queries, (i + 1) * keys);
  return mask;
}

// The operator of ONNX 23.
function attention({ heads, keys, width, causal, scale, k, v }) {
  const shape = [1, heads, keys, width];
  return {
    constants: { k: { shape, numbers: k }, v: { shape, numbers: v } },
    nodes: [{ type: "Attention", inputs: ["q", "k", "v"], outputs: ["o"], attributes: { is_causal: Number(causal), scale } }],
  };
}

// Microsoft's operator, with heads inside of rows.
function multiHead({ heads, keys, width, causal, scale, k, v }) {
  const shape = [1, keys, heads * width];
  const constant = (numbers) => ({ shape, numbers: rowsFirst(numbers, heads, keys, width) });
  return {
    rowsFirst: true,
    constants: { k: constant(k), v: constant(v) },
    nodes: [{
      type: "MultiHeadAttention", domain: "com.microsoft", inputs: ["q", "k", "v"], outputs: ["o"],
      attributes: { num_heads: heads, unidirectional: Number(causal), scale },
    }],
  };
}

const ways = { "ORT graph": graph, "ORT Attention": attention, "ORT MultiHeadAttention": multiHead };

async function started(way, inputs) {
  const { InferenceSession, Tensor } = await runtime();
  const { heads, queries, width } = inputs;
  const { rowsFirst: turned, ...parts } = way(inputs);
  const shape = turned ? [1, queries, heads * width] : [1, heads, queries, width];
  const session = await InferenceSession.create(model({ ...parts, inputs: { q: shape }, outputs: { o: shape } }), { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
  const feeds = { q: new Tensor("float32", turned ? rowsFirst(inputs.q, heads, queries, width) : inputs.q, shape) };
  let last;
  return {
    run: async () => (last = (await session.run(feeds)).o),
    output: () => (turned ? rowsFirst(last.data, queries, heads, width) : last.data),
    end: () => session.release(),
  };
}

export const onnx = Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, (inputs) => started(way, inputs)]));
