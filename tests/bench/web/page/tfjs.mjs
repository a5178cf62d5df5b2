// TensorFlow.js on its wasm backend, with SIMD, one thread. All tensors stay in its memory; the output is read out.

import * as tf from "@tensorflow/tfjs-core";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { additiveMask } from "./onnx.mjs";

let ready;

async function start() {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  setThreadsCount(1);
  setWasmPaths(new URL("tfjs/", document.baseURI).href);
  await tf.setBackend("wasm");
  if (!tf.env().get("WASM_HAS_SIMD_SUPPORT")) throw new Error("no SIMD");
}

export const tfjs = {
  async "TensorFlow.js"({ heads, queries, keys, width, causal, scale, q, k, v }) {
    await (ready ??= start());
    const tensors = [
      tf.tensor(q.map((number) => number * scale), [heads, queries, width]), tf.tensor(k, [heads, keys, width]), tf.tensor(v, [heads, keys, width]),
      ...(causal ? [tf.tensor(additiveMask(queries, keys), [1, queries, keys])] : []),
    ];
    const [a, b, c, mask] = tensors;
    let last;
    return {
      run() {
        const output = tf.tidy(() => {
          const scores = tf.matMul(a, b, false, true);
          return tf.matMul(tf.softmax(mask ? tf.add(scores, mask) : scores), c);
        });
        last = output.dataSync();
        output.dispose();
      },
      output: () => last,
      end: () => tensors.forEach((tensor) => tensor.dispose()),
    };
  },
};
